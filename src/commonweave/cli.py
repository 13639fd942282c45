"""The one command: `commonweave COMMAND …`.

Each command lives in its room; only the module of the command that was called is imported, so that
the plain tools start without Django.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from commonweave import __version__
from commonweave.kernel.refusals import Refusal


@dataclass(frozen=True)
class Command:
    """One command: where it lives, and whether it needs the house (Django and the database)."""

    module: str
    help: str
    needs_house: bool = True
    needs_database: bool = True
    data: str = "var"  # where the house's data lie unless COMMONWEAVE_DATA says otherwise


COMMANDS = {
    "demo": Command(
        "commonweave.site.commands.demo",
        "fill a fictional province and serve it",
        needs_database=False,
        data="var/demo",
    ),
    "import": Command(
        "commonweave.registry.commands.importing", "take in one or more editions of a list"
    ),
    "weave": Command("commonweave.registry.commands.weaving", "bring the one inventory up to date"),
    "refit": Command(
        "commonweave.registry.commands.refitting", "fit the weights for one source to the answers"
    ),
    "reconcile": Command(
        "commonweave.registry.commands.reconciling", "match a list with the inventory"
    ),
    "reindex": Command("commonweave.registry.commands.reindexing", "make the search index anew"),
    "sources": Command("commonweave.registry.commands.sources", "list the sources and editions"),
    "appoint": Command(
        "commonweave.accounts.commands.appoint", "give a person a post in a network's space"
    ),
    "serve": Command("commonweave.site.commands.serve", "serve the pages"),
    "migrate": Command(
        "commonweave.site.commands.migrate",
        "bring the database to this version",
        needs_database=False,
    ),
    "check": Command("commonweave.site.commands.check", "audit the house: chain, books, state"),
    "link": Command(
        "commonweave.linkage.commands", "link lists without a database", needs_house=False
    ),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status: 0 done, 2 to 4 refused (see kernel.refusals)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    name = next((a for a in arguments if not a.startswith("-")), None)
    parser = _parser(name if name in COMMANDS else None)
    args = parser.parse_args(arguments)
    if args.command is None:
        parser.print_help()
        return 0
    try:
        return _run(COMMANDS[args.command], args)
    except Refusal as refusal:
        print(f"commonweave {args.command}: {refusal}", file=sys.stderr)
        return refusal.exit_status
    except KeyboardInterrupt:
        print(f"commonweave {args.command}: stopped; nothing is half-done.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def _parser(wanted: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="commonweave",
        description="One house for a network of networks of the social and solidarity economy.",
        epilog="`commonweave COMMAND --help` tells more. Documentation: docs/ in the source.",
    )
    parser.add_argument("--version", action="version", version=f"commonweave {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for name, command in COMMANDS.items():
        sub = commands.add_parser(
            name, help=command.help, description=f"{command.help}.".capitalize()
        )
        if name == wanted:
            add = import_module(command.module).add_arguments
            cast("Callable[[argparse.ArgumentParser], None]", add)(sub)
    return parser


def _run(command: Command, args: argparse.Namespace) -> int:
    if command.needs_house:
        from commonweave.site.boot import open_house

        os.environ.setdefault("COMMONWEAVE_DATA", command.data)
        open_house(database=command.needs_database)
    run = cast("Callable[[argparse.Namespace], int]", import_module(command.module).run)
    return run(args)


if __name__ == "__main__":
    sys.exit(main())
