"""What somebody without a post sees: pages that answer, in few queries, and keep secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client

from commonweave.registry.models import Organisation, Profile, Source, WeaveRun
from tests.registry import factories as make
from tests.registry.furnished import SECRETS, House, furnish

pytestmark = pytest.mark.django_db
BUDGET = 12


@pytest.fixture
def house() -> House:
    return furnish()


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return unescape(answer.content.decode())


def crawl(client: Client, seeds: list[str]) -> Iterator[tuple[str, str]]:
    """Follow every address of the house from the seeds on, but for combined facets."""
    waiting, seen = list(seeds), set(seeds)
    while waiting:
        path = waiting.pop()
        answer = client.get(path)
        if answer.streaming:
            text = b"".join(answer.streaming_content).decode()
        else:
            text = answer.content.decode()
        yield path, unescape(text) + str(answer.headers)
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            found = re.findall(r'(?:href|action)="([^"#]*)', text)
        else:
            found = re.findall(r'"(/(?:api|organisations|sources|records)[^"]*)"', text)
        for link in found:
            address = unescape(link)
            if address.startswith("?"):
                address = path.split("?")[0] + address
            if address.startswith("/") and address not in seen and address.count("&") == 0:
                seen.add(address)
                waiting.append(address)


def seeds(house: House) -> list[str]:
    ids = [o.public_id for o in Organisation.objects.all()]
    slugs = [s.slug for s in Source.objects.all()]
    return [
        "/",
        *(f"/organisations/{i}/" for i in ids),
        *(f"/api/v1/organisations/{i}" for i in ids),
        *(f"/sources/{s}/" for s in slugs),
        *(f"/sources/{s}/editions/{n}/" for s in slugs for n in (1, 2)),
        *(f"/sources/{s}/editions/2/refused{end}" for s in slugs for end in ("/", ".csv")),
        *(f"/api/v1/sources/{s}{end}" for s in slugs for end in ("", "/editions")),
        *(f"/records/{n}/" for n in range(house.closed_record.pk + 5)),
        f"/review/{house.question.left_id}/{house.question.right_id}/",
        "/review/",
        "/runs/",
        *(f"/runs/{run.pk}{end}" for run in WeaveRun.objects.all() for end in ("/", ".csv")),
        "/review/answers/",
        "/api/v1/organisations?source=closed-list",
        "/api/v1/organisations?limit=1",
        "/api/v1/sources",
        "/api/v1/openapi.json",
        "/organisations/?source=closed-list&q=Behind",
        "/organisations/?q=mira.private",
        "/organisations/?q=Behind+Doors",
    ]


def test_nothing_private_is_on_any_page_or_in_any_answer(client: Client, house: House) -> None:
    asked = {"closed-list", "Behind", "mira.private"}  # the visitor's own words come back
    visited = 0
    for path, text in crawl(client, seeds(house)):
        if path.startswith(("/accounts/", "/language/")):
            continue
        visited += 1
        for secret in SECRETS:
            if any(word in path and word in secret for word in asked):
                continue
            assert secret not in text, (path, secret)
    assert visited > 60


def test_a_search_for_a_private_contact_finds_nothing(client: Client, house: House) -> None:
    assert "Nothing answers all of this" in page(client, "/organisations/?q=mira.private")


def test_an_organisations_page_tells_values_sources_and_disagreements(
    client: Client, house: House
) -> None:
    text = page(client, f"/organisations/{house.organisation.public_id}/")
    assert "Coopérative de solidarité La Rive" in text
    assert re.search(r"One source says otherwise:\s*</p>\s*<ul><li><span[^>]*>Limitée", text)
    assert "info@larive.example" in text
    assert "1140000007" in text
    assert "NEQ, Registraire" in text
    assert 'lang="fr"' in text
    assert "name equal but for the legal form or type" in text
    assert "same e-mail …" in text
    assert "judged the same by a person" in text
    assert "took in another" in text
    assert re.search(r"before: </span>\s*<span[^>]*>Coopérative La Rive</span>", text)
    assert f"/api/v1/organisations/{house.organisation.public_id}" in text
    assert len(text.encode()) < 100_000


def test_a_source_that_is_closed_later_takes_its_values_with_it(
    client: Client, house: House
) -> None:
    Source.objects.filter(pk=house.source.pk).update(visibility="closed")
    text = page(client, f"/organisations/{house.organisation.public_id}/")
    assert "1140000007" not in text
    assert "Membres du pôle" not in text
    assert "1998" in text


def test_a_retired_number_leads_on(client: Client, house: House) -> None:
    answer = client.get(f"/organisations/{house.retired.public_id}/")
    assert answer.status_code == 301
    assert answer["Location"] == f"/organisations/{house.organisation.public_id}/"
    assert house.organisation.public_id in answer.content.decode()


def test_another_spelling_of_a_number_leads_to_the_page(client: Client, house: House) -> None:
    spelt = house.organisation.public_id.upper().replace("0", "O")
    answer = client.get(f"/organisations/{spelt}/")
    assert answer.status_code == 302
    assert answer["Location"] == f"/organisations/{house.organisation.public_id}/"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("cw-000000000", "No published organisation"),
        ("cw-000000001", "mistyped"),
        ("nonsense", "mistyped"),
        ("%00%F0%9F%90%9D", "mistyped"),
        ("x" * 500, "mistyped"),
    ],
)
def test_a_number_that_is_none_gets_a_friendly_page(
    client: Client, house: House, typed: str, words: str
) -> None:
    assert words in page(client, f"/organisations/{typed}/", 404)


def test_an_organisation_of_closed_lists_alone_has_no_page(client: Client, house: House) -> None:
    hidden = make.make_organisation(house.closed_record)
    page(client, f"/organisations/{hidden.public_id}/", 404)


@pytest.mark.parametrize(
    "path",
    [
        "/sources/closed-list/",
        "/sources/closed-list/editions/1/",
        "/sources/nowhere/",
        "/sources/members/editions/99/",
        "/sources/members/editions/99999999999999999999/",
        "/records/99999999999999999999/",
    ],
)
def test_what_is_closed_looks_like_what_is_not_there(
    client: Client, house: House, path: str
) -> None:
    page(client, path, 404)


def test_records_of_persons_and_of_closed_lists_are_not_there(client: Client, house: House) -> None:
    for record in (house.person_record, house.closed_record):
        page(client, f"/records/{record.pk}/", 404)
        client.force_login(house.reader)
        page(client, f"/records/{record.pk}/")
        client.logout()


def test_the_page_of_an_entry_shows_what_is_kept_only_to_its_network(
    client: Client, house: House
) -> None:
    path = f"/records/{house.question.left_id}/"
    assert "unmapped secret" not in page(client, path)
    client.force_login(house.elsewhere)
    assert "unmapped secret" not in page(client, path)
    client.force_login(house.reader)
    text = page(client, path)
    assert "unmapped secret" in text
    assert "before-repair secret" in text
    assert "mira.private@mail.example" in text
    assert "personal, not published" in text


def test_a_sources_page_tells_its_editions(client: Client, house: House) -> None:
    text = page(client, "/sources/members/")
    assert "CC BY 4.0" in text
    assert "rows kept + rows refused" in text
    text = page(client, "/sources/members/editions/2/")
    assert "4 rows in the file: 2 kept, 2 refused" in text
    assert "cp1252" in text
    assert "Épicerie disparue" in text
    assert "refused secret" not in text
    assert "Épicerie disparue" not in page(client, "/sources/members/editions/2/?change=changed")


def test_refused_rows_are_for_the_network_and_safe_in_a_spreadsheet(
    client: Client, house: House
) -> None:
    path = "/sources/members/editions/2/refused"
    page(client, f"{path}/", 403)
    page(client, f"{path}.csv", 403)
    client.force_login(house.reader)
    assert "The row has 9 cells, the header has 7." in page(client, f"{path}/")
    answer = client.get(f"{path}.csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "line,column,value,reason"
    assert lines[1].startswith("7,Name,refused secret,")
    assert lines[2].startswith("9,Name,'=1+1,")


@pytest.mark.parametrize("person", ["", "reader", "editor"])
def test_no_page_asks_more_of_the_database_for_more_rows(
    client: Client, house: House, person: str, django_assert_max_num_queries: Any
) -> None:
    if person:
        client.force_login(getattr(house, person))
    paths = [
        "/organisations/",
        "/organisations/?q=La+Rive&source=members",
        "/organisations/?region=Mauricie&sort=fresh",
        f"/organisations/{house.organisation.public_id}/",
        "/sources/",
        "/sources/members/",
        "/sources/directory/editions/1/",
        f"/records/{house.question.left_id}/",
        "/api/v1/organisations",
        f"/api/v1/organisations/{house.organisation.public_id}",
        "/api/v1/sources",
    ]
    edition = house.source.editions.get(number=2)
    for more in (0, 9, 90):
        names = [f"La Rive {more} {i}" for i in range(more)]
        made = make.make_organisations(edition, names, legal_form={"text": f"Form {more}"})
        records = [organisation.records.get() for organisation in made]
        for record in records[:9]:
            record.organisation = house.organisation
            record.save()
        for path in paths:
            with django_assert_max_num_queries(BUDGET):
                page(client, path)


def test_the_directory_counts_narrows_and_takes_back(client: Client, house: House) -> None:
    text = page(client, "/organisations/")
    assert "3 organisations" in text
    assert "Canada" in text
    text = page(client, "/organisations/?region=Mauricie&country=CA")
    assert "1 organisation" in text
    assert "Coopérative de solidarité La Rive" in text
    assert 'href="/organisations/?country=CA"' in text
    assert 'href="/organisations/?region=Mauricie"' in text
    text = page(client, "/organisations/?listed=no")
    assert "Épicerie disparue" in text
    assert "no longer listed" in text


def test_facets_count_what_a_choice_would_leave(client: Client, house: House) -> None:
    edition = house.source.editions.get(number=2)
    make.make_organisations(
        edition, ["Ruche A", "Ruche B"], address={"region": "Estrie", "country": "CA"}
    )
    answer = client.get("/organisations/?region=Estrie")
    facets = {facet.title: facet.options for facet in answer.context["facets"]}
    told = {option.label: option.count for option in facets["Region"]}
    assert told == {"Estrie": 2, "Mauricie": 1}
    for option in facets["Region"] + facets["Source"]:
        if not option.selected:
            assert client.get(option.url).context["page"].total == option.count


def test_pages_of_the_directory_hold_fifty(client: Client, house: House) -> None:
    edition = house.source.editions.get(number=2)
    make.make_organisations(edition, [f"Coop {i:03}" for i in range(120)])
    total = Profile.objects.count()
    names: list[str] = []
    for number in (1, 2, 3):
        answer = client.get(f"/organisations/?page={number}")
        assert len(answer.content) < 100_000
        names += [row.name for row in answer.context["page"].rows]
    assert len(names) == len(set(names)) == total
    assert names == sorted(names, key=str.casefold) or len(names) == total
    last = client.get("/organisations/?page=9999999").context["page"]
    assert last.number == last.pages


@pytest.mark.parametrize(
    "query",
    [
        "q=%00", "q=" + "a" * 5000, "page=-1", "page=abc", "page=99999999999999999999999",
        "region=%27%3B--", "sort=nonsense", "country=zz", "q=%22%20OR%20*", "more=region",
        "listed=maybe", "q=NEAR(", "status=%00",
    ],
)  # fmt: skip
def test_nothing_typed_into_an_address_breaks_the_directory(
    client: Client, house: House, query: str
) -> None:
    page(client, f"/organisations/?{query}")


def test_a_mended_spelling_is_told(client: Client, house: House) -> None:
    text = page(client, "/organisations/?q=soldiarite")
    assert "Showing results for" in text
    assert "Coopérative de solidarité La Rive" in text


def test_an_empty_house_says_what_to_do_first(client: Client) -> None:
    assert "The inventory is empty" in page(client, "/organisations/")
    assert "commonweave import" in page(client, "/sources/")
