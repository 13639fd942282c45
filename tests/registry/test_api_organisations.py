"""The inventory as JSON: provenance, cursors, redirects, problems, a reviewed description."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonweave.registry.models import Organisation, Profile
from tests.registry import factories as make
from tests.registry.furnished import House, furnish

pytestmark = pytest.mark.django_db
SNAPSHOT = Path(__file__).with_name("openapi.json")


@pytest.fixture
def house() -> House:
    return furnish()


def get(client: Client, path: str, status: int = 200, **query: Any) -> Any:
    answer = client.get(f"/api/v1{path}", query)
    assert answer.status_code == status, answer.content
    return answer.json()


def test_an_organisation_comes_with_the_provenance_of_each_value(
    client: Client, house: House
) -> None:
    told = get(client, f"/organisations/{house.organisation.public_id}")
    assert told["name"] == "Coopérative de solidarité La Rive"
    form = told["fields"]["legal_form"]
    assert form["values"][0]["text"] == "Coopérative de solidarité"
    assert form["others"][0]["text"] == "Limitée"
    entry = {one["entry"]: one for one in told["provenance"]}[form["values"][0]["entries"][0]]
    assert (entry["source"], entry["edition"], entry["as_of"]) == ("members", 2, "2024-01-31")
    assert (entry["title"], entry["licence"]) == ("Membres du pôle", "CC BY 4.0")
    assert [c["value"]["value"] for c in told["fields"]["contacts"]["values"]] == [
        "info@larive.example"
    ]
    assert told["sources"] == len({one["source"] for one in told["provenance"]}) == 2


def test_a_signed_in_reader_gets_nothing_more(client: Client, house: House) -> None:
    paths = ("/organisations", f"/organisations/{house.organisation.public_id}", "/sources")
    before = [get(client, path) for path in paths]
    client.force_login(house.editor)
    assert [get(client, path) for path in paths] == before
    get(client, "/sources/closed-list", 404)


def test_a_retired_id_leads_on(client: Client, house: House) -> None:
    answer = client.get(f"/api/v1/organisations/{house.retired.public_id}")
    assert answer.status_code == 301
    assert answer["Location"] == f"/api/v1/organisations/{house.organisation.public_id}"
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["id"] == house.organisation.public_id


def test_a_chain_of_merges_leads_to_its_end(client: Client, house: House) -> None:
    last = Organisation.objects.exclude(pk__in=[house.organisation.pk, house.retired.pk]).first()
    assert last is not None
    make.retire(house.organisation, last)
    answer = client.get(f"/api/v1/organisations/{house.retired.public_id}")
    assert answer.json()["id"] == last.public_id


@pytest.mark.parametrize("typed", ["cw-000000001", "x", "cw-000000000"])
def test_an_unknown_id_is_a_problem_with_a_remedy(client: Client, house: House, typed: str) -> None:
    told = get(client, f"/organisations/{typed}", 404)
    assert told["title"]
    assert told["detail"]


@pytest.mark.parametrize("sort", ["name", "fresh", ""])
def test_following_the_cursor_gives_every_organisation_once(
    client: Client, house: House, sort: str
) -> None:
    names = ["Équipe", "équipe", "Équipe", "Ruche", "ruche", "조합", "تعاونية", "Zèbre"]
    make.make_organisations(house.source.editions.get(number=2), names)
    ids: list[str] = []
    cursor, parts = "", 0
    while True:
        told = get(client, "/organisations", limit=3, cursor=cursor, sort=sort)
        ids += [one["id"] for one in told["items"]]
        parts += 1
        if told["next"] is None:
            break
        cursor = told["next"]
    assert len(ids) == len(set(ids)) == told["total"] == Profile.objects.count()
    assert parts == -(-len(ids) // 3)


def test_a_search_is_followed_by_relevance(client: Client, house: House) -> None:
    make.make_organisations(
        house.source.editions.get(number=2), [f"Ruche numéro {n}" for n in range(5)]
    )
    first = get(client, "/organisations", q="ruche", limit=2)
    assert first["total"] == 5
    second = get(client, "/organisations", q="ruche", limit=2, cursor=first["next"])
    third = get(client, "/organisations", q="ruche", limit=2, cursor=second["next"])
    ids = [one["id"] for part in (first, second, third) for one in part["items"]]
    assert len(set(ids)) == 5
    assert third["next"] is None


def test_rows_that_come_in_between_are_neither_repeated_nor_skipped(
    client: Client, house: House
) -> None:
    edition = house.source.editions.get(number=2)
    make.make_organisations(edition, ["Bbb", "Ccc", "Ddd"])
    first = get(client, "/organisations", limit=2)
    make.make_organisations(edition, ["Aaa", "Ccd"])
    names = [one["name"] for one in first["items"]]
    cursor = first["next"]
    while cursor:
        told = get(client, "/organisations", limit=2, cursor=cursor)
        names += [one["name"] for one in told["items"]]
        cursor = told["next"]
    assert len(names) == len(set(names))
    assert {"Bbb", "Ccc", "Ccd", "Ddd"} <= set(names)


@pytest.mark.parametrize(
    "cursor",
    ["x", "W10", "bnVsbA", "WyJuYW1lIiwgMV0", "WyJmcmVzaCIsIDEsIDIsIDNd", "é", "W" * 1999,
     "WyJuYW1lIiwiYSIsLTFd", "WyJuYW1lIiwiYVx1MDAwMCIsMV0"],
)  # fmt: skip
def test_a_cursor_that_was_never_handed_out_is_refused(
    client: Client, house: House, cursor: str
) -> None:
    assert "cursor" in get(client, "/organisations", 422, cursor=cursor)["title"]


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 201}, {"limit": "x"}, {"q": "a" * 201}])
def test_parameters_out_of_range_are_refused(
    client: Client, house: House, query: dict[str, Any]
) -> None:
    assert get(client, "/organisations", 422, **query)["errors"]


def test_facets_narrow_the_list(client: Client, house: House) -> None:
    assert get(client, "/organisations", region="Mauricie")["total"] == 1
    assert get(client, "/organisations", source="directory")["total"] == 2
    assert get(client, "/organisations", listed="no")["total"] == 1
    assert get(client, "/organisations", source="closed-list")["total"] == 0


def test_sources_and_editions_add_up(client: Client, house: House) -> None:
    told = {one["slug"]: one for one in get(client, "/sources")}
    assert set(told) == {"members", "directory"}
    assert told["members"] == get(client, "/sources/members")
    assert told["members"]["entries"] == 2
    editions = get(client, "/sources/members/editions")
    assert [one["number"] for one in editions] == [2, 1]
    assert all(one["rows_in"] == one["rows_kept"] + one["rows_refused"] for one in editions)


def test_the_openapi_document_is_the_reviewed_one(client: Client) -> None:
    """Delete the snapshot and run this test to write it anew; then read what changed."""
    told = get(client, "/openapi.json")
    registry = {
        "paths": told["paths"],
        "schemas": told["components"]["schemas"],
    }
    if not SNAPSHOT.exists():
        text = json.dumps(registry, indent=2, sort_keys=True, ensure_ascii=False)
        SNAPSHOT.write_text(f"{text}\n", encoding="utf-8")
        pytest.fail("The OpenAPI snapshot was not there: it is written now. Read it, then commit.")
    assert registry == json.loads(SNAPSHOT.read_text(encoding="utf-8"))


def test_every_operation_and_parameter_of_the_api_is_described(client: Client) -> None:
    for path, operations in get(client, "/openapi.json")["paths"].items():
        for operation in operations.values():
            assert operation["summary"], path
            assert operation["description"], path
