"""Making people and giving them posts. Each service writes its change and its audit row at once."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from commonweave.accounts.actors import actor_name
from commonweave.accounts.models import Person, Post, Role, Space
from commonweave.accounts.rules import may_edit_space
from commonweave.infrastructure.audit import OPERATOR, record_event
from commonweave.kernel.refusals import Conflict, InputRefused, NotFound, gettext_noop


def make_person(
    *, email: str, password: str | None = None, name: str = "", language: str = ""
) -> Person:
    """Store a person on the operator's word; without a password they start by a reset link.

    InputRefused where the address is none or the password too weak; Conflict where the address is
    taken.
    """
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise InputRefused(
            "accounts.email",
            gettext_noop("“%(email)s” is not an e-mail address."),
            remedy=gettext_noop("Give an address such as name@example.org."),
            values={"email": email},
        ) from error
    if password is not None:
        _check_password(password, Person(email=email, name=name))
    with transaction.atomic():
        if Person.objects.filter(email__iexact=email).exists():
            raise Conflict(
                "accounts.email-taken",
                gettext_noop("Somebody with the address “%(email)s” is already known."),
                remedy=gettext_noop("Give that person a post instead of making them twice."),
                values={"email": email},
            )
        person = Person.objects.create_user(email, password, name=name)
        person.language = language
        person.save(update_fields=["language"])
        record_event(
            actor=OPERATOR,
            action="accounts.person_made",
            subject=f"person:{person.pk}",
            data={"language": language},
        )
    return person


def open_space(*, slug: str, name: str, by: Person | None, fictional: bool = False) -> Space:
    """Return the space under `slug`, opening it when it does not exist yet."""
    with transaction.atomic():
        space, new = Space.objects.get_or_create(
            slug=slug, defaults={"name": name, "fictional": fictional}
        )
        if new:
            record_event(
                actor=actor_name(by),
                action="accounts.space_opened",
                subject=f"space:{slug}",
                data={"name": name},
            )
    return space


def appoint_person(*, person: Person, space: Space, role: Role, by: Person | None) -> Post:
    """Give a person a post in a space, or change the post they hold there.

    `by` is an editor of the space, or None for the operator at the machine. NotAllowed otherwise.
    """
    if by is not None:
        may_edit_space(by, space).require("accounts.appoint")
    with transaction.atomic():
        post, made = Post.objects.select_for_update().get_or_create(
            person=person, space=space, defaults={"role": role}
        )
        if not made and post.role == role:
            return post
        before = None if made else post.role
        if not made:
            post.role = role
            post.save(update_fields=["role"])
        record_event(
            actor=actor_name(by),
            action="accounts.person_appointed",
            subject=f"person:{person.pk}",
            data={"space": space.slug, "role": str(role), "before": before},
        )
    return post


def dismiss_person(*, person: Person, space: Space, by: Person | None) -> None:
    """Take a person's post in a space away; NotFound where they hold none."""
    if by is not None:
        may_edit_space(by, space).require("accounts.dismiss")
    with transaction.atomic():
        post = Post.objects.select_for_update().filter(person=person, space=space).first()
        if post is None:
            raise NotFound(
                "accounts.no-post",
                gettext_noop("%(person)s holds no post in “%(space)s”."),
                remedy=gettext_noop("There is nothing to take away."),
                values={"person": str(person), "space": space.name},
            )
        post.delete()
        record_event(
            actor=actor_name(by),
            action="accounts.person_dismissed",
            subject=f"person:{person.pk}",
            data={"space": space.slug, "before": post.role},
        )


def describe_self(*, person: Person, name: str, language: str) -> None:
    """Store the name and language that a person gave of themselves."""
    with transaction.atomic():
        person.name, person.language = name, language
        person.save(update_fields=["name", "language"])
        record_event(
            actor=actor_name(person),
            action="accounts.person_described",
            subject=f"person:{person.pk}",
            data={"language": language},
        )


def _check_password(password: str, person: Person) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise InputRefused(
            "accounts.password",
            gettext_noop("The password is too weak: %(reasons)s"),
            remedy=gettext_noop("Choose a longer one that nobody would guess."),
            values={"reasons": " ".join(error.messages)},
        ) from error
