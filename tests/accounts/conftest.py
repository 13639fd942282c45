"""People and spaces for the tests of sign-in, rules and services."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache

from commonweave.accounts.models import Person, Post, Role, Space


@pytest.fixture(autouse=True)
def quick_hasher(settings: Any) -> None:
    """Hash passwords quickly: these tests are not about the strength of Argon2."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()  # the library's own rate limits are counted there


@pytest.fixture
def space(db: None) -> Space:
    return Space.objects.create(slug="coast", name="Coast network")


@pytest.fixture
def other_space(db: None) -> Space:
    return Space.objects.create(slug="hills", name="Hill network")


def person_with(space: Space | None, role: Role | None, name: str) -> Person:
    person = Person.objects.create_user(f"{name}@example.org", "a long pass phrase", name=name)
    if space is not None and role is not None:
        Post.objects.create(person=person, space=space, role=role)
    return person


@pytest.fixture
def editor(space: Space) -> Person:
    return person_with(space, Role.EDITOR, "editor")


@pytest.fixture
def reader(space: Space) -> Person:
    return person_with(space, Role.READER, "reader")


@pytest.fixture
def stranger(other_space: Space) -> Person:
    return person_with(other_space, Role.EDITOR, "stranger")


@pytest.fixture
def nobody(db: None) -> Person:
    return person_with(None, None, "nobody")


@pytest.fixture
def operator(db: None) -> Person:
    return Person.objects.create_superuser("operator@example.org", "a long pass phrase")
