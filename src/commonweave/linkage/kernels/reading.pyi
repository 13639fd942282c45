from collections.abc import Callable, Sequence
from typing import Any

def is_one_name(text: str) -> bool: ...
def look_up(
    words: list[str], tokens: Sequence[Any], glue: Callable[[list[str], Any], Any]
) -> list[Any]: ...
def put_together(
    pieces: list[Any], text: str, latin: bool
) -> tuple[
    tuple[str, ...], tuple[int, ...], frozenset[str], frozenset[str], str, str, str, bool
]: ...
