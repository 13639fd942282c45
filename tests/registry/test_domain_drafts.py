"""Rows become drafts: nothing is lost, everything that was done is told."""

from __future__ import annotations

import json
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from commonweave.registry.domain.drafts import (
    DraftStage,
    RecordDraft,
    SourceDefaults,
    content_hash,
    draft_record,
    draft_records,
    identity_key,
)
from commonweave.registry.domain.fieldnames import FIELDS
from commonweave.registry.domain.mapping import Mapping, apply_overrides, propose_mapping
from commonweave.registry.domain.mapping.readings import ColumnReading
from commonweave.registry.domain.rows import Row, RowRefused


def mapping_of(**columns: str) -> Mapping:
    """Return a mapping of columns `a`, `b` … to fields written `field;option=value`."""
    plain = Mapping(tuple((name, ColumnReading(None)) for name in columns))
    return apply_overrides(plain, columns)


def drafted(
    cells: Sequence[str], defaults: SourceDefaults | None = None, **columns: str
) -> RecordDraft:
    found = draft_record(Row(2, tuple(cells)), mapping_of(**columns), defaults or SourceDefaults())
    assert isinstance(found, RecordDraft)
    return found


def kinds(draft: RecordDraft) -> set[str]:
    return {repair.kind for repair in draft.repairs}


WHOLE_RECORD = {
    "a": ("key", "R1"),
    "b": ("name.main", "Foo"),
    "c": ("name.legal", "Foo Ltd"),
    "d": ("address.street", "1 Main\nFloor 2"),
    "e": ("address.locality", "Leeds"),
    "f": ("address.postcode", "ls1 4ap"),
    "g": ("address.country", "England"),
    "h": ("identifier:register", "525R"),
    "i": ("identifier.registrar", "FCA"),
    "j": ("contact.email", "info@foo.org"),
    "k": ("contact.phone", "0113 496 0000"),
    "l": ("website", "www.foo.org"),
    "m": ("location.lat", "53.8"),
    "n": ("location.lon", "-1.5"),
    "o": ("founded;dates=dmy", "11/8/1863"),
    "p": ("status", "Live"),
    "q": ("members", "12"),
    "r": ("reference_year", "2016"),
    "s": ("-", "x"),
}
"""Column -> the field it is read as, and the cell."""


def test_a_whole_record_takes_its_canonical_shape() -> None:
    columns = {column: field for column, (field, _cell) in WHOLE_RECORD.items()}
    draft = drafted([cell for _field, cell in WHOLE_RECORD.values()], **columns)
    assert draft.key == "R1"
    assert draft.values == {
        "names": [{"text": "Foo", "kind": "main"}, {"text": "Foo Ltd", "kind": "legal"}],
        "address": {
            "street": "1 Main, Floor 2",
            "locality": "Leeds",
            "postcode": "LS1 4AP",
            "country": "GB",
        },
        "identifiers": [
            {
                "scheme": "GB-MPR",
                "value": "525R",
                "authority": "Financial Conduct Authority, Mutuals Public Register",
            }
        ],
        "contacts": [
            {"kind": "email", "value": "info@foo.org", "personal": False},
            {"kind": "phone", "value": "+441134960000", "personal": False},
        ],
        "websites": ["https://www.foo.org"],
        "location": {"lat": 53.8, "lon": -1.5},
        "founded": "1863-08-11",
        "status": {"text": "Live", "code": "active"},
        "members": {"value": 12, "year": 2016},
    }
    assert draft.extras == {"i": "FCA", "r": "2016", "s": "x"}
    assert {"country_code", "postcode_form", "phone_form", "scheme_added"} == kinds(draft)


def test_a_value_that_is_not_understood_never_loses_the_row() -> None:
    draft = drafted(
        ["Foo", "Narnia", "update6", "10-19", "some time ago", "120", "45", "not a mail"],
        a="name.main",
        b="address.country",
        c="website",
        d="employees",
        e="founded",
        f="location.lat",
        g="location.lon",
        h="contact.email",
    )
    assert draft.values == {"names": [{"text": "Foo", "kind": "main"}]}
    assert draft.extras == {
        "b": "Narnia",
        "c": "update6",
        "d": "10-19",
        "e": "some time ago",
        "f": "120",
        "g": "45",
        "h": "not a mail",
    }
    assert kinds(draft) == {"not_understood", "out_of_range"}


