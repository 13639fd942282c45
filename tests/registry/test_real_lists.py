"""The real lists, as they are. Where the folder is not there, these tests say so and skip."""

from __future__ import annotations

import csv
import gzip
import io
import json
import time
from collections import Counter
from pathlib import Path

import pytest

from commonweave.kernel.countries import country_code
from commonweave.registry.domain.drafts import (
    RecordDraft,
    SourceDefaults,
    content_hash,
    draft_records,
    identity_key,
)
from commonweave.registry.domain.mapping import Mapping, mapping_problems, propose_mapping
from commonweave.registry.domain.rows import RowRefused
from commonweave.registry.reading import open_list

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
if not DATA.is_dir():
    DATA = Path.cwd().parent / "shared" / "data"

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real lists in ../shared/data are not there"),
]

UK = "coops_uk/organisations_"
NAMED = {
    f"{UK}2016-06.csv.gz": (8037, 0),
    f"{UK}2017-06.csv.gz": (8371, 0),
    f"{UK}2022-Q2_standard.csv.gz": (7272, 0),
    f"{UK}2023-Q2_standard.csv.gz": (7387, 0),
    "coops_uk/economy_2011-2016.csv.gz": (32292, 0),
    "coops_uk/outlets_2016-06.csv.gz": (6245, 46),
    "coops_uk/outlets_2019-06.csv.gz": (5966, 0),
    "coops_uk/workers_coop_list_2023-06-14.csv.gz": (389, 0),
    "coops_uk/workers_coop_list_2023-06-23.csv.gz": (387, 0),
    "france_ess_numerique/01_ess_x_naf.csv.gz": (2061, 0),
    "france_ess_numerique/02_cate_x_naf.csv.gz": (2687, 0),
    "france_ess_numerique/03_tiers_lieux.csv.gz": (46, 1),
    "france_ess_numerique/04_ess_flag_insee.csv.gz": (3375, 0),
    "france_ess_numerique/consolidated_enriched.csv.gz": (3667, 0),
    "german_worker_coops/worker_coops_germany.csv": (60, 0),
}
WITHOUT_NAMES = [
    "brazil_bcb_credit_coops/members_by_coop_2020-01_2025-12.csv.gz",
    "coops_uk/truth_2017_2023.csv.gz",
    "coops_uk/sic-division-to-ica-activity.csv.gz",
    "coops_uk/legal-ownership-to-org-membership.csv.gz",
]
SUSY = "susy_europe/susy_initiatives_2018.geojson.gz"


def read(
    name: str, country: str | None = None
) -> tuple[Mapping, list[RecordDraft], list[RowRefused]]:
    with open_list(DATA / name) as opened:
        mapping = propose_mapping(opened.header, opened.sample)
        found = list(draft_records(opened.rows(), mapping, SourceDefaults(country=country)))
    kept = [item for item in found if isinstance(item, RecordDraft)]
    return mapping, kept, [item for item in found if isinstance(item, RowRefused)]


def raw(name: str) -> bytes:
    content = (DATA / name).read_bytes()
    return gzip.decompress(content) if name.endswith(".gz") else content


def counted(name: str) -> int:
    """Count the rows without any of our code."""
    reader = csv.reader(io.StringIO(raw(name).decode("utf-8-sig"), newline=""))
    return sum(any(cell.strip() for cell in row) for row in reader) - 1


@pytest.mark.parametrize("name", NAMED)
def test_every_row_of_a_real_list_is_kept_or_refused(name: str) -> None:
    _mapping, kept, refused = read(name)
    assert (len(kept), len(refused)) == NAMED[name]
    assert len(kept) + len(refused) == counted(name)
    assert len({identity_key(draft) for draft in kept}) == len(kept)


@pytest.mark.parametrize("name", WITHOUT_NAMES)
def test_a_list_that_names_nobody_is_told_at_once(name: str) -> None:
    with open_list(DATA / name) as opened:
        assert [
            p.code for p in mapping_problems(propose_mapping(opened.header, opened.sample))
        ] == ["no_name_column"]


def test_the_british_vintages_give_names_countries_postcodes_and_dates() -> None:
    mapping, kept, _ = read(f"{UK}2017-06.csv.gz")
    assert mapping.language == "en"
    first = kept[0]
    assert first.key == "R000001"
    assert [name["text"] for name in first.values["names"]] == [
        "The Co-operative Group",
        "Co-operative Group Limited",
    ]
    assert first.values["founded"] == "1863-08-11"
    assert first.values["status"] == {"text": "Live", "code": "active"}
    countries = Counter(draft.values["address"]["country"] for draft in kept)
    assert countries == {"GB": 8365, "JE": 3, "GG": 3}
    codes = Counter(draft.values["status"].get("code") for draft in kept)
    assert codes == {"active": 6814, "dissolved": 1557}
    schemes = Counter(i["scheme"] for draft in kept for i in draft.values.get("identifiers", []))
    assert schemes["GB-MPR"] == 6464
    assert schemes["GB-COH"] > 1200


def test_british_postcodes_are_put_right_and_told() -> None:
    _, kept, _ = read(f"{UK}2017-06.csv.gz")
    repairs = {
        r.before: r.after for draft in kept for r in draft.repairs if r.kind == "letter_for_digit"
    }
    assert repairs["M60 OAS"] == "M60 0AS"
    assert repairs["TA7 ONZ"] == "TA7 0NZ"
    assert repairs["S021 2NR"] == "SO21 2NR"
    odd = sum(
        r.kind == "check_failed" and r.field == "address.postcode" for d in kept for r in d.repairs
    )
    assert 0 < odd < 70


