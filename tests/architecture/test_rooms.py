"""A room is entered by its services (writes) and its queries (reads).

From outside, a room's models are types: for annotations, foreign keys and choices. Nobody outside
builds one, or asks one for its rows. CONTRIBUTING.md says why.
"""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import dotted, imports, modules, tree

ROOMS = {
    *("accounts", "registry", "networks", "assembly", "ledger", "recognition", "observatory"),
    *("workplan", "library", "fund", "exchange", "federation"),
}
DOORS = {"services", "queries", "rules", "domain", "models"}
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
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in types:
            yield f"line {node.lineno}: builds a {node.func.id} of another room"
        if (
            isinstance(node, ast.Attribute)
            and node.attr in {"objects", "_default_manager", "_base_manager"}
            and isinstance(node.value, ast.Name | ast.Attribute)
            and (node.value.id if isinstance(node.value, ast.Name) else node.value.attr) in types
        ):
            yield f"line {node.lineno}: asks a model of another room for its rows"


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
        "from commonweave.registry.models import Source; Source.objects.all()",
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
        ("site", "from commonweave.registry.api import router"),
    ],
)
def test_the_front_doors_are_open(room: str, line: str) -> None:
    assert list(breaches(room, ast.parse(line))) == []