def test_missing_words_are_no_values_and_no_repairs() -> None:
    draft = drafted(
        ["Foo", "NA", "n/d", "-", "k.A."],
        a="name.main",
        b="website",
        c="founded",
        d="members",
        e="-",
    )
    assert draft.values == {"names": [{"text": "Foo", "kind": "main"}]}
    assert draft.extras == {"e": "k.A."}
    assert draft.repairs == ()


def test_a_row_without_a_name_is_refused() -> None:
    for name in ("", "  ", "NA", "\u200b", "-"):
        found = draft_record(
            Row(7, (name, "Lyon")), mapping_of(a="name.main", b="address.locality")
        )
        assert isinstance(found, RowRefused)
        assert (found.code, found.line) == ("no_name", 7)
    assert isinstance(draft_record(Row(7, ("None",)), mapping_of(a="name.main")), RecordDraft)


def test_repairs_name_field_column_and_both_texts() -> None:
    draft = drafted(["CafÃ© &amp; Co"], a="name.main")
    assert draft.values["names"][0]["text"] == "Café & Co"
    first, second = draft.repairs
    assert (first.field, first.column, first.kind) == ("name.main", "a", "double_encoded")
    assert (first.before, first.after) == ("CafÃ© &amp; Co", "Café &amp; Co")
    assert (second.kind, second.after) == ("html_entity", "Café & Co")


def test_a_formula_is_kept_as_text_and_told() -> None:
    draft = drafted(["=cmd|' /C calc'!A0", "+33 1 23 45 67 89"], a="name.main", b="contact.phone")
    assert draft.values["names"][0]["text"] == "=cmd|' /C calc'!A0"
    assert [repair.column for repair in draft.repairs if repair.kind == "formula"] == ["a"]


def test_an_ambiguous_date_gives_the_year_and_keeps_the_text() -> None:
    draft = drafted(["Foo", "11/8/1863"], a="name.main", b="founded")
    assert draft.values["founded"] == "1863"
    assert draft.extras == {"b": "11/8/1863"}
    assert kinds(draft) == {"date_order_unknown"}


def test_persons_are_marked() -> None:
    draft = drafted(
        ["Foo", "Citoyen", "Marie Curie", "marie.curie@foo.org", "info@foo.org"],
        a="name.main",
        b="structure",
        c="contact.person",
        d="contact.email",
        e="contact.email",
    )
    assert draft.values["natural_person"] is True
    assert [contact["personal"] for contact in draft.values["contacts"]] == [True, True, False]
    mine = drafted(
        ["Foo", "info@foo.org"], SourceDefaults(personal=True), a="name.main", b="contact.email"
    )
    assert mine.values["contacts"][0]["personal"] is True


def test_what_holds_for_the_list_fills_what_a_row_does_not_say() -> None:
    defaults = SourceDefaults(country="FR", languages=("fr",), currency="EUR")
    draft = drafted(
        ["Foo", "7400", "01 23 45 67 89", "1 234,50", "Bonjour"],
        defaults,
        a="name.main",
        b="address.postcode",
        c="contact.phone",
        d="turnover",
        e="description",
    )
    assert draft.values["names"] == [{"text": "Foo", "kind": "main", "lang": "fr"}]
    assert draft.values["address"] == {"postcode": "07400", "country": "FR"}
    assert draft.values["contacts"][0]["value"] == "+33123456789"
    assert draft.values["turnover"] == {"value": "1234.50", "currency": "EUR"}
    assert draft.values["description"] == [{"text": "Bonjour", "lang": "fr"}]


def test_whole_addresses_are_taken_apart_as_far_as_is_sure() -> None:
    def address(text: str, country: str | None = None) -> dict[str, object]:
        draft = drafted(
            ["Foo", text], SourceDefaults(country=country), a="name.main", b="address.full"
        )
        assert draft.extras == {"b": text}
        found: dict[str, object] = dict(draft.values.get("address", {}))
        return found | (
            {"territory": draft.values["territory"]} if "territory" in draft.values else {}
        )

    assert address("Berlin, Germany") == {"locality": "Berlin", "country": "DE"}
    assert address("Thüringen") == {"territory": "Thüringen"}
    assert address("12 rue X, 69001 Lyon", "FR") == {
        "street": "12 rue X",
        "postcode": "69001",
        "locality": "Lyon",
        "country": "FR",
    }
    assert address("1 Angel Square, Manchester M60 0AG, UK") == {
        "street": "1 Angel Square",
        "postcode": "M60 0AG",
        "locality": "Manchester",
        "country": "GB",
    }


