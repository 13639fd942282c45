"""The runs on their pages: what changes and why, who may decide, and what stays hidden."""

from __future__ import annotations

import csv
import io
from html import unescape
from typing import Any

import pytest
from django.test import Client

from commonweave.accounts.models import Person
from commonweave.registry.models import Judgement, Record, WeaveRun
from commonweave.registry.services.exclusive import only_one_weave
from commonweave.registry.services.weaving import weave_inventory
from commonweave.registry.views import runs as views
from tests.registry import factories as make
from tests.registry.conftest import TakeIn
from tests.registry.furnished import SECRETS, House, furnish, propose
from tests.registry.test_runs import BIRCH, NEWCOMER
from tests.registry.test_weaving import DIRECTORY, MEMBERS, holder

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return furnish()


@pytest.fixture
def run(house: House) -> WeaveRun:
    return propose(house)


@pytest.fixture
def desk(client: Client, house: House) -> Client:
    client.force_login(house.editor)
    return client


def text_of(response: Any) -> str:
    if response.streaming:
        return b"".join(response.streaming_content).decode("utf-8-sig")
    return unescape(response.content.decode())


@pytest.mark.parametrize(
    ("group", "words"),
    [
        ("merged", "La Rivière coop"),
        ("split", "Coop La Rive ltée"),
        ("new", "Nouvelle coop"),
        ("joined", "La Rive bis"),
        ("moved", "Behind Doors Cooperative"),
        ("withdrawn", "Withdrawn (1)"),
    ],
)
def test_each_group_of_a_diff_is_shown(desk: Client, run: WeaveRun, group: str, words: str) -> None:
    text = text_of(desk.get(f"/runs/{run.pk}/?group={group}"))
    assert words in text
    assert "Only proposed: nothing has changed yet." in text
    assert "It merges or splits more organisations" in text


def test_a_merge_is_shown_first_with_the_pair_that_joined_it(
    desk: Client, house: House, run: WeaveRun
) -> None:
    text = text_of(desk.get(f"/runs/{run.pk}/"))
    assert f"/review/{house.question.left_id}/{house.question.right_id}/" in text
    assert "name equal but for the legal form or type" in text
    assert "50 %" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=bis", True),
        ("q=nothing+so", False),
        ("source=members", True),
        ("source=directory", False),
        ("q=%00%F0%9F&source=x", False),
    ],
)
def test_the_lines_are_narrowed(desk: Client, run: WeaveRun, query: str, found: bool) -> None:
    text = text_of(desk.get(f"/runs/{run.pk}/?group=joined&{query}"))
    assert ("La Rive bis" in text) is found


def test_strangers_read_no_run_and_other_networks_no_secret(
    client: Client, house: House, run: WeaveRun
) -> None:
    for path in ("/runs/", f"/runs/{run.pk}/", f"/runs/{run.pk}.csv"):
        assert client.get(path).status_code == 403
    client.force_login(house.elsewhere)
    groups = ("merged", "split", "new", "joined", "moved", "withdrawn")
    paths = ["/runs/", f"/runs/{run.pk}.csv", *(f"/runs/{run.pk}/?group={g}" for g in groups)]
    for path in paths:
        text = text_of(client.get(path))
        for secret in SECRETS:
            assert secret not in text, (path, secret)
    assert "1 entry that you may not read" in text_of(client.get(f"/runs/{run.pk}/?group=moved"))
    assert "Behind Doors" not in text_of(client.get(f"/runs/{run.pk}/?group=moved&q=Behind"))
    found = text_of(client.get(f"/runs/{run.pk}/?group=moved&source=closed-list"))
    assert "Nothing of this kind" in found


def test_a_reader_sees_but_does_not_decide(client: Client, house: House, run: WeaveRun) -> None:
    client.force_login(house.reader)
    text = text_of(client.get(f"/runs/{run.pk}/"))
    assert 'value="accept"' not in text
    assert "Refuse this line" not in text
    assert client.post(f"/runs/{run.pk}/decide/", {"decision": "accept"}).status_code == 403
    line = run.events.get(kind="merged")
    assert client.post(f"/runs/lines/{line.pk}/refuse/").status_code == 403
    assert not Judgement.objects.filter(by__startswith="person").exists()


