"""Who may do what in a space: the whole truth table, and that rule and query agree."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from commonweave.accounts.models import Person, Space
from commonweave.accounts.rules import (
    may_edit_space,
    may_read_space,
    spaces_edited_by,
    spaces_read_by,
)
from commonweave.kernel.refusals import NotAllowed

TABLE = [
    # who, may read, may edit
    ("anonymous", False, False),
    ("nobody", False, False),
    ("reader", True, False),
    ("editor", True, True),
    ("stranger", False, False),
    ("operator", True, True),
]


def actor_called(name: str, request: pytest.FixtureRequest) -> Person | AnonymousUser:
    return AnonymousUser() if name == "anonymous" else request.getfixturevalue(name)


@pytest.mark.parametrize(("name", "reads", "edits"), TABLE)
def test_the_truth_table_holds(
    name: str, reads: bool, edits: bool, space: Space, request: pytest.FixtureRequest
) -> None:
    actor = actor_called(name, request)
    assert bool(may_read_space(actor, space)) is reads
    assert bool(may_edit_space(actor, space)) is edits


@pytest.mark.parametrize("name", [row[0] for row in TABLE])
def test_rule_and_query_agree_on_every_space(
    name: str, space: Space, other_space: Space, request: pytest.FixtureRequest
) -> None:
    actor = actor_called(name, request)
    readable = set(Space.objects.filter(spaces_read_by(actor)))
    editable = set(Space.objects.filter(spaces_edited_by(actor)))
    for each in (space, other_space):
        assert (each in readable) is bool(may_read_space(actor, each))
        assert (each in editable) is bool(may_edit_space(actor, each))


def test_somebody_who_was_shut_out_may_nothing(editor: Person, space: Space) -> None:
    editor.is_active = False
    assert not may_read_space(editor, space)
    assert not Space.objects.filter(spaces_edited_by(editor)).exists()


def test_a_no_says_why_and_what_would_help(reader: Person, space: Space) -> None:
    verdict = may_edit_space(reader, space)
    with pytest.raises(NotAllowed) as caught:
        verdict.require("test.edit")
    assert caught.value.words() == (
        "You are not an editor of “Coast network”.",
        "Ask an editor of “Coast network” for a post.",
    )
    assert caught.value.status == 403
