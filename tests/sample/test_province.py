from __future__ import annotations

import re
from collections import Counter

import pytest

from commonweave.sample.names import of_town
from commonweave.sample.province import make_province

RESERVED_PHONE = re.compile(r"\+1\d{3}55501\d\d|\+33(19900|26191|35301|46571|53649)\d{4}")
POSTCODE = re.compile(r"[BCDFGHJKLMNPQRSV]\d\d \d[A-HJ-NP-Z]")


def test_the_same_seed_gives_the_same_province():
    assert make_province(seed=5, organisations=300) == make_province(seed=5, organisations=300)


def test_another_seed_gives_other_bodies_and_towns():
    one = make_province(seed=5, organisations=300)
    other = make_province(seed=6, organisations=300)
    assert {body.legal for body in one.bodies} != {body.legal for body in other.bodies}
    assert one.places.towns != other.places.towns


def test_a_province_of_a_handful_is_refused():
    with pytest.raises(ValueError, match="20 organisations or more, not 3"):
        make_province(organisations=3)


def test_the_title_says_in_each_language_that_it_is_fictional(written):
    titles = written.province.places.titles
    assert all(
        word in titles[lang]
        for lang, word in (("en", "fictional"), ("fr", "fictive"), ("es", "ficticia"))
    )


def test_bodies_of_every_kind_and_language_are_there(written):
    bodies = written.province.bodies
    assert len(bodies) == 11_300
    assert len({body.kind for body in bodies}) == 13
    assert {body.lang for body in bodies} == {"en", "fr", "es", "pt", "ko", "ar"}
    assert {body.relation for body in bodies} == {"", "branch", "sibling", "project"}


def test_names_stand_in_latin_hangul_and_arabic_letters(written):
    natives = " ".join(body.native for body in written.province.bodies)
    assert re.search("[가-힣]", natives)
    assert re.search("[\u0621-\u064a]", natives)
    assert re.search("[À-ÿ]", natives)


def test_contacts_can_belong_to_nobody(written):
    for body in (*written.province.bodies, *written.province.newcomers):
        assert not body.phone or RESERVED_PHONE.fullmatch(body.phone)
        assert not body.website or body.website.split("/")[0].endswith(".example")
        assert not body.email or body.email.endswith(".example")
        assert all(len(label) <= 63 for label in body.website.split("/")[0].split("."))


def test_more_than_a_quarter_share_their_address_and_few_their_name(written):
    bodies = written.province.bodies
    houses = Counter(body.address for body in bodies)
    names = Counter(body.legal for body in bodies)
    shared = sum(count for count in houses.values() if count > 1) / len(bodies)
    homonyms = sum(count for count in names.values() if count > 1) / len(bodies)
    assert shared == pytest.approx(0.28, abs=0.03)
    assert homonyms == pytest.approx(0.045, abs=0.015)


def test_homonyms_do_not_explode_in_a_large_province():
    bodies = make_province(organisations=40_000).bodies
    trades = Counter(body.trade for body in bodies)
    assert sum(count for count in trades.values() if count > 1) / len(bodies) < 0.1


def test_a_sibling_has_the_address_and_telephone_of_its_parent(written):
    bodies = written.province.bodies_at(1)
    siblings = [body for body in bodies.values() if body.relation == "sibling"]
    assert len(siblings) > 100
    for sibling in siblings:
        parent = bodies[sibling.parent]
        assert (sibling.address, sibling.phone) == (parent.address, parent.phone)
        assert sibling.register != parent.register


def test_a_network_lends_its_office_to_many(written):
    offices = {office.address for office in written.province.offices.values()}
    assert sum(body.address in offices for body in written.province.bodies) > 40


def test_sizes_and_ages_are_skewed(written):
    employees = sorted(body.size.employees for body in written.province.bodies)
    assert employees[len(employees) // 2] < sum(employees) / len(employees) / 2
    founded = sorted(body.founded for body in written.province.bodies)
    assert founded[0] < "1925" < "1995" < founded[len(founded) // 2]
    assert all(
        body.dissolved == "" or body.dissolved > body.founded for body in written.province.bodies
    )


def test_places_lie_on_the_island_and_postcodes_have_a_shape_of_their_own(written):
    for body in written.province.bodies:
        assert 43 < body.address.lat < 47
        assert -39 < body.address.lon < -32.8
        assert POSTCODE.fullmatch(body.address.postcode)
        assert body.address.postcode[0] == body.town.region.letter


def test_no_two_towns_share_a_name(written):
    towns = written.province.places.towns
    assert len({town.name for town in towns}) == len(towns)


def test_french_elides_before_a_vowel():
    assert (of_town("Orabrume"), of_town("Valobrume")) == ("d'Orabrume", "de Valobrume")


def test_between_editions_some_bodies_change_and_all_stay():
    province = make_province(seed=3, organisations=2_000)
    before, after = province.bodies_at(1), province.bodies_at(2)
    changed = [number for number in before if before[number] != after[number]]
    assert before.keys() == after.keys()
    assert len(changed) == 16
    renamed = [number for number in changed if before[number].legal != after[number].legal]
    assert all(after[number].former == before[number].legal for number in renamed)