def test_characters_lost_before_the_list_came_are_told_and_not_guessed() -> None:
    _, kept, _ = read(f"{UK}2017-06.csv.gz")
    lost = [r for draft in kept for r in draft.repairs if r.kind == "lost_character"]
    assert len(lost) == 8
    assert all("\ufffd" in r.after for r in lost)


@pytest.mark.parametrize(
    "name", [f"{UK}2016-06.csv.gz", "france_ess_numerique/03_tiers_lieux.csv.gz"]
)
def test_the_same_list_in_windows_1252_says_the_same(tmp_path: Path, name: str) -> None:
    path = tmp_path / "windows.csv"
    path.write_bytes(raw(name).decode("utf-8-sig").encode("cp1252"))
    with open_list(path) as opened:
        assert opened.encoding == "cp1252"
        assert "encoding_legacy" in {note.code for note in opened.notes}
        mapping = propose_mapping(opened.header, opened.sample)
        windows = [
            item for item in draft_records(opened.rows(), mapping) if isinstance(item, RecordDraft)
        ]
    _, kept, _ = read(name)
    assert [content_hash(d.values, d.extras) for d in windows] == [
        content_hash(d.values, d.extras) for d in kept
    ]


def test_a_double_encoded_list_is_repaired_value_by_value(tmp_path: Path) -> None:
    name = "france_ess_numerique/03_tiers_lieux.csv.gz"
    path = tmp_path / "double.csv"
    text = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in raw(name))
    path.write_text(text, encoding="utf-8", newline="")
    _, kept, _ = read(name)
    with open_list(path) as opened:
        mapping = propose_mapping(opened.header, opened.sample)
        mended = [
            item for item in draft_records(opened.rows(), mapping) if isinstance(item, RecordDraft)
        ]
    assert [d.values["names"] for d in mended] == [d.values["names"] for d in kept]
    assert "Anonymal - La Maison Numérique" in {d.values["names"][0]["text"] for d in mended}
    assert sum(r.kind == "double_encoded" for d in mended for r in d.repairs) > 20


def test_what_was_double_encoded_in_the_worker_list_is_repaired() -> None:
    _, kept, _ = read("coops_uk/workers_coop_list_2023-06-23.csv.gz")
    repairs = [r for draft in kept for r in draft.repairs if r.kind == "double_encoded"]
    assert len(repairs) == 1
    assert "café" in repairs[0].after
    assert "Ã" not in repairs[0].after


def test_the_french_lists_give_numbers_forms_and_postcodes() -> None:
    mapping, kept, refused = read("france_ess_numerique/03_tiers_lieux.csv.gz")
    assert mapping.language == "fr"
    assert refused[0].code == "no_name"
    postcodes = [draft.values["address"]["postcode"] for draft in kept]
    assert all(len(code) == 5 and code.isdigit() for code in postcodes)
    assert "07400" in postcodes
    assert "Escale & CO (L')" in {draft.values["names"][0]["text"] for draft in kept}
    _, kept, _ = read("france_ess_numerique/consolidated_enriched.csv.gz")
    schemes = Counter(i["scheme"] for draft in kept for i in draft.values["identifiers"])
    assert schemes["FR-SIREN"] == schemes["FR-SIRET"] == 3667
    assert schemes["FR-RNA"] == 1739
    assert not any(r.kind == "check_failed" and "SIREN" in r.field for d in kept for r in d.repairs)
    assert Counter(d.values["status"].get("code") for d in kept) == {
        "active": 3128,
        "inactive": 539,
    }


def test_the_european_map_gives_countries_out_of_forty_spellings() -> None:
    _, kept, refused = read(SUSY)
    features = json.loads(raw(SUSY))["features"]
    assert len(kept) + len(refused) == len(features) == 1794
    spelt = Counter(f["properties"].get("addr:country") for f in features)
    assert len(spelt) > 40
    countries = Counter(d.values.get("address", {}).get("country") for d in kept)
    assert countries["AT"] == 224 + 34 + 26 + 1
    assert countries["GB"] == 207 + 138 + 63 + 59 + 25 + 6 + 1
    assert countries["GR"] == 74 + 6 + 1
    apart = {d.extras["addr:country"] for d in kept if "addr:country" in d.extras}
    assert apart == {"Frace", "Cypres", "Italu", "ABERDEEN"} | (
        {"Portogallo"} if not country_code("Portogallo") else set()
    )
    assert all("location" in draft.values for draft in kept)
    assert "update6" not in {site for draft in kept for site in draft.values.get("websites", [])}
    languages = {t.get("lang") for draft in kept for t in draft.values.get("description", [])}
    assert {"de", "es", "hu", "fr", "ro", "fi", "cs", "el", "hr", "bg"} <= languages


def test_the_german_list_gives_towns_and_countries_out_of_one_column() -> None:
    _, kept, _ = read("german_worker_coops/worker_coops_germany.csv")
    addresses = [draft.values["address"] for draft in kept if "address" in draft.values]
    assert {"locality": "Dresden", "country": "DE"} in addresses
    assert {draft.values["territory"] for draft in kept if "territory" in draft.values} >= {
        "Thüringen"
    }


def test_a_british_list_is_read_at_five_thousand_rows_a_second() -> None:
    country_code("Warm up the table of countries")
    began = time.process_time()
    _, kept, _ = read(f"{UK}2017-06.csv.gz")
    for draft in kept:
        content_hash(draft.values, draft.extras)
    assert len(kept) / (time.process_time() - began) > 5000
