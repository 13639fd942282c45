"""Organisations are found by what public sources say of them, and by nothing else."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from commonweave.registry.commands import reindexing
from commonweave.registry.models import Organisation, Profile
from commonweave.registry.search import (
    find_organisations,
    index_profiles,
    rebuild_index,
    remove_organisations,
)
from tests.registry import factories

pytestmark = pytest.mark.django_db

VALUES: dict[str, Any] = {
    "names": [
        {"text": "Coopérative de l'Entraide", "kind": "main", "lang": "fr"},
        {"text": "CDE", "kind": "acronym"},
        {"text": "Mutual Aid Co-op", "kind": "alternative", "lang": "en"},
    ],
    "identifiers": [{"scheme": "NEQ", "value": "11-4455.667"}],
    "legal_form": {"text": "Coopérative de solidarité"},
    "activities": [{"text": "Recyclage de meubles"}],
    "description": [{"text": "Un atelier ouvert aux familles."}],
    "address": {"locality": "Val-d'Or", "region": "Abitibi", "country": "CA"},
    "networks": ["Pôle régional"],
    "contacts": [
        {"kind": "person", "value": "Perrine Dutilleul", "personal": True},
        {"kind": "email", "value": "bureau@entraide.example", "personal": False},
    ],
}


@pytest.fixture
def organisation() -> Organisation:
    edition = factories.make_edition(factories.make_source(factories.make_space()))
    factories.make_organisations(edition, ["Ferme des Tilleuls", "Energy Trust"])
    return factories.make_organisation(factories.make_record(edition, VALUES))


@pytest.mark.parametrize(
    "query",
    [
        *("coopérative entraide", "cde", "mutual aid", "cooperatives solidarite"),
        *("11-4455.667", "114455667", "11 4455 667", "recyclage", "atelier familles"),
        *("val d'or", "abitibi", "pole regional", "entraide val-d'or", "entraidde"),
    ],
)
def test_it_is_found_by_what_is_said_of_it(organisation: Organisation, query: str) -> None:
    assert find_organisations(query).ranked == (organisation.pk,)


def test_it_is_found_by_its_public_id(organisation: Organisation) -> None:
    assert find_organisations(organisation.public_id).ranked[0] == organisation.pk


@pytest.mark.parametrize("query", ["Perrine Dutilleul", "Dutilleul", "bureau@entraide.example"])
def test_contacts_are_not_searched(organisation: Organisation, query: str) -> None:
    assert find_organisations(query).total == 0


def test_what_is_removed_is_found_again_after_a_rebuild(organisation: Organisation) -> None:
    remove_organisations([organisation.pk])
    assert find_organisations("entraide").total == 0
    assert rebuild_index() == 3
    assert find_organisations("entraide").ranked == (organisation.pk,)


def test_indexing_reads_the_public_ids_at_once(
    organisation: Organisation, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    profiles = list(Profile.objects.all())
    with django_assert_max_num_queries(8):
        assert index_profiles(profiles) == 3


def test_the_command_makes_the_index_anew(capsys: pytest.CaptureFixture[str]) -> None:
    assert reindexing.run(Namespace()) == 0
    assert capsys.readouterr().out == "0 organisations indexed.\n"
