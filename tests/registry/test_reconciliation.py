"""The reconciliation service: answers as the W3C report defines them, of public things only."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonweave.registry.models import Organisation, Profile, Source
from commonweave.registry.services.weaving import weave_inventory
from tests.registry import reconciliation_schemas as spec
from tests.registry.conftest import TakeIn
from tests.registry.furnished import SECRETS, House, furnish

pytestmark = pytest.mark.django_db
ENDPOINT = "/api/v1/reconcile"


@pytest.fixture
def house() -> House:
    return furnish()


@pytest.fixture
def woven(members: Source, directory: Source, take_in: TakeIn) -> None:
    """A woven house, with the statistics of its run on disk."""
    towns = ("Ambleside", "Bruton", "Corby", "Diss", "Ely", "Frome", "Goole", "Hexham")
    trades = ("Bakers", "Weavers", "Printers", "Growers", "Builders", "Carers")
    rows = [
        (f"RS{at:05d}", f"{town} {trade} Co-operative", town, "", "GB", "", "")
        for at, (town, trade) in enumerate((t, w) for t in towns for w in trades)
    ]
    take_in(members, rows)
    site = ("", "Lanterne Rouge Collective", "Frome", "BA11 1AA", "GB", "https://rouge.example", "")
    take_in(directory, [site, *((f"D{row[0]}", *row[1:]) for row in rows[:9])], name="two.csv")
    weave_inventory(by=None)


def ask(client: Client, batch: Any, status: int = 200) -> Any:
    text = batch if isinstance(batch, str) else json.dumps(batch)
    answer = client.post(ENDPOINT, {"queries": text})
    assert answer.status_code == status, answer.content
    assert answer["Access-Control-Allow-Origin"] == "*"
    if status == 200:
        spec.ResultBatch.model_validate_json(answer.content)
    return answer.json()


def extend(client: Client, ids: list[str], *properties: str) -> Any:
    query = {"ids": ids, "properties": [{"id": name} for name in properties]}
    answer = client.post(ENDPOINT, {"extend": json.dumps(query)})
    assert answer.status_code == 200, answer.content
    spec.Extension.model_validate_json(answer.content)
    return answer.json()


def test_the_manifest_is_that_of_version_0_2_and_its_addresses_answer(
    client: Client, house: House
) -> None:
    answer = client.get(ENDPOINT)
    told = spec.Manifest.model_validate_json(answer.content)
    assert answer["Access-Control-Allow-Origin"] == "*"
    for template in (told.view.url, told.preview.url):
        address = template.replace("{{id}}", house.organisation.public_id)
        assert client.get(address.removeprefix("http://testserver")).status_code == 200
    suggest = told.suggest
    for service in (suggest.entity, suggest.property, suggest.type, told.extend.propose_properties):
        assert service.service_url == "http://testserver"
        assert client.get(service.service_path).status_code == 200


def test_each_query_of_a_batch_gets_its_candidates_best_first(client: Client, woven: None) -> None:
    told = ask(
        client,
        {
            "q0": {"query": "Frome Bakers Cooperative", "limit": 3},
            "q1": {"query": "lanterne rouge"},
            "q2": {"query": "Zyxwv"},
        },
    )
    assert list(told) == ["q0", "q1", "q2"]
    assert told["q0"]["result"][0]["name"] == "Frome Bakers Co-operative"
    assert len(told["q0"]["result"]) == 3
    assert told["q1"]["result"][0]["name"] == "Lanterne Rouge Collective"
    assert told["q2"]["result"] == []
    for answer in told.values():
        scores = [one["score"] for one in answer["result"]]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 100 for score in scores)
        assert [one["match"] for one in answer["result"][1:]].count(True) == 0


def test_a_batch_in_the_address_gets_the_same_answer(client: Client, woven: None) -> None:
    batch = {"q0": {"query": "Ely Weavers"}}
    told = client.get(ENDPOINT, {"queries": json.dumps(batch)}).json()
    assert told == ask(client, batch)


@pytest.mark.parametrize(
    ("property_id", "value"),
    [("town", "Frome"), ("website", "http://www.rouge.example/en"), ("postcode", "ba111aa")],
)
def test_what_else_is_known_raises_the_score(
    client: Client, woven: None, property_id: str, value: str
) -> None:
    bare: dict[str, Any] = {"query": "Lanterne Rouge"}
    more = {**bare, "properties": [{"pid": property_id, "v": value}]}
    told = ask(client, {"bare": bare, "more": more})
    score = {key: answer["result"][0]["score"] for key, answer in told.items()}
    assert score["more"] > score["bare"] + 10


def test_another_town_lowers_the_score(client: Client, woven: None) -> None:
    towns = {town: [{"pid": "town", "v": town}] for town in ("Frome", "Hexham")}
    told = ask(client, {t: {"query": "Lanterne Rouge", "properties": p} for t, p in towns.items()})
    assert told["Hexham"]["result"][0]["score"] < told["Frome"]["result"][0]["score"] - 10


@pytest.mark.parametrize(
    ("pid", "value"),
    [("identifier", "NEQ:1140000007"), ("identifier", 1140000007), ("website", "larive.example/a")],
)
def test_a_number_or_a_website_finds_what_the_name_does_not(
    client: Client, house: House, pid: str, value: str | int
) -> None:
    told = ask(client, {"q": {"query": "Xanadu", "properties": [{"pid": pid, "v": [value]}]}})
    [found] = told["q"]["result"]
    assert found["id"] == house.organisation.public_id


def test_a_misspelt_name_still_finds_its_organisation(client: Client, woven: None) -> None:
    told = ask(client, {"q": {"query": "Lantrene Rouje"}})
    assert told["q"]["result"][0]["name"] == "Lanterne Rouge Collective"


def test_only_a_certain_and_clearly_first_candidate_is_a_match(client: Client, woven: None) -> None:
    told = ask(
        client,
        {
            "certain": {
                "query": "Lanterne Rouge Collective",
                "properties": [{"pid": "town", "v": "Frome"}, {"pid": "country", "v": "GB"}],
            },
            "vague": {"query": "Co-operative"},
        },
    )
    assert told["certain"]["result"][0]["match"] is True
    assert not any(one["match"] for one in told["vague"]["result"])


def test_an_id_as_the_query_is_that_organisation_and_a_retired_one_its_successor(
    client: Client, house: House
) -> None:
    ids = {"living": house.organisation.public_id, "retired": house.retired.public_id}
    told = ask(client, {key: {"query": public_id} for key, public_id in ids.items()})
    for answer in told.values():
        [one] = answer["result"]
        assert (one["id"], one["score"], one["match"]) == (ids["living"], 100, True)


def test_the_number_of_queries_does_not_grow_with_the_batch(client: Client, woven: None) -> None:
    names = list(Profile.objects.values_list("name", flat=True)[:30])
    client.get(ENDPOINT)

    def count(batch: list[str]) -> int:
        with CaptureQueriesContext(connection) as caught:
            ask(client, {str(at): {"query": name} for at, name in enumerate(batch)})
        return len(caught)

    assert count(names) == count(names[:2])
    with CaptureQueriesContext(connection) as few:
        extend(client, list(_ids(2)), "town", "website")
    with CaptureQueriesContext(connection) as many:
        extend(client, list(_ids(30)), "town", "website")
    assert len(many) == len(few)


def _ids(most: int) -> Any:
    return Organisation.objects.filter(retired_at=None).values_list("public_id", flat=True)[:most]


@pytest.mark.parametrize(
    "batch",
    [
        "",
        "no JSON",
        "[]",
        '"text"',
        "[" * 50_000,
        {"q": "text"},
        {"q": {}},
        {"q": {"query": "  "}},
        {"q": {"query": 7}},
        {"q": {"query": "x", "limit": 0}},
        {"q": {"query": "x", "limit": "many"}},
        {"q": {"query": "x", "properties": {}}},
        {"q": {"query": "x", "properties": [{"pid": "town"}]}},
        {"q": {"query": "x", "properties": [{"v": "Frome"}]}},
    ],
)
def test_what_is_no_batch_is_refused_with_a_remedy(client: Client, batch: Any) -> None:
    told = ask(client, batch, 400)
    assert told["title"]
    assert told["detail"]


def test_a_batch_beyond_the_manifests_size_is_refused(client: Client, house: House) -> None:
    size = client.get(ENDPOINT).json()["batchSize"]
    batch = {str(at): {"query": "La Rive"} for at in range(size)}
    assert len(ask(client, batch)) == size
    assert ask(client, {**batch, "one more": {"query": "La Rive"}}, 413)["status"] == 413


def test_an_extension_beyond_the_bounds_is_refused(client: Client) -> None:
    for query in ({"ids": ["x"] * 501, "properties": []}, {"ids": [], "properties": ["x"] * 41}):
        assert client.post(ENDPOINT, {"extend": json.dumps(query)}).status_code == 413
    for text in ("[]", '{"ids": "x", "properties": []}', '{"ids": [1], "properties": []}'):
        assert client.post(ENDPOINT, {"extend": text}).status_code == 400


def test_odd_values_say_nothing_and_break_nothing(client: Client, house: House) -> None:
    odd = ["\0\x07", "é" * 9000, "🦊", 1e308, -0.0, True, None, {"name": None}, [["x"]], "'\"*^("]
    told = ask(
        client,
        {
            str(at): {
                "query": "La Rive",
                "limit": 1e9,
                "type": [value],
                "properties": [
                    {"pid": pid, "v": value}
                    for pid in ("town", "latitude", "identifier", "email", "nowhere")
                ],
            }
            for at, value in enumerate(odd)
        },
    )
    assert len(told) == len(odd)


def test_a_wanted_kind_leaves_out_others_only_where_it_is_strict(
    client: Client, house: House
) -> None:
    form = "Coopérative de solidarité"
    wide = {"query": "La Rive", "type": "Fondation"}
    told = ask(
        client,
        {
            "wide": wide,
            "none": {**wide, "type_strict": "all"},
            "own": {**wide, "type": [form], "type_strict": "any"},
        },
    )
    assert told["none"]["result"] == []
    [own] = told["own"]["result"]
    assert own["type"][0] == {"id": form, "name": form}
    assert len(told["wide"]["result"]) > 1


def test_nothing_closed_is_found_suggested_previewed_or_extended(
    client: Client, house: House
) -> None:
    client.force_login(house.editor)
    asked = ["La Rive", "Behind Doors Cooperative", "Nobody Naturalis", "Hidden Disagreement"]
    secret = "mira.private@mail.example"
    told = [
        json.dumps(ask(client, {name: {"query": name} for name in ["La Rive"]})),
        client.get(f"/organisations/{house.organisation.public_id}/preview/").content.decode(),
        json.dumps(
            extend(
                client,
                [house.organisation.public_id],
                *[one["id"] for one in client.get(f"{ENDPOINT}/properties").json()["properties"]],
            )
        ),
    ]
    for name in asked[1:]:
        answer = ask(client, {"q": {"query": name}})
        told += [one["name"] for one in answer["q"]["result"]]
        for kind in ("entity", "type"):
            path = f"{ENDPOINT}/suggest/{kind}"
            told += [one["name"] for one in client.get(path, {"prefix": name}).json()["result"]]
    for text in told:
        assert not [secret for secret in SECRETS if secret in text], text
    bare: dict[str, Any] = {"query": "La Rive"}
    guessed = {**bare, "properties": [{"pid": "email", "v": secret}]}
    other = {**bare, "properties": [{"pid": "email", "v": "nobody@mail.example"}]}
    answers = ask(client, {"guessed": guessed, "other": other})
    assert answers["guessed"] == answers["other"]


def test_suggestions_go_on_behind_the_cursor(client: Client, woven: None) -> None:
    path = f"{ENDPOINT}/suggest/entity"
    first = client.get(path, {"prefix": "weav"})
    spec.Suggestions.model_validate_json(first.content)
    names = [one["name"] for one in first.json()["result"]]
    assert len(names) == 8
    rest = client.get(path, {"prefix": "weav", "cursor": 5}).json()["result"]
    assert [one["name"] for one in rest] == names[5:]
    assert client.get(path, {"prefix": "weav", "cursor": -1}).status_code == 422
    some = Organisation.objects.first()
    assert some is not None
    [found] = client.get(path, {"prefix": some.public_id}).json()["result"]
    assert found["id"] == some.public_id


def test_properties_and_types_are_suggested_by_their_beginning(
    client: Client, house: House
) -> None:
    found = client.get(f"{ENDPOINT}/suggest/property", {"prefix": "Post"})
    assert [one["id"] for one in found.json()["result"]] == ["postcode"]
    spec.Suggestions.model_validate_json(found.content)
    kinds = client.get(f"{ENDPOINT}/suggest/type", {"prefix": "coop"})
    assert "Coopérative de solidarité" in [one["id"] for one in kinds.json()["result"]]
    spec.Suggestions.model_validate_json(kinds.content)
    assert client.get(f"{ENDPOINT}/suggest/type").json()["result"][0]["id"] == "organisation"
    proposed = client.get(f"{ENDPOINT}/properties", {"type": "organisation", "limit": 3})
    assert len(spec.Proposal.model_validate_json(proposed.content).properties) == 3


def test_an_extension_gives_the_values_of_each_id_as_it_was_asked(
    client: Client, house: House
) -> None:
    living, retired = house.organisation.public_id, house.retired.public_id
    told = extend(
        client, [living, retired, "org-unknown"], "town", "members", "latitude", "email", "x"
    )
    assert [one["id"] for one in told["meta"]] == ["town", "email", "latitude", "members"]
    assert told["rows"][living] == {
        "town": [{"str": "Trois-Rivières"}],
        "members": [{"int": 12345}],
        "latitude": [{"float": 46.345}],
        "email": [{"str": "info@larive.example"}],
    }
    assert told["rows"][retired] == told["rows"][living]
    assert not any(told["rows"]["org-unknown"].values())


def test_any_site_may_frame_the_preview_and_no_other_page(client: Client, house: House) -> None:
    page = f"/organisations/{house.organisation.public_id}/"
    preview = client.get(f"{page}preview/")
    assert "frame-ancestors *" in preview["Content-Security-Policy"]
    assert "X-Frame-Options" not in preview
    assert "<script" not in preview.content.decode()
    other = client.get(page)
    assert "frame-ancestors 'none'" in other["Content-Security-Policy"]
    assert other["X-Frame-Options"] == "DENY"


def test_a_retired_id_leads_to_the_preview_of_its_successor(client: Client, house: House) -> None:
    answer = client.get(f"/organisations/{house.retired.public_id}/preview/")
    assert answer.status_code == 301
    assert answer["Location"] == f"/organisations/{house.organisation.public_id}/preview/"


def test_a_browser_may_ask_before_it_sends_and_pages_stay_closed_to_other_origins(
    client: Client, house: House
) -> None:
    asked = client.options(ENDPOINT, headers={"access-control-request-method": "POST"})
    assert asked.status_code == 204
    assert "POST" in asked["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Credentials" not in asked
    assert "Access-Control-Allow-Origin" not in client.get("/organisations/")


def test_a_house_without_a_woven_state_still_answers(client: Client, house: House) -> None:
    told = ask(client, {"q": {"query": "Coopérative La Rive"}})
    assert house.organisation.public_id in [one["id"] for one in told["q"]["result"]]
