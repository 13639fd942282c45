import numpy as np
import pytest
from rigour.territories import get_territories, lookup_territory

from commonweave.linkage.assets import load_hosts
from commonweave.linkage.domain.contacts import (
    email_site,
    read_email,
    read_identifier,
    read_phone,
    read_site,
)
from commonweave.linkage.domain.places import (
    are_points,
    is_fine,
    read_country,
    read_date,
    read_postcode,
    read_street,
    read_town,
)


@pytest.mark.parametrize("text", ["GB", "United Kingdom", "Royaume-Uni", "uk", "영국"])
def test_a_country_is_read_in_any_language(text):
    assert read_country(text) == "gb"


def test_an_unknown_country_is_empty_rather_than_guessed():
    assert read_country("Atlantis") == ""


def test_the_zero_point_and_impossible_degrees_are_no_place():
    lat = np.array([0.0, 91.0, np.nan, 3.0, np.inf, 48.1, 0.0])
    lon = np.array([0.0, 10.0, 3.0, np.nan, 10.0, 11.5, 11.5])
    assert are_points(lat, lon).tolist() == [False] * 5 + [True] * 2


def test_house_number_and_street_words_are_told_apart():
    assert read_street("10-11 Sunnyside Road, Princes Park").house == "10"
    assert read_street("P.O. Box 103") == read_street("BP 7") == read_street("") == ("", ())
    assert read_street("Apartado Postal 12, Calle Mayor 3") == read_street("Calle Mayor, 3")
    assert read_street("Hauptstraße 5a") == read_street("5A Hauptstrasse")


def test_postcodes_lose_what_spreadsheets_add():
    assert read_postcode("84200.0") == read_postcode("84200-1234") == "84200"
    assert is_fine(read_postcode("m60 0ag"))
    assert not is_fine("84200")


def test_towns_agree_over_spelling():
    assert read_town("Saint-Étienne Cedex 2") == read_town("St Etienne")


def test_a_day_is_the_same_in_either_order_and_new_year_is_only_a_year():
    assert read_date("8/11/1863") == read_date("1863-11-08")
    assert read_date("1990-01-01") == (1990, 0)
    assert read_date("soon") == (0, 0)


@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("http://www.Example.coop/about", "example.coop"),
        ("https://www.facebook.com/OurCoop/", "facebook.com/ourcoop"),
        ("facebook.com", None),
        ("ourcoop.wordpress.com", "ourcoop.wordpress.com"),
        ("update6", None),
        ("", None),
    ],
)
def test_a_website_on_a_shared_host_needs_its_path(text, site):
    assert read_site(text, load_hosts()) == site


def test_a_mail_hosts_domain_is_not_the_bodys_own():
    assert email_site(read_email("Mailto: A.B@Gmail.com") or "", load_hosts()) is None
    assert email_site("info@rosa.coop", load_hosts()) == "rosa.coop"


def test_phone_numbers_agree_over_spelling():
    assert read_phone("0131 319 2400", "gb") == read_phone("+44 (0)131 3192400", "gb")
    assert read_phone("12", "gb") is None


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("GB-COH:04246936", ("GB-COH", "4246936")),
        ("525R", ("", "525R")),
        ("FR-SIRET: 732 829 320 00074", ("FR-SIREN", "732829320")),
        ("-", None),
    ],
)
def test_an_identifier_has_a_scheme_or_none(text, identifier):
    assert read_identifier(text) == identifier


def test_a_country_is_read_as_its_table_of_all_languages_has_it():
    for territory in get_territories():
        assert lookup_territory(territory.name) == territory
        assert read_country(territory.name) == read_country(territory.code)
    assert (read_country("Allemagne"), read_country("中国"), read_country(" ")) == ("de", "cn", "")
