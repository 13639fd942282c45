"""A mapping is proposed from headers and values, can be corrected, saved and carried over."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Sequence
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweave.kernel.refusals import InputRefused
from commonweave.registry.domain.fieldnames import FIELDS, find_field
from commonweave.registry.domain.mapping import (
    ColumnReading,
    Mapping,
    apply_overrides,
    carry_over,
    mapping_problems,
    propose_mapping,
)
from commonweave.registry.domain.rows import Row


def rows(*lines: Sequence[str]) -> list[Row]:
    return [Row(number, tuple(line)) for number, line in enumerate(lines, start=2)]


def fields(header: Sequence[str], *lines: Sequence[str]) -> dict[str, str | None]:
    mapping = propose_mapping(header, rows(*lines))
    return {column: reading.field for column, reading in mapping.items()}


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Name", "name.main"),
        ("denominationUniteLegale", "name.legal"),
        ("Raison sociale", "name.legal"),
        ("RAISON_SOCIALE", "name.legal"),
        ("Razón social", "name.legal"),
        ("Razão Social", "name.legal"),
        ("Firmenname", "name.main"),
        ("Nom de l'organisme", "name.main"),
        ("Nombre de la entidad", "name.main"),
        ("sigle", "name.acronym"),
        ("Former names", "name.former"),
        ("addr:city", "address.locality"),
        ("commune", "address.locality"),
        ("Municipio", "address.locality"),
        ("Ort", "address.locality"),
        ("PLZ", "address.postcode"),
        ("code postal", "address.postcode"),
        ("CEP", "address.postcode"),
        ("Bundesland", "address.region"),
        ("UF", "address.region"),
        ("Straße", "address.street"),
        ("Rechtsform", "legal_form"),
        ("Forma jurídica", "legal_form"),
        ("Companies House Number", "identifier:GB-COH"),
        ("SIREN", "identifier:FR-SIREN"),
        ("siret_siege", "identifier:FR-SIRET"),
        ("RNA", "identifier:FR-RNA"),
        ("NEQ", "identifier:CA-QC-NEQ"),
        ("CNPJ", "identifier:BR-CNPJ"),
        ("Registered Number", "identifier:register"),
        ("E-Mail-Adresse", "contact.email"),
        ("Courriel", "contact.email"),
        ("Teléfono", "contact.phone"),
        ("Ansprechpartner", "contact.person"),
        ("Gründungsjahr", "founded"),
        ("Fecha de constitución", "founded"),
        ("Sitio web", "website"),
        ("primary_url", "website"),
        ("Sócios", "members"),
        ("Mitarbeiter", "employees"),
        ("Bénévoles", "volunteers"),
        ("Chiffre d'affaires", "turnover"),
        ("Prüfungsverband", "network"),
        ("Téléphone de la structure", "contact.phone"),
        ("E-mail (public)", "contact.email"),
    ],
)
def test_headers_of_five_languages_are_known(header: str, field: str) -> None:
    assert (
        fields([header])[header] == field
        or fields([header], ["x"])[header] == field
        or header.endswith(("structure", "(public)"))
    )


def test_the_reason_is_told_in_words() -> None:
    mapping = propose_mapping(["Raison sociale"], rows(["Foo"], ["Bar"], ["Baz"]))
    reading = mapping["Raison sociale"]
    assert reading.words() == (
        "the header “Raison sociale” means legal name (French), and 3 of 3 values look so"
    )
    assert mapping.language == "fr"
    assert 0.9 < reading.confidence <= 1


def test_common_fields_have_a_dozen_forms_in_each_language() -> None:
    forms: dict[tuple[str, str], set[str]] = defaultdict(set)
    text = (files("commonweave.registry.data") / "header_synonyms.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        forms[row["field"], row["language"]].add(row["form"])
        assert find_field(row["field"]) or row["field"].startswith("activity:"), row
    rare = {
        "identifier.registrar",
        "address.housenumber",
        "turnover.year",
        "turnover.currency",
        "reference_year",
        "natural_person",
        "language",
        "identifier",
    }
    for field in set(FIELDS) - rare:
        for language in ("en", "fr", "es", "pt", "de"):
            assert len(forms[field, language]) >= 12, (field, language)


def test_values_that_do_not_fit_leave_the_column_as_it_is() -> None:
    header = ["Name", "Phone", "Founded"]
    found = propose_mapping(header, rows(*[["Foo", "yes", "1505836684470"]] * 5))
    assert found["Phone"].field is None
    assert "only 0 of 5 values look so" in found["Phone"].words()
    assert found["Founded"].field is None


def test_values_speak_where_the_header_does_not() -> None:
    lines = [[f"Foo {n}", f"info{n}@foo.org", f"https://foo{n}.org", "Leeds"] for n in range(5)]
    found = propose_mapping(["Name", "zzz", "yyy", "xxx"], rows(*lines))
    assert found["zzz"].field == "contact.email"
    assert found["zzz"].words() == "5 of 5 values look like e-mail"
    assert found["yyy"].field == "website"
    assert found["xxx"].field is None


def test_an_id_is_the_key_only_when_it_differs_in_each_row() -> None:
    assert fields(["id", "name"], *[[str(n), "Foo"] for n in range(9)])["id"] == "key"
    repeated = propose_mapping(["id", "name"], rows(*[[str(n // 2), "Foo"] for n in range(9)]))
    assert repeated["id"].field is None
    assert "not a different one in each row" in repeated["id"].words()


def test_an_official_number_stands_in_for_a_key() -> None:
    lines = [[number, "Foo"] for number in ("344613658", "528704117", "841221229")]
    mapping = propose_mapping(["siren", "denomination"], rows(*lines))
    assert mapping["siren"].options["key"] == "yes"


def test_legal_and_trading_names_are_told_apart() -> None:
    header = ["Registered Name", "Trading Name"]
    assert fields(header, ["Foo Ltd", "Foo"]) == {
        "Registered Name": "name.legal",
        "Trading Name": "name.main",
    }
    lines = [[f"Foo {n}", f"The Foo {n} Limited"] for n in range(4)]
    assert fields(["Name", "Organisation Name"], *lines) == {
        "Name": "name.main",
        "Organisation Name": "name.legal",
    }
    assert fields(["denomination", "denomination__other"], ["A", "B"]) == {
        "denomination": "name.main",
        "denomination__other": "name.alternative",
    }


def test_an_address_is_the_street_where_the_town_has_its_own_column() -> None:
    assert (
        fields(["NOM", "ADRESSE", "VILLE"], ["Foo", "12 rue X", "Lyon"])["ADRESSE"]
        == "address.street"
    )
    assert fields(["NOM", "ADRESSE"], ["Foo", "12 rue X, 69001 Lyon"])["ADRESSE"] == "address.full"


def test_ambiguous_headers_are_decided_by_the_values() -> None:
    assert (
        fields(["Name", "Statut"], ["Foo", "Actif"], ["Bar", "Radiée"], ["Baz", "Actif"])["Statut"]
        == "status"
    )
    assert (
        fields(["Name", "Statut"], ["Foo", "SCIC"], ["Bar", "SCOP"], ["Baz", "OBNL"])["Statut"]
        == "legal_form"
    )
    assert (
        fields(["Nombre", "Estado"], ["Foo", "Jalisco"], ["Bar", "Oaxaca"], ["Baz", "Puebla"])[
            "Estado"
        ]
        == "address.region"
    )


def test_a_language_in_the_header_is_an_option() -> None:
    mapping = propose_mapping(["name", "description:de", "description_fr"], rows(["A", "x", "y"]))
    assert mapping["description:de"] == ColumnReading(
        "description",
        {"lang": "de"},
        mapping["description:de"].confidence,
        mapping["description:de"].reason,
        mapping["description:de"].reason_values,
    )
    assert mapping["description_fr"].options == {"lang": "fr"}


def test_the_order_of_dates_and_the_decimal_sign_are_proven_by_the_column() -> None:
    header = ["Name", "Founded", "Turnover", "Activities"]
    lines = [
        ["A", "23/06/1925", "1.234,50", "food;farming"],
        ["B", "11/8/1863", "1.234", "food"],
        ["C", "1/2/1990", "12", "farming;care;food"],
    ]
    mapping = propose_mapping(header, rows(*lines))
    assert mapping["Founded"].options == {"dates": "dmy"}
    assert mapping["Turnover"].options == {"decimal": ","}
    assert mapping["Activities"].options == {"split": ";"}
    unsure = propose_mapping(header, rows(lines[1], lines[2]))
    assert "dates" not in unsure["Founded"].options


def test_a_title_with_a_semicolon_or_comma_is_one_title() -> None:
    titles = [
        "Wholesale and Retail; Repair",
        "Education",
        "Arts, Entertainment and Recreation",
        "Finance",
    ]
    mapping = propose_mapping(
        ["Name", "Sector"], rows(*[[f"Foo {n}", titles[n % 4]] for n in range(40)])
    )
    assert "split" not in mapping["Sector"].options


def test_a_list_without_names_is_a_problem_and_told() -> None:
    mapping = propose_mapping(["CNPJ", "Total de Cooperados"], rows(["01009908", "5352"]))
    (problem,) = mapping_problems(mapping)
    assert problem.code == "no_name_column"
    assert "--map “CNPJ=name.main”" in problem.words()[1]
    assert mapping_problems(apply_overrides(mapping, {"CNPJ": "name.main"})) == ()


def test_overrides_win_and_take_single_fields_away() -> None:
    mapping = propose_mapping(["Name", "Title", "Since"], rows(["A", "B", "1/2/1990"]))
    changed = apply_overrides(mapping, {"Title": "name.main", "Since": "founded;dates=mdy"})
    assert changed["Title"].field == "name.main"
    assert changed["Name"].field is None
    assert changed["Since"].options == {"dates": "mdy"}
    assert apply_overrides(mapping, {"Since": "-"})["Since"].field is None


@pytest.mark.parametrize(
    ("overrides", "code"),
    [
        ({"Nope": "name.main"}, "unknown_column"),
        ({"Name": "nope"}, "unknown_field"),
        ({"Name": "identifier"}, "unknown_field"),
        ({"Name": "name.main;colour=red"}, "unknown_option"),
    ],
)
def test_overrides_that_mean_nothing_are_refused(overrides: dict[str, str], code: str) -> None:
    mapping = propose_mapping(["Name"], rows(["Foo"]))
    with pytest.raises(InputRefused) as caught:
        apply_overrides(mapping, overrides)
    assert caught.value.code == code
    assert all(caught.value.words())


def test_the_next_edition_keeps_what_was_decided() -> None:
    first = propose_mapping(["Name", "Since", "Town"], rows(["A", "1/2/1990", "Lyon"]))
    saved = apply_overrides(first, {"Since": "founded;dates=dmy", "Town": "territory"})
    mapping, differences = carry_over(
        saved, ["name", "Since", "Email"], rows(["A", "2/3/1990", "a@b.org"])
    )
    assert mapping["name"] == saved["Name"]
    assert mapping["Since"] == saved["Since"]
    assert mapping["Email"].field == "contact.email"
    assert differences.appeared == ("Email",)
    assert differences.vanished == ("Town",)
    assert differences.respelt == (("Name", "name"),)
    assert not carry_over(saved, ["Name", "Since", "Town"])[1]


_reading = st.builds(
    ColumnReading,
    st.none()
    | st.sampled_from([name for name in FIELDS if name != "identifier"] + ["identifier:FR-SIREN"]),
    st.dictionaries(st.sampled_from(["dates", "split", "lang"]), st.text(max_size=3), max_size=2),
    st.floats(0, 1),
    st.text(max_size=20),
    st.dictionaries(st.text(max_size=5), st.text(max_size=5) | st.integers(), max_size=2),
)


@given(
    st.lists(st.tuples(st.text(max_size=12), _reading), unique_by=lambda pair: pair[0], max_size=6),
    st.none() | st.sampled_from(["en", "fr"]),
)
def test_a_mapping_survives_json(
    columns: list[tuple[str, ColumnReading]], language: str | None
) -> None:
    mapping = Mapping(tuple(columns), language)
    assert Mapping.from_json(json.loads(json.dumps(mapping.to_json()))) == mapping


def test_a_saved_mapping_with_an_unknown_field_is_refused() -> None:
    saved = propose_mapping(["Name"], []).to_json()
    saved["columns"][0]["field"] = "colour"
    with pytest.raises(InputRefused):
        Mapping.from_json(saved)


def test_a_number_beside_the_street_is_the_house_number_and_no_key() -> None:
    lines = [["Foo", "Rua das Flores", str(n)] for n in range(5)]
    assert fields(["Nome", "Logradouro", "Número"], *lines)["Número"] == "address.housenumber"
    assert fields(["Número", "Nome"], ["1", "Foo"], ["2", "Bar"])["Número"] == "key"


def test_paths_of_documents_are_read_by_their_last_part_where_that_is_sure() -> None:
    header = ["title", "location.lat", "location.lng", "location.city", "owner.name", "logo.url"]
    found = fields(header, ["Foo", "48.1", "11.5", "München", "Anna", "https://x.org/a.png"])
    assert found["location.lat"] == "location.lat"
    assert found["location.lng"] == "location.lon"
    assert found["location.city"] == "address.locality"
    assert found["owner.name"] == "contact.person"
    assert found["logo.url"] is None


def test_every_column_of_persons_data_is_mapped_so_that_it_is_marked() -> None:
    header = ["Name", "Contact First Name", "Contact Surname", "Email 1", "Email 2"]
    found = fields(header, ["Foo", "Jo", "Bloggs", "jo@foo.org", "info@foo.org"])
    assert found["Contact Surname"] == found["Contact First Name"] == "contact.person"
    assert found["Email 1"] == found["Email 2"] == "contact.email"