def test_the_pages_need_no_more_queries_for_more_lines(
    desk: Client, house: House, run: WeaveRun, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        record = make.make_record(house.question.left.first_edition, f"Body {number}")
        make.make_event(house.organisation, run, "joined", record=record)
    desk.get("/runs/")
    with django_assert_max_num_queries(8):
        desk.get("/runs/")
    for group in ("merged", "split", "new", "joined", "moved", "withdrawn"):
        with django_assert_max_num_queries(22):
            desk.get(f"/runs/{run.pk}/?group={group}")


def test_the_whole_diff_is_handed_out_as_csv_with_harmless_cells(
    desk: Client, house: House, run: WeaveRun
) -> None:
    record = make.make_record(house.question.left.first_edition, "=1+1")
    make.make_event(house.organisation, run, "joined", record=record)
    rows = list(csv.DictReader(io.StringIO(text_of(desk.get(f"/runs/{run.pk}.csv")))))
    changes = {"merged", "split", "joined", "moved", "withdrawn", "new"}
    assert {row["change"] for row in rows} == changes
    assert "'=1+1" in {row["names"] for row in rows}
    merged = next(row for row in rows if row["change"] == "merged")
    assert merged["other number"] == house.organisation.public_id
    assert merged["probability"] == "0.5000"


def test_a_number_that_is_only_reserved_is_no_page(desk: Client, run: WeaveRun) -> None:
    reserved = run.events.get(kind="minted").organisation
    assert desk.get(f"/organisations/{reserved.public_id}/").status_code == 404
    assert desk.get(f"/api/v1/organisations/{reserved.public_id}").status_code == 404


@pytest.mark.parametrize("decision", ["", "erase", "accept" * 200])
def test_a_decision_that_is_none_is_refused_in_words(
    desk: Client, run: WeaveRun, decision: str
) -> None:
    response = desk.post(f"/runs/{run.pk}/decide/", {"decision": decision})
    assert response.status_code == 422
    assert "This is no decision" in text_of(response)


def test_runs_that_are_none_are_not_there(desk: Client) -> None:
    assert desk.get("/runs/999999/").status_code == 404
    assert desk.post("/runs/999999/decide/", {"decision": "accept"}).status_code == 404
    assert desk.post("/runs/lines/999999/refuse/").status_code == 404


def test_a_run_is_accepted_taken_back_and_refused_by_buttons(
    client: Client, space: Any, members: Any, directory: Any, take_in: TakeIn
) -> None:
    take_in(members, MEMBERS)
    take_in(directory, DIRECTORY)
    weave_inventory(by=None)
    take_in(directory, [*DIRECTORY, BIRCH, NEWCOMER])
    editor: Person = make.make_person("editor", space)
    client.force_login(editor)
    run = weave_inventory(by=editor, propose=True).run
    page = f"/runs/{run.pk}/"

    def decide(decision: str) -> str:
        sent = {"decision": decision, "reason": "seen"}
        return text_of(client.post(f"{page}decide/", sent, follow=True))

    assert "The run is in force." in decide("accept")
    assert holder("E").retired_at is None
    assert client.post(f"{page}decide/", {"decision": "accept"}).status_code == 409
    assert "is taken back" in decide("take_back")
    assert Record.objects.get(key="E").organisation is None
    page = f"/runs/{weave_inventory(by=editor, propose=True).run.pk}/"
    line = WeaveRun.objects.latest("id").events.get(kind="joined", record__key="D")
    told = text_of(client.post(f"/runs/lines/{line.pk}/refuse/", follow=True))
    assert "the next weave obeys" in told
    assert "judged different by a person" in text_of(client.get(f"{page}?group=joined"))
    assert client.post(f"{page}decide/", {"decision": "accept"}).status_code == 409
    assert "the inventory is as it was" in decide("refuse")
    assert "seen" in text_of(client.get(page))


def test_a_run_that_touches_too_many_is_left_to_a_command(
    desk: Client, run: WeaveRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = f"/runs/{run.pk}/"
    monkeypatch.setattr(views, "_LONG", 0)
    assert "organisations are composed anew" in text_of(desk.get(page))
    monkeypatch.setattr(views, "MOST_COMPOSED", 1)
    text = text_of(desk.get(page))
    assert f"commonweave weave --accept {run.pk}" in text
    assert 'value="accept"' not in text
    assert 'value="refuse"' in text
    response = desk.post(f"{page}decide/", {"decision": "accept"})
    assert response.status_code == 409
    assert f"commonweave weave --accept {run.pk}" in text_of(response)
    run.refresh_from_db()
    assert run.state == "proposed"
    assert desk.post(f"{page}decide/", {"decision": "refuse"}).status_code == 302


def test_the_pages_say_that_a_decision_is_under_way(desk: Client, run: WeaveRun) -> None:
    page = f"/runs/{run.pk}/"
    with only_one_weave():
        for address in ("/runs/", page):
            assert "A weave, or a decision on a run, is under way." in text_of(desk.get(address))
        assert 'name="decision"' not in text_of(desk.get(page))
        response = desk.post(f"{page}decide/", {"decision": "accept"})
        assert response.status_code == 409
        assert "Wait until it is done" in text_of(response)
    assert "under way" not in text_of(desk.get(page))
    assert 'value="accept"' in text_of(desk.get(page))


def test_the_home_page_names_the_run_that_waits_for_a_decision(
    client: Client, house: House, run: WeaveRun
) -> None:
    link = f'href="/runs/{run.pk}/"'
    for person, waits in ((house.editor, True), (house.reader, False)):
        client.force_login(person)
        assert (link in text_of(client.get("/"))) is waits


def test_a_proposal_that_somebody_has_answered_on_says_to_weave_again(
    desk: Client, run: WeaveRun
) -> None:
    page = f"/runs/{run.pk}/"
    assert 'value="accept"' in text_of(desk.get(page))
    line = run.events.get(kind="merged")
    text = text_of(desk.post(f"/runs/lines/{line.pk}/refuse/", follow=True))
    assert "The line is refused by 1 answer, which the next weave obeys." in text
    assert "This proposal can no longer be accepted." in text
    assert "commonweave weave --propose" in text
    assert 'value="accept"' not in text
    assert 'value="refuse"' in text
