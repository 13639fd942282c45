"""What the architecture tests read: the committed source, as text and as syntax trees."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "commonweave"


@cache
def committed_files() -> list[Path]:
    """Every file that git tracks or would add, or, in an unpacked archive, every file there."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        kept = (path for path in ROOT.rglob("*") if ".venv" not in path.parts)
    else:
        kept = (ROOT / name for name in listed.stdout.split("\0") if name)
    return sorted(path for path in kept if path.is_file())


def modules() -> Iterator[Path]:
    """The hand-written modules of the package: migrations left out."""
    return (path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def dotted(path: Path) -> str:
    """The module's name: `commonweave.registry.models.lists`."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(root: ast.AST) -> Iterator[tuple[str, str | None, int]]:
    """Each import as (module, name or None, line); all imports of the house are absolute."""
    for node in ast.walk(root):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name, node.lineno) for alias in node.names)
