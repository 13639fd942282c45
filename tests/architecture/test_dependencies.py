"""Every third-party import is declared, and every declared distribution is used."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions

from tests.architecture.source import PACKAGE, ROOT, imports, modules, tree

USED_WITHOUT_IMPORT = {
    "argon2-cffi": "Django's password hasher imports it",
    "defusedxml": "openpyxl reads the XML of a workbook with it where it is installed",
}


def _name(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\s\[<>=~!;]", requirement, maxsplit=1)[0]).lower()


def _project() -> dict[str, list[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    return {
        "base": [_name(line) for line in project["dependencies"]],
        "extras": [
            _name(line)
            for extra in ("postgres", "spark", "splink", "bench")
            for line in extras[extra]
        ],
    }


def _top_level_imports() -> set[str]:
    found = {name.split(".")[0] for path in modules() for name, _, _ in imports(tree(path))}
    return found - set(sys.stdlib_module_names) - {"commonweave"}


def _words_of_the_settings() -> Iterator[str]:
    """Django is told of apps, middleware and back ends by their dotted names."""
    for path in sorted((PACKAGE / "site").glob("settings*.py")):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value.split(".")[0]


def _distributions(packages: set[str]) -> set[str]:
    known = packages_distributions()
    return {_name(found) for package in packages for found in known.get(package, [])}


def test_every_third_party_import_is_declared() -> None:
    known = packages_distributions()
    declared = {*_project()["base"], *_project()["extras"]}
    found = {
        package  # an extra that is not installed is known by its own name alone
        for package in _top_level_imports()
        if not declared & {_name(name) for name in known.get(package, [package])}
    }
    assert found == set()


def test_every_declared_distribution_is_used() -> None:
    used = _distributions(_top_level_imports() | set(_words_of_the_settings()))
    assert set(_project()["base"]) - used - set(USED_WITHOUT_IMPORT) == set()


def test_the_exceptions_are_declared_and_still_exceptions() -> None:
    assert set(USED_WITHOUT_IMPORT) <= set(_project()["base"])
    assert set(USED_WITHOUT_IMPORT) & _distributions(_top_level_imports()) == set()
