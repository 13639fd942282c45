"""A room is entered by its services (writes) and its queries (reads).

From outside, a room's models are for annotations, foreign keys, choices and filters. Nobody outside
builds one or writes one. CONTRIBUTING.md says why.
"""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import dotted, imports, modules, tree

ROOMS = {
    *("accounts", "registry", "networks", "assembly", "ledger", "recognition", "observatory"),
    *("workplan", "library", "fund", "exchange", "federation"),
}
DOORS = {"services", "queries", "rules", "actors", "domain", "models"}
WRITES = {
    *("create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "update"),
    *("delete", "save", "create_user", "create_superuser"),
}
DOORS_FOR_THE_SITE = {"urls", "api", "views"}


def breaches(room: str, module: ast.Module) -> Iterator[str]:
    """What a module of `room` does with other rooms that it may not do."""
    types = set()
    for source, name, line in imports(module):
        parts = source.split(".") + ([name] if name else [])
        if parts[0] != "commonweave" or len(parts) < 3 or parts[1] not in ROOMS - {room}:
            continue
        doors = DOORS | DOORS_FOR_THE_SITE if room == "site" else DOORS
        if parts[2] not in doors and not parts[2][0].isupper():
            yield f"line {line}: {'.'.join(parts)} is no door of the room {parts[1]}"
        if parts[2] == "models":
            types.add(parts[-1])
    for node in ast.walk(module):
        if not isinstance(node, ast.Call):
            continue
        # Role("editor") names a choice; a model is built with keywords.
        if isinstance(node.func, ast.Name) and node.func.id in types and node.keywords:
            yield f"line {node.lineno}: builds a {node.func.id} of another room"
        elif (
            isinstance(node.func, ast.Attribute)
            and node.func.attr in WRITES
            and (written := types & set(_names(node.func.value)))
        ):
            yield f"line {node.lineno}: {node.func.attr} on {written} of another room"


def _names(chain: ast.expr) -> Iterator[str]:
    """The names along a chain of attributes and calls: Source.objects.filter(…) -> Source, …"""
    while not isinstance(chain, ast.Name):
        if isinstance(chain, ast.Attribute):
            yield chain.attr
            chain = chain.value
        elif isinstance(chain, ast.Call):
            chain = chain.func
        else:
            return
    yield chain.id


def test_rooms_are_entered_by_their_services_and_queries() -> None:
    found = [
        f"{dotted(path)} {breach}"
        for path in modules()
        for breach in breaches([*dotted(path).split("."), ""][1], tree(path))
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "from commonweave.registry.tasks import weave_all",
        "import commonweave.registry.views",
        "from commonweave.registry.models import Source; Source(slug='x')",
        "from commonweave.registry.models import Source; Source.objects.filter(pk=1).delete()",
    ],
)
def test_a_planted_side_entrance_is_caught(line: str) -> None:
    assert list(breaches("sample", ast.parse(line)))


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("sample", "from commonweave.registry.services import import_list; import_list(by='x')"),
        ("sample", "from commonweave.registry.models import Source\ndef f(s: Source) -> None: ..."),
        ("registry", "from commonweave.registry.models import Source; Source(slug='x')"),
        ("sample", "from commonweave.registry.models import Source; Source.objects.exists()"),
        ("site", "from commonweave.registry.api import router"),
    ],
)
def test_the_front_doors_are_open(room: str, line: str) -> None:
    assert list(breaches(room, ast.parse(line))) == []
