"""Making, appointing and dismissing people leaves one audit row each."""

from __future__ import annotations

import pytest

from commonweave.accounts.models import Person, Post, Role, Space
from commonweave.accounts.services import appoint_person, dismiss_person, make_person
from commonweave.infrastructure.audit import find_broken_link
from commonweave.infrastructure.models import AuditEvent
from commonweave.kernel.refusals import Conflict, InputRefused, NotAllowed, NotFound


def actions() -> list[str]:
    return list(AuditEvent.objects.values_list("action", flat=True))


@pytest.mark.django_db
def test_a_person_is_made_once_whatever_the_capitals() -> None:
    person = make_person(email=" Ada@Example.org ", password="a long pass phrase", name="Ada")
    assert person.email == "ada@example.org"
    assert person.check_password("a long pass phrase")
    with pytest.raises(Conflict):
        make_person(email="ADA@example.ORG")
    assert actions() == ["accounts.person_made"]


@pytest.mark.django_db
@pytest.mark.parametrize("email", ["", "ada", "ada@", "a b@example.org"])
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(InputRefused):
        make_person(email=email)
    assert not Person.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["short", "password1234"])
def test_a_weak_password_is_refused_and_nobody_is_made(password: str) -> None:
    with pytest.raises(InputRefused, match="too weak"):
        make_person(email="ada@example.org", password=password)
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_without_a_password_nobody_signs_in_by_password() -> None:
    assert not make_person(email="ada@example.org").has_usable_password()


def test_an_editor_appoints_changes_and_dismisses(
    editor: Person, nobody: Person, space: Space
) -> None:
    appoint_person(person=nobody, space=space, role=Role.READER, by=editor)
    appoint_person(person=nobody, space=space, role=Role.READER, by=editor)
    appoint_person(person=nobody, space=space, role=Role.EDITOR, by=editor)
    assert Post.objects.get(person=nobody, space=space).role == Role.EDITOR
    dismiss_person(person=nobody, space=space, by=editor)
    assert not Post.objects.filter(person=nobody).exists()
    assert actions() == [
        "accounts.person_appointed",
        "accounts.person_appointed",
        "accounts.person_dismissed",
    ]
    assert find_broken_link() is None


def test_the_operator_at_the_machine_appoints_the_first_editor(
    nobody: Person, space: Space
) -> None:
    appoint_person(person=nobody, space=space, role=Role.EDITOR, by=None)
    assert AuditEvent.objects.get().actor == "operator"


@pytest.mark.parametrize("name", ["reader", "stranger", "nobody"])
def test_nobody_else_appoints_or_dismisses(
    name: str, editor: Person, space: Space, request: pytest.FixtureRequest
) -> None:
    actor = request.getfixturevalue(name)
    with pytest.raises(NotAllowed):
        appoint_person(person=actor, space=space, role=Role.EDITOR, by=actor)
    with pytest.raises(NotAllowed):
        dismiss_person(person=editor, space=space, by=actor)
    assert Post.objects.filter(person=editor).exists()
    assert actions() == []


def test_taking_away_a_post_that_is_not_held_is_told(
    editor: Person, nobody: Person, space: Space
) -> None:
    with pytest.raises(NotFound):
        dismiss_person(person=nobody, space=space, by=editor)
