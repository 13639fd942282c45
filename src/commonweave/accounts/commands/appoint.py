"""`commonweave appoint`: give a person a post in a network's space."""

from __future__ import annotations

import argparse
import secrets


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("email", metavar="E-MAIL", help="the address under which they sign in")
    parser.add_argument("--space", default="home", help="slug of the network's space (home)")
    parser.add_argument(
        "--role", choices=("reader", "editor"), default="reader", help="what the post lets them do"
    )
    parser.add_argument("--name", default="", help="how they are called, for a new person")
    parser.add_argument("--language", default="", help="of the pages, for a new person: en, fr, es")


def run(args: argparse.Namespace) -> int:
    """Make the person where needed, give the post, and print a first password once."""
    from django.db import transaction

    from commonweave.accounts.models import Person, Role, Space
    from commonweave.accounts.services import appoint_person, make_person
    from commonweave.kernel.refusals import NotFound, gettext_noop

    with transaction.atomic():
        space = Space.objects.filter(slug=args.space).first()
        if space is None:
            raise NotFound(
                "no_such_space",
                gettext_noop("There is no space called “%(slug)s”."),
                remedy=gettext_noop(
                    "A space opens with its first import: commonweave import FILE --source NAME "
                    "--space %(slug)s"
                ),
                values={"slug": args.space},
            )
        person = Person.objects.filter(email__iexact=args.email.strip()).first()
        password = None
        if person is None:
            password = secrets.token_urlsafe(12)
            person = make_person(
                email=args.email, password=password, name=args.name, language=args.language
            )
        appoint_person(person=person, space=space, role=Role(args.role), by=None)
    print(f"{person.email} is now {Role(args.role).label} in “{space.name}”.")
    if password:
        print(f"First password: {password} (to be changed after signing in)")
    return 0
