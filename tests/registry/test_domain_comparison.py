"""Differences are marked without losing a letter; nothing private survives the cut."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from commonweave.registry.domain.comparison import (
    LONGEST,
    compare_values,
    list_changes,
    mark_differences,
)
from commonweave.registry.domain.disclosure import (
    contact_key,
    open_contact_keys,
    public_reason,
    public_values,
)
from commonweave.registry.domain.fields import Contact, RecordValues
from commonweave.registry.domain.wording import LABELS, Line, line_of, lines_of, read_values

TEXTS = st.text(max_size=40) | st.sampled_from(["Coop La Rive", "Coopérative La Rive inc."])
NAMES = st.lists(
    st.builds(lambda text: {"text": text, "kind": "main"}, TEXTS), min_size=1, max_size=3
)


@given(TEXTS, TEXTS)
def test_the_stretches_give_back_both_texts(left: str, right: str) -> None:
    ours, theirs = mark_differences(left, right)
    assert "".join(stretch.text for stretch in ours) == left
    assert "".join(stretch.text for stretch in theirs) == right
    shared = ["".join(s.text for s in side if not s.differs) for side in (ours, theirs)]
    assert shared[0] == shared[1]
    assert any(s.differs for s in (*ours, *theirs)) is (left != right)


def test_letters_of_alike_words_and_whole_other_words_are_marked() -> None:
    ours, theirs = mark_differences("Coop Rofelière Nord", "Coop Rofelière Sud")
    assert [s.text for s in ours if s.differs] == ["Nord"]
    assert [s.text for s in theirs if s.differs] == ["Sud"]
    ours, _theirs = mark_differences("Rofelisiere", "Rofelisière")
    assert [s.text for s in ours if s.differs] == ["e"]


def test_very_long_texts_are_not_split() -> None:
    ours, _theirs = mark_differences("a" * (LONGEST + 1), "b")
    assert len(ours) == 1
    assert ours[0].differs


@given(NAMES, NAMES)
def test_a_row_is_the_same_from_either_side(left: list[object], right: list[object]) -> None:
    (row,) = compare_values({"names": left}, {"names": right})
    (back,) = compare_values({"names": right}, {"names": left})
    assert row.likeness == back.likeness
    assert [line for line, _ in row.left] == [line for line, _ in back.right]


def test_a_field_that_only_one_side_gives_is_said_to_be_so() -> None:
    (row,) = compare_values({"territory": "Mauricie"}, {})
    assert row.likeness == "one"
    (row,) = compare_values({"territory": "Mauricie"}, {"territory": " mauricie "})
    assert row.likeness == "same"


def test_changes_tell_only_the_lines_that_came_or_went() -> None:
    before = {"websites": ["https://a.example", "https://b.example"], "founded": "1998"}
    after = {"websites": ["https://b.example", "https://c.example"], "founded": "1998"}
    (change,) = list_changes(before, after)
    assert [line.text for line in change.before] == ["a.example"]
    assert [line.text for line in change.after] == ["c.example"]
    assert list_changes(before, {**before, "websites": before["websites"][::-1]}) == []


CONTACTS = st.lists(
    st.builds(
        Contact,
        kind=st.sampled_from(["email", "phone", "person", "social"]),
        value=st.text(min_size=1, max_size=12),
        personal=st.booleans(),
    ),
    max_size=5,
)


@given(CONTACTS)
def test_no_personal_contact_survives_the_cut(contacts: list[Contact]) -> None:
    values: RecordValues = {"contacts": contacts, "territory": "Mauricie", "natural_person": True}
    cut = public_values(values)
    assert cut.get("contacts", []) == [
        c for c in contacts if not c["personal"] and c["kind"] != "person"
    ]
    assert "contacts" not in cut or cut["contacts"]
    assert "natural_person" not in cut
    assert cut["territory"] == "Mauricie"
    assert values["contacts"] is contacts


def test_a_reason_keeps_only_contacts_that_are_published() -> None:
    values: RecordValues = {
        "contacts": [
            {"kind": "phone", "value": "+1 (819) 555-0100", "personal": False},
            {"kind": "email", "value": "Mira@Private.example", "personal": True},
        ]
    }
    published = open_contact_keys(values)
    phone = {"code": "phone.same", "weight": 1, "values": {"phone": "+18195550100"}}
    email = {"code": "email.same", "weight": 1, "values": {"email": "mira@private.example"}}
    assert public_reason(phone, published) == phone
    assert public_reason(email, published)["values"] == {"email": "…"}
    assert public_reason({"code": "name.same", "weight": 1}, published)["values"] == {}
    assert contact_key(" MAILTO:A@b.example ") == "a@b.example"


def test_every_field_reads_as_a_line() -> None:
    assert line_of("names", {"text": "조합", "kind": "former", "lang": "ko"}) == Line(
        "조합", "ko", "former name"
    )
    assert line_of("identifiers", {"scheme": "NEQ", "value": "1"}).note == "NEQ"
    assert line_of("members", {"value": 12345, "year": 2023}).text == "12\u202f345 (2023)"
    assert line_of("turnover", {"value": "10.50", "currency": "CAD"}).text == "10.50 CAD"
    assert line_of("location", {"lat": 46.3, "lon": -72.5}).text == "46.30000, -72.50000"
    address = {"street": "1 rue A", "postcode": "G9A", "locality": "Trois-Rivières"}
    assert line_of("address", address).text == "1 rue A, G9A Trois-Rivières"
    assert [line.text for line in lines_of("networks", ["A", "B"])] == ["A", "B"]
    assert list(read_values({"names": [], "status": {"text": "x"}})) == ["names", "status"]
    assert set(LABELS) >= {"names", "contacts", "turnover"}


def test_only_addresses_that_are_safe_to_follow_become_links() -> None:
    assert line_of("websites", "javascript:alert(1)").link == ""
    assert line_of("websites", "https://a.example/").text == "a.example"
    odd = {"kind": "email", "value": "a@b.example?bcc=c@d.example", "personal": False}
    assert line_of("contacts", odd).link == ""
    phone = {"kind": "phone", "value": "+1 819 555-0100", "personal": False}
    assert line_of("contacts", phone).link == "tel:+18195550100"
    social = {"kind": "social", "value": "javascript:alert(1)", "personal": False}
    assert line_of("contacts", social).link == ""
