"""Refusals say what happened, where, and what to do."""

from commonweave.kernel.refusals import Conflict, InputRefused, NotAllowed, NotFound, Place


def test_a_refusal_prints_its_place_message_and_remedy() -> None:
    refusal = InputRefused(
        "too_many_cells",
        "The row has %(cells)s cells.",
        remedy="Remove the extra ones.",
        place=Place(file="list.csv", line=7, column="Name"),
        values={"cells": 9},
    )
    assert str(refusal) == (
        "list.csv, line 7, column “Name”: The row has 9 cells. Remove the extra ones."
    )


def test_a_refusal_is_translated_before_its_slots_are_filled() -> None:
    french = {"%(n)s rows": "%(n)s lignes", "Mend": "Corrigez"}
    refusal = InputRefused("x", "%(n)s rows", remedy="Mend", values={"n": 3})
    assert refusal.words(french.__getitem__) == ("3 lignes", "Corrigez")


def test_each_kind_has_its_status() -> None:
    kinds = (InputRefused, NotFound, NotAllowed, Conflict)
    assert [kind.status for kind in kinds] == [422, 404, 403, 409]
    assert [kind.exit_status for kind in kinds] == [2, 2, 3, 4]
