"""The ruler of CONTRIBUTING.md: short modules, short functions, docstrings where they are owed."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import PACKAGE, ROOT, dotted, modules, tree

LONGEST_MODULE = 400
LONGEST_FUNCTION = 50


def _python() -> Iterator[Path]:
    yield from modules()
    for folder in ("tests", "tools", "benchmarks", "docs"):
        yield from sorted((ROOT / folder).rglob("*.py"))


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_module_is_longer_than_400_lines() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in _python()}
    assert {str(p.relative_to(ROOT)): n for p, n in lengths.items() if n > LONGEST_MODULE} == {}


def test_no_function_is_longer_than_50_lines() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {_length(node)} lines"
        for path in _python()
        for node in _functions(path)
        if _length(node) > LONGEST_FUNCTION
    ]
    assert found == []


def test_every_module_says_what_it_is_for() -> None:
    found = [dotted(p) for p in modules() if tree(p).body and not ast.get_docstring(tree(p))]
    assert found == []


def _owes_docstrings(path: Path) -> bool:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return bool({"domain", "services", "queries"} & set(parts))


def test_every_public_name_of_domains_services_and_queries_has_a_docstring() -> None:
    found = [
        f"{dotted(path)}.{node.name}"
        for path in modules()
        if _owes_docstrings(path)
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        if not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert found == []