def test_streets_join_their_columns_and_house_numbers_take_their_side() -> None:
    columns = {
        "a": "name.main",
        "b": "address.street",
        "c": "address.housenumber",
        "d": "address.country",
    }
    assert (
        drafted(["Foo", "Hauptstraße", "12.0", "DE"], **columns).values["address"]["street"]
        == "Hauptstraße 12"
    )
    assert (
        drafted(["Foo", "rue X", "12", "FR"], **columns).values["address"]["street"] == "12 rue X"
    )


def test_a_row_repeated_to_the_letter_is_refused_and_a_key_used_twice_is_numbered() -> None:
    stage = DraftStage(mapping_of(a="key", b="name.main", c="-"))
    found = [
        stage.draft(Row(line, cells))
        for line, cells in enumerate(
            [("1", "Foo", "x"), ("2", "Bar", ""), ("1", "Foo", "x"), ("1", "Foo", "y")], start=2
        )
    ]
    first, second, repeated, same_key = found
    assert isinstance(first, RecordDraft)
    assert isinstance(second, RecordDraft)
    assert isinstance(repeated, RowRefused)
    assert (repeated.code, repeated.values["first"]) == ("repeated_row", 2)
    assert isinstance(same_key, RecordDraft)
    assert [identity_key(first), identity_key(second), identity_key(same_key)] == ["1", "2", "1~2"]
    assert kinds(same_key) == {"repeated_key"}


def test_lists_without_numbers_get_readable_keys() -> None:
    columns = {"a": "name.main", "b": "address.postcode", "c": "address.locality"}
    assert (
        identity_key(drafted(["Café L'Étoile", "25000", "Besançon"], **columns))
        == "cafeletoile/25000"
    )
    assert (
        identity_key(drafted(["CAFÉ  L’ÉTOILE", "", "Besançon"], **columns))
        == "cafeletoile/besancon"
    )


_texts = st.text(max_size=8) | st.sampled_from(
    ["", "NA", "Foo", "=1", "https://x.org", "1/2/1990", "12", "FR"]
)
_fields = [
    None,
    *[name for name in FIELDS if name != "identifier"],
    "identifier:FR-SIREN",
    "identifier:register",
]


@settings(max_examples=150)
@given(
    st.lists(st.sampled_from(_fields), min_size=1, max_size=8).flatmap(
        lambda fields: st.tuples(
            st.just(fields),
            st.lists(st.lists(_texts, min_size=len(fields), max_size=len(fields)), max_size=8),
        )
    )
)
def test_rows_in_are_rows_kept_and_rows_refused_and_no_text_is_lost(
    case: tuple[list[str | None], list[list[str]]],
) -> None:
    fields, lines = case
    mapping = Mapping(tuple((f"c{n}", ColumnReading(field)) for n, field in enumerate(fields)))
    rows = [Row(number, tuple(cells)) for number, cells in enumerate(lines, start=2)]
    found = list(draft_records(rows, mapping))
    assert [item.line for item in found] == [row.line for row in rows]
    identities = [identity_key(item) for item in found if isinstance(item, RecordDraft)]
    assert len(identities) == len(set(identities))
    for item in found:
        if isinstance(item, RecordDraft):
            json.dumps([item.values, item.extras])
            assert all(item.values.values()) or "natural_person" in item.values


def test_every_text_of_an_unmapped_column_is_kept() -> None:
    header = ["Name", "zzz"]
    mapping = propose_mapping(header, [])
    draft = draft_record(Row(2, ("Foo", " anything  at all ")), mapping)
    assert isinstance(draft, RecordDraft)
    assert draft.extras == {"zzz": "anything at all"}


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=5))
def test_the_hash_does_not_depend_on_the_order_of_columns(extras: dict[str, str]) -> None:
    values = {"names": [{"text": "Foo", "kind": "main"}], "founded": "1990"}
    turned = {key: values[key] for key in reversed(values)}
    backwards = dict(reversed(extras.items()))
    assert content_hash(values, extras) == content_hash(turned, backwards)  # type: ignore[arg-type]
    assert content_hash(values, {**extras, "x-other": "1"}) != content_hash(values, extras)  # type: ignore[arg-type]


def test_a_row_that_names_a_strange_country_does_not_get_that_of_the_list() -> None:
    defaults = SourceDefaults(country="FR")
    columns = {"a": "name.main", "b": "address.country"}
    assert drafted(["Foo", "Atlantis"], defaults, **columns).values.get("address") is None
    assert drafted(["Foo", ""], defaults, **columns).values["address"] == {"country": "FR"}
    assert drafted(["Foo", "Belgique"], defaults, **columns).values["address"] == {"country": "BE"}
