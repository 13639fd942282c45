"""Re-fitting the weights for a source: kept in the book, obeyed by the next weave, taken back."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, transaction

from commonweave.accounts.models import Person, Post, Role, Space
from commonweave.accounts.services import open_space
from commonweave.infrastructure.audit import find_broken_link
from commonweave.kernel.refusals import Conflict, NotAllowed
from commonweave.linkage.services import load_scorecard
from commonweave.registry.commands import refitting
from commonweave.registry.models import FitOutcome, Pair, Source, WeightFit
from commonweave.registry.queries.weights import current_scorecard, find_fit_in_force
from commonweave.registry.rules import may_refit, sources_refitted_by
from commonweave.registry.services.judgements import record_judgement
from commonweave.registry.services.refitting import refit_weights_of, take_back_refit
from commonweave.registry.services.weaving import weave_inventory
from commonweave.registry.services.words import add_word
from tests.registry.conftest import TakeIn

pytestmark = pytest.mark.django_db

TOWNS = ["Leeds", "York", "Hull", "Bath", "Ripon"]
HEADS = ["Acorn", "Birch", "Cedar", "Dahlia", "Elder", "Fern", "Gorse"]


def rows(count: int) -> list[tuple[str, ...]]:
    """Return entries of which every second one is a chapter that shares its name with others."""
    return [
        (str(at), f"{HEADS[at % 7]}{own} Housing Co-operative", TOWNS[at % 5], "", "GB")
        for at in range(count)
        for own in ["" if at % 2 else f" {HEADS[at // 7 % 7]}{TOWNS[at // 49 % 5].lower()}"]
    ]


@pytest.fixture
def woven(members: Source, directory: Source, take_in: TakeIn) -> Source:
    """Take in two lists that are the same: bodies with a name of their own, and chapters."""
    for source in (members, directory):
        take_in(source, rows(140))
    weave_inventory(by=None)
    return members


def answer(number: int) -> None:
    """Answer so many pairs the contrary of what the weights say, as far as that goes."""
    pairs = list(Pair.objects.select_related("left", "right").order_by("probability", "id"))
    half = number // 2
    for at, pair in enumerate([*pairs[:half], *pairs[-half:]]):
        verdict = "same" if at < half else "different"
        record_judgement(left=pair.left, right=pair.right, verdict=verdict, by=None)


def test_without_answers_nothing_is_fitted_and_that_is_kept(woven: Source) -> None:
    fit = refit_weights_of(source=woven, by=None)
    assert fit.outcome == FitOutcome.FEW
    assert find_fit_in_force(woven) is None
    assert current_scorecard() == load_scorecard()
    assert not weave_inventory(by=None).new


def test_an_accepted_fit_is_woven_with_and_can_be_taken_back(woven: Source) -> None:
    answer(140)
    shipped = weave_inventory(by=None).run.report["weights"]
    fit = refit_weights_of(source=woven, by=None)
    assert fit.outcome == FitOutcome.BETTER, fit.figures
    assert fit.figures["after"]["log_loss"] < fit.figures["before"]["log_loss"]
    assert set(current_scorecard().sources) == {woven.slug}
    with pytest.raises(Conflict):
        refit_weights_of(source=woven, by=None)
    outcome = weave_inventory(by=None)
    assert outcome.new
    assert outcome.run.full
    assert outcome.run.report["weights"] != shipped
    assert not weave_inventory(by=None).new
    take_back_refit(source=woven, by=None)
    assert current_scorecard() == load_scorecard()
    assert weave_inventory(by=None).run.report["weights"] == shipped
    with pytest.raises(Conflict):
        take_back_refit(source=woven, by=None)
    assert [fit.outcome for fit in WeightFit.objects.all()] == ["better", "taken_back"]
    assert find_broken_link() is None


def test_a_fit_is_never_changed(woven: Source) -> None:
    fit = refit_weights_of(source=woven, by=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        WeightFit.objects.filter(pk=fit.pk).update(by="somebody else")


def test_before_the_first_weave_there_is_nothing_to_fit(members: Source) -> None:
    with pytest.raises(Conflict, match="woven"):
        refit_weights_of(source=members, by=None)


@pytest.mark.parametrize(
    ("role", "of_space", "allowed"),
    [
        ("editor", True, True),
        ("editor", False, False),
        ("reader", True, False),
        (None, True, False),
    ],
)
def test_only_editors_of_the_keeping_network_fit_its_weights(
    space: Space, members: Source, role: str | None, of_space: bool, allowed: bool
) -> None:
    other = open_space(slug="other", name="Another network", by=None)
    person = Person.objects.create(email="editor@example.org")
    if role:
        Post.objects.create(person=person, space=space if of_space else other, role=Role(role))
    assert may_refit(person, members).ok is allowed
    assert Source.objects.filter(sources_refitted_by(person)).exists() is allowed
    if not allowed:
        with pytest.raises(NotAllowed):
            refit_weights_of(source=members, by=person)


def test_a_visitor_fits_nothing(members: Source) -> None:
    assert not may_refit(AnonymousUser(), members).ok
    assert not Source.objects.filter(sources_refitted_by(AnonymousUser())).exists()


def test_the_command_says_what_came_of_it(
    woven: Source, capsys: pytest.CaptureFixture[str]
) -> None:
    import argparse

    parser = argparse.ArgumentParser()
    refitting.add_arguments(parser)
    assert refitting.run(parser.parse_args([woven.slug])) == 0
    assert "too few answers" in capsys.readouterr().out
    assert refitting.run(parser.parse_args([woven.slug, "--json"])) == 0
    assert '"outcome": "few"' in capsys.readouterr().out


def test_weights_are_fitted_too_where_the_house_has_words_of_its_own(woven: Source) -> None:
    add_word(form="Zugruppe", kind="stop", concept="stop", reason="Tells nothing.", by=None)
    with pytest.raises(Conflict, match="not woven with these weights and settings"):
        refit_weights_of(source=woven, by=None)
    weave_inventory(by=None)
    assert refit_weights_of(source=woven, by=None).outcome == FitOutcome.FEW
