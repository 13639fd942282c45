"""Every environment variable that the settings read is documented, and no other."""

import ast
import re

from tests.architecture.source import PACKAGE, ROOT, tree

PAGE = ROOT / "docs" / "reference" / "settings.md"
VARIABLE = re.compile(r"(?:COMMONWEAVE_[A-Z_]+|DATABASE_URL)")


def _variables_read() -> set[str]:
    """The names handed to os.environ.get(…), os.environ[…] or os.getenv(…) in any module."""
    return {
        node.value
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if VARIABLE.fullmatch(node.value)
    }


def test_every_variable_is_documented_and_every_documented_one_is_read() -> None:
    documented = set(VARIABLE.findall(PAGE.read_text(encoding="utf-8")))
    assert documented == _variables_read()
