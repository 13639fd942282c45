"""Values: what is understood, what is missing, what is kept apart, and that it is told."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweave.kernel.countries import country_code
from commonweave.kernel.spreadsheet_safety import guard_cell
from commonweave.registry.domain.values.coded import read_coded, read_status
from commonweave.registry.domain.values.contacts import (
    looks_personal,
    parse_emails,
    parse_phones,
    parse_websites,
)
from commonweave.registry.domain.values.context import Context
from commonweave.registry.domain.values.dates import parse_date
from commonweave.registry.domain.values.identifiers import parse_identifier
from commonweave.registry.domain.values.mojibake import mend_double_encoding
from commonweave.registry.domain.values.numbers import parse_amount, parse_count
from commonweave.registry.domain.values.outcome import Missing, Outcome, Parsed, Refused
from commonweave.registry.domain.values.places import locate, parse_position
from commonweave.registry.domain.values.postcodes import parse_postcode
from commonweave.registry.domain.values.text import NO_NAME_WORDS, clean_text, is_missing


def value(outcome: Outcome[object]) -> object:
    return outcome.value if isinstance(outcome, Parsed) else outcome


def kinds(outcome: Outcome[object]) -> list[str]:
    return [change.kind for change in outcome.changes] if isinstance(outcome, Parsed) else []


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("COOPÃ‰RATIVE", "COOPÉRATIVE", "double_encoded"),
        ("ÃƒÂ©cole", "école", "double_encoded"),
        ("LÃ¢â‚¬â„¢ami", "L’ami", "double_encoded"),
        ("ÐŸÑ€Ð¸Ð²ÐµÑ‚", "Привет", "double_encoded"),
        ("ÎµÎ»Î»Î¬Î´Î±", "ελλάδα", "double_encoded"),
        ("caf√©", "café", "double_encoded"),
        ("La Coru&#241a", "La Coruña", "html_entity"),
        ("Smith &amp;amp; Co", "Smith & Co", "html_entity"),
        ("L\x92ami", "L’ami", "windows_character"),
        ("ab\u202ec\u200b\ufeff", "abc", "control_character"),
        ("Unit\u00a030", "Unit 30", "space"),
        ("Cafe\u0301", "Café", "unicode_form"),
        ("Caf\ufffd", "Caf\ufffd", "lost_character"),
    ],
)
def test_damaged_text_is_repaired_and_told(before: str, after: str, kind: str) -> None:
    text, changes = clean_text(before)
    assert text == after
    assert kind in {change.kind for change in changes}


@pytest.mark.parametrize(
    "text",
    [
        "“A MANHÃ”",
        "voilà »",
        "voilà\u202f!",
        "CAFÉ™",
        "AÇÃO — NÃO",
        "IRMÃ ÂNGELA",
        "AT&T; R&D B&not",
        "Ärzte…",
        "„Ä“",
        "Ñandú",
        "É…",
        "Île-d’Yeu",
        "Škoda",
        "Đà Nẵng",
        "한국 협동조합",
        "Ελλάδα",
        "München–Köln",
    ],
)
def test_good_text_is_not_harmed(text: str) -> None:
    assert mend_double_encoding(text) == text


_SIGNS = " ,.'’-–—“”«»&/()0123456789"
_ALPHABETS = (
    "éèêëàâçîïôùûüÿœæÉÈÀÇÔŒ",
    "áâãàéêíóôõúçÁÂÃÀÉÊÍÓÔÕÚÇ",
    "áéíóúüñÁÉÍÓÚÜÑ¿¡",
    "äöüßÄÖÜ",
    "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ",
    "áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ",
)
# A sign glued between a capital and a letter, or a guillemet after one, is damage.
_GLUED = re.compile(r"[ÂÃÄÅ][‘’“”–—]\w|[ÂÃÄÅ][«»]")
_WORDS = st.sampled_from(_ALPHABETS).flatmap(
    lambda letters: st.text(string.ascii_letters + letters + _SIGNS, max_size=40)
)


@settings(max_examples=400)
@given(_WORDS.filter(lambda text: not _GLUED.search(text)))
def test_good_words_of_many_languages_survive(text: str) -> None:
    assert mend_double_encoding(text) == text


@settings(max_examples=400)
@given(
    st.sampled_from(_ALPHABETS).flatmap(
        lambda letters: st.text("abc" + letters.lower(), max_size=12)
    )
)
def test_double_encoding_in_words_is_undone(word: str) -> None:
    text = f"a{word}z"
    assert mend_double_encoding(text.encode().decode("latin-1")) == text
    windows = "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in text.encode())
    assert mend_double_encoding(windows) == text


@settings(max_examples=300)
@given(st.text(max_size=60))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean_text(text)[0]
    assert clean_text(once)[0] == once


def test_words_for_missing_are_known_in_five_languages_but_names_keep_more() -> None:
    for word in (
        "NA",
        "n/d",
        "-",
        "–",
        "null",
        "None",
        "s/o",
        "k.A.",
        "sin datos",
        "unbekannt",
        "[ND]",
        "",
    ):
        assert is_missing(word)
    assert not is_missing("None", NO_NAME_WORDS)
    assert is_missing("NA", NO_NAME_WORDS)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Österreich", "AT"),
        ("Austria", "AT"),
        ("AT", "AT"),
        ("aut", "AT"),
        ("UK", "GB"),
        ("uk", "GB"),
        ("England", "GB"),
        ("SCOTLAND", "GB"),
        ("Pays de Galles", "GB"),
        ("Northern Ireland", "GB"),
        ("Ελλάδα", "GR"),
        ("EL", "GR"),
        ("FRANCE", "FR"),
        ("Royaume-Uni", "GB"),
        ("Isle of Man", "IM"),
        ("대한민국", "KR"),
        ("Côte d’Ivoire", "CI"),
        ("Brésil", "BR"),
        ("Estados Unidos", "US"),
        ("Paris", None),
        ("ABERDEEN", None),
        ("Frace", None),
        ("NA", None),
        ("Québec", None),
        ("75001", None),
        ("Europe", None),
        ("", None),
    ],
)
def test_countries_in_any_language_become_codes_and_nothing_is_guessed(
    text: str, code: str | None
) -> None:
    assert country_code(text) == code


@pytest.mark.parametrize(
    ("text", "country", "postcode", "kind"),
    [
        ("M60 OAS", "GB", "M60 0AS", "letter_for_digit"),
        ("TA7 ONZ", "GB", "TA7 0NZ", "letter_for_digit"),
        ("S021 2NR", "GB", "SO21 2NR", "letter_for_digit"),
        ("cv346da", "GB", "CV34 6DA", "postcode_form"),
        ("EC1A 1BB", "GB", "EC1A 1BB", None),
        ("BT34", "GB", "BT34", "check_failed"),
        ("BS6 7LY T", "GB", "BS6 7LY T", "check_failed"),
        ("84200.0", "FR", "84200", "spreadsheet_number"),
        ("7400", "FR", "07400", "zero_restored"),
        ("7400", None, "7400", None),
        ("1067", "DE", "1067", "check_failed"),
        ("h2x1y4", "CA", "H2X 1Y4", "postcode_form"),
        ("01310100", "BR", "01310-100", "postcode_form"),
        ("D-10115", "DE", "10115", "postcode_form"),
        ("F-75001", "FR", "75001", "postcode_form"),
    ],
)
def test_postcodes(text: str, country: str | None, postcode: str, kind: str | None) -> None:
    found = parse_postcode(text, country)
    assert value(found) == postcode
    assert (kind in kinds(found)) if kind else not kinds(found)


@pytest.mark.parametrize(
    ("text", "order", "iso"),
    [
        ("11/8/1863", "dmy", "1863-08-11"),
        ("11/8/1863", "mdy", "1863-11-08"),
        ("11/8/1863", None, "1863"),
        ("23/06/1925", None, "1925-06-23"),
        ("5/5/2001", None, "2001-05-05"),
        ("01.02.2003", None, "2003-02-01"),
        ("2012-03-31 00:00:00", None, "2012-03-31"),
        ("2024", None, "2024"),
        ("1998.0", None, "1998"),
        ("2001-07", None, "2001-07"),
        ("03/1999", None, "1999-03"),
        ("12 janvier 1998", None, "1998-01-12"),
        ("1er mars 2001", None, "2001-03-01"),
        ("5 de maio de 2010", None, "2010-05-05"),
        ("March 3, 1999", None, "1999-03-03"),
        ("märz 1999", None, "1999-03"),
        ("20010305", None, "2001-03-05"),
    ],
)
def test_dates_are_as_precise_as_the_source(text: str, order: str | None, iso: str) -> None:
    assert value(parse_date(text, order)) == iso


def test_dates_that_cannot_be_told_apart_give_the_year_and_say_so() -> None:
    assert kinds(parse_date("11/8/1863")) == ["date_order_unknown"]
    for text in ("31/02/2001", "01/02/03", "36526", "since 1990", "25/13/2001"):
        assert isinstance(parse_date(text, "dmy"), Refused)
    assert isinstance(parse_date("0000-00-00"), Missing)


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("12", None, 12),
        ("12.0", None, 12),
        ("1 234", None, 1234),
        ("1.234", None, 1234),
        ("1,234", None, 1234),
        ("1’234", None, 1234),
        ("1,234,567", None, 1234567),
        ("0", None, 0),
    ],
)
def test_counts(text: str, decimal: str | None, number: int) -> None:
    assert (
        value(parse_count(text, Context(options={"decimal": decimal} if decimal else {}))) == number
    )


@pytest.mark.parametrize("text", ["10-19", "about 50", "~50", "50+", "1.5", "-3", "NN", "9" * 30])
def test_counts_that_are_none_are_not_guessed(text: str) -> None:
    assert isinstance(parse_count(text), Refused)


def test_amounts() -> None:
    euros = Context(currency="EUR")
    assert value(parse_amount("1 234 567,89 €")) == {"value": "1234567.89", "currency": "EUR"}
    assert value(parse_amount("£1,234.50")) == {"value": "1234.50", "currency": "GBP"}
    assert value(parse_amount("R$ 1.234,50")) == {"value": "1234.50", "currency": "BRL"}
    assert value(parse_amount("$500")) == {"value": "500"}
    assert value(parse_amount("500", euros)) == {"value": "500", "currency": "EUR"}
    assert value(parse_amount("-200.0", euros)) == {"value": "-200", "currency": "EUR"}
    assert parse_amount("1.234") == Refused("ambiguous")
    assert value(parse_amount("1.234", Context(options={"decimal": ","}))) == {"value": "1234"}
    assert isinstance(parse_amount("1.2 M€"), Refused)


def test_positions() -> None:
    assert value(locate("48,85", "2,35")) == {"lat": 48.85, "lon": 2.35}
    assert value(parse_position("48.85, 2.35")) == {"lat": 48.85, "lon": 2.35}
    assert value(parse_position("POINT(2.35 48.85)")) == {"lat": 48.85, "lon": 2.35}
    assert value(parse_position("48,85; 2,35")) == {"lat": 48.85, "lon": 2.35}
    dms = value(locate("48°51'24\"N", "2°21'07\"E"))
    assert isinstance(dms, dict)
    assert round(dms["lat"], 4) == 48.8567
    assert isinstance(locate("0", "0.0"), Missing)
    assert locate("120.5", "45.1") == Refused("out_of_range")
    assert locate("45.1", "") == Refused("half_a_position")


def test_identifiers_are_checked_and_kept() -> None:
    assert kinds(parse_identifier("344 613 658", "FR-SIREN")) == ["identifier_form"]
    assert kinds(parse_identifier("344613659", "FR-SIREN")) == ["check_failed"]
    assert value(parse_identifier("3284884", "GB-COH", "", "GB")) == {
        "scheme": "GB-COH",
        "value": "03284884",
        "authority": "Companies House",
    }
    assert value(parse_identifier("119598", "GB-COH", "", "JE"))["value"] == "119598"  # type: ignore[index]
    assert kinds(parse_identifier("01009908", "BR-CNPJ")) == []
    assert "check_failed" in kinds(parse_identifier("11.222.333/0001-82", "BR-CNPJ"))
    assert value(parse_identifier("1143920115", "CA-QC-NEQ"))["scheme"] == "CA-QC-NEQ"  # type: ignore[index]
    assert isinstance(parse_identifier("--", "FR-SIREN"), Refused)


def test_websites() -> None:
    assert value(parse_websites("www.Foo.ORG/")) == ("https://www.foo.org",)
    assert value(parse_websites("http://foo.org/a b")) != ("http://foo.org/a",)
    assert value(parse_websites("http:/www.foo.org")) == ("http://www.foo.org",)
    assert value(parse_websites("foo.org; www.bar.org")) == (
        "https://foo.org",
        "https://www.bar.org",
    )
    assert value(parse_websites("https://xn--caf-dma.fr")) == ("https://café.fr",)
    assert parse_websites("javascript:alert(1)") == Refused("unsafe_address")
    for junk in ("update6", "info@foo.org", "see our page", "http://", "..."):
        assert isinstance(parse_websites(junk), Refused)


def test_emails() -> None:
    assert value(parse_emails("mailto:Info@Foo.ORG")) == ("info@foo.org",)
    assert value(parse_emails("a@foo.org; b@foo.org")) == ("a@foo.org", "b@foo.org")
    assert value(parse_emails("Foo <a@foo.org>")) == ("a@foo.org",)
    assert value(parse_emails("info [at] foo.org")) == ("info@foo.org",)
    assert value(parse_emails("info@café.fr")) == ("info@café.fr",)
    assert isinstance(parse_emails("foo.org"), Refused)
    assert looks_personal("marie.curie@foo.org")
    assert not looks_personal("info.lyon@foo.org")


def test_phones() -> None:
    assert value(parse_phones("01902 490030", "GB")) == ("+441902490030",)
    assert value(parse_phones("+33 1 23 45 67 89")) == ("+33123456789",)
    assert value(parse_phones("514-555-0134 / 418 555 0147", "CA")) == (
        "+15145550134",
        "+14185550147",
    )
    assert value(parse_phones("(514) 555-0134 ext. 12", "CA")) == ("+15145550134;ext=12",)
    assert kinds(parse_phones("01902 490030")) == ["phone_country_unknown"]
    assert isinstance(parse_phones("call Bob", "GB"), Refused)


def test_words_get_the_codes_of_shared_vocabularies() -> None:
    uri = "https://dev.lod.coop/essglobal/2.1/standard/activities-ica/ICA260"
    assert read_coded(uri, "activity")["code"] == "activities-ica:ICA260"
    assert read_coded("Cooperativa", "legal_form")["code"] == "legal-form:L2"
    assert read_coded("63.11Z", "activity", "NAF") == {"text": "63.11Z", "code": "NAF:63.11Z"}
    assert read_coded("eG", "legal_form") == {"text": "eG"}
    for word, code in {
        "Live": "active",
        "Dead": "dissolved",
        "actif": "active",
        "radiée": "dissolved",
        "baja": "dissolved",
        "ativa": "active",
        "aufgelöst": "dissolved",
        "in Gründung": "emerging",
        "en sommeil": "inactive",
    }.items():
        assert read_status(word)["code"] == code
    assert read_status("True", boolean=True)["code"] == "active"
    assert read_status("True") == {"text": "True"}


@pytest.mark.parametrize(
    "text", ["=cmd|'/C calc'!A0", "+SUM(A1)", "-2+3+cmd|x", "@SUM(A1)", "\t=1", "=HYPERLINK(1)"]
)
def test_formulas_are_guarded_on_export(text: str) -> None:
    assert guard_cell(text) == "'" + text


@pytest.mark.parametrize(
    "text", ["+33 1 23 45 67 89", "+441902490030;ext=12", "-5.3", "-", "Foo = Bar", "", "@foo_coop"]
)
def test_numbers_and_telephones_pass_the_guard(text: str) -> None:
    assert guard_cell(text) == text


def test_extensions_are_understood_in_several_languages() -> None:
    assert value(parse_phones("819 555-0177 poste 12", "CA")) == ("+18195550177;ext=12",)
    assert value(parse_phones("11 3555-0100 ramal 7", "BR")) == ("+551135550100;ext=7",)


def test_no_british_district_begins_with_a_zero() -> None:
    assert kinds(parse_postcode("BO1 2AB", "GB")) == ["check_failed"]
    assert value(parse_postcode("BS0 1AA", "GB")) == "BS0 1AA"
