"""Composed profiles name, for each value, who says it and who says otherwise."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from commonweave.registry.domain import composition
from commonweave.registry.domain.composition import compose, count_disagreements


def witness(
    record: int, *, trust: int = 50, listed: bool = True, **values: Any
) -> composition.Testimony:
    return composition.Testimony(record, values, trust, listed, "2026-01-01")  # type: ignore[arg-type]


def named(text: str, kind: str = "main") -> list[dict[str, str]]:
    return [{"text": text, "kind": kind}]


def test_a_value_names_every_record_that_says_it() -> None:
    composed = compose(
        [
            witness(1, names=named("Coopérative Etc.")),
            witness(2, names=named("COOPERATIVE ETC")),
        ]
    )
    assert composed["name"]["records"] == [1, 2]
    assert composed["name"]["others"] == []


def test_a_disagreement_keeps_the_other_value_and_its_records() -> None:
    composed = compose(
        [
            witness(1, trust=80, founded="1998"),
            witness(2, founded="2001"),
            witness(3, founded="2001-05-01"),
        ]
    )
    assert composed["founded"]["value"] == "1998"
    said_otherwise = [(o["value"], o["records"]) for o in composed["founded"]["others"]]
    assert said_otherwise == [("2001", [2]), ("2001-05-01", [3])]
    assert count_disagreements(composed) == 1


def test_a_year_and_a_day_of_that_year_agree_and_the_day_is_shown() -> None:
    composed = compose([witness(1, founded="1998"), witness(2, founded="1998-03-02")])
    assert composed["founded"] == {"value": "1998-03-02", "records": [1, 2], "others": []}


def test_an_entry_still_on_its_list_is_believed_before_one_that_vanished() -> None:
    composed = compose(
        [
            witness(1, trust=90, listed=False, territory="North"),
            witness(2, trust=10, territory="South"),
        ]
    )
    assert composed["territory"]["value"] == "South"


def test_an_address_without_street_agrees_with_one_in_the_same_town() -> None:
    full = {"street": "1 Angel Square", "locality": "Manchester", "postcode": "M60 0AG"}
    composed = compose([witness(1, address={"locality": "Manchester"}), witness(2, address=full)])
    assert composed["address"] == {"value": full, "records": [1, 2], "others": []}


def test_a_personal_contact_never_enters_a_profile() -> None:
    contacts = [
        {"kind": "email", "value": "office@coop.example", "personal": False},
        {"kind": "email", "value": "somebody@home.example", "personal": True},
    ]
    composed = compose([witness(1, contacts=contacts)])
    assert [voice["value"]["value"] for voice in composed["contacts"]] == ["office@coop.example"]


def test_other_names_stand_beside_the_title() -> None:
    names = [*named("The Co-operative Group"), *named("Co-operative Group Limited", "legal")]
    composed = compose([witness(1, names=names)])
    assert composed["name"]["value"]["text"] == "The Co-operative Group"
    assert [v["value"]["text"] for v in composed["names"]] == ["Co-operative Group Limited"]
    assert composed["name"]["others"] == []


def test_who_also_knows_the_shown_name_does_not_disagree_with_it() -> None:
    both = [*named("Acorn"), *named("Acorn Co-operative Ltd", "legal")]
    composed = compose([witness(1, names=both), witness(2, names=named("Acorn Co-operative Ltd"))])
    assert composed["name"]["value"]["text"] == "Acorn Co-operative Ltd"
    assert composed["name"]["others"] == []
    assert [v["value"]["text"] for v in composed["names"]] == ["Acorn"]


words = st.sampled_from(["Alpha", "alpha", "Bêta", "Beta", "Gamma"])
testimonies = st.lists(
    st.builds(
        lambda record, name, town, year, trust, listed: witness(
            record,
            trust=trust,
            listed=listed,
            names=named(name),
            address={"locality": town},
            founded=year,
            websites=[f"https://{town.lower()}.example/"],
        ),
        st.integers(1, 99),
        words,
        words,
        st.sampled_from(["1990", "1990-01-02", "1991"]),
        st.integers(0, 100),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda t: t.record,
)


@given(testimonies, st.randoms(use_true_random=False))
def test_the_order_of_the_records_does_not_matter(
    said: list[composition.Testimony], chance: Any
) -> None:
    shuffled = list(said)
    chance.shuffle(shuffled)
    assert compose(shuffled) == compose(said)


@given(testimonies)
def test_every_record_stands_behind_or_beside_each_field_it_speaks_of(
    said: list[composition.Testimony],
) -> None:
    composed = compose(said)
    for field in ("name", "address", "founded"):
        answer = composed[field]  # type: ignore[literal-required]
        heard = set(answer["records"]).union(*(o["records"] for o in answer["others"]))
        assert heard == {t.record for t in said}
