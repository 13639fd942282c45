"""Reading a list into a file of drafts before the book is touched.

Reading is slow and may fail anywhere; writing must be short and whole. So every row is read,
drafted and laid down in a temporary file first; only then does one transaction write the edition.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from commonweave.registry.domain.drafts import (
    RecordDraft,
    RowRefused,
    SourceDefaults,
    content_hash,
    draft_record,
    identity_key,
)
from commonweave.registry.domain.mapping import Mapping
from commonweave.registry.reading import OpenedList

MAX_KEY = 300
BATCH = 1000


@dataclass
class StagedList:
    """The drafts of one file, on disk, with the counts that the edition will carry."""

    file: IO[str]
    rows_in: int = 0
    rows_kept: int = 0
    refused: list[RowRefused] = field(default_factory=list)
    repairs: Counter[str] = field(default_factory=Counter)

    def batches(self) -> Iterator[list[dict[str, Any]]]:
        """Yield the kept drafts as JSON objects, a thousand at a time, in the order of the file."""
        self.file.seek(0)
        batch: list[dict[str, Any]] = []
        for line in self.file:
            batch.append(json.loads(line))
            if len(batch) == BATCH:
                yield batch
                batch = []
        if batch:
            yield batch


@contextmanager
def stage_list(
    opened: OpenedList,
    mapping: Mapping,
    defaults: SourceDefaults,
    *,
    folder: Path,
    progress: Callable[[int, float], None] = lambda _rows, _share: None,
) -> Iterator[StagedList]:
    """Read every row of an opened list; the drafts are gone when the block ends.

    `progress` is called with the rows read so far and the share of the file they make up, 0 to 1.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile("w+", encoding="utf-8", dir=folder) as file:
        staged = StagedList(file)
        _read_all(opened, mapping, defaults, staged, progress)
        yield staged


def _read_all(
    opened: OpenedList,
    mapping: Mapping,
    defaults: SourceDefaults,
    staged: StagedList,
    progress: Callable[[int, float], None],
) -> None:
    keys = _Keys()
    for row in opened.rows():
        staged.rows_in += 1
        draft = row if isinstance(row, RowRefused) else draft_record(row, mapping, defaults)
        if isinstance(draft, RecordDraft):
            draft = _keep(draft, keys, staged)
        if isinstance(draft, RowRefused):
            staged.refused.append(draft)
        if staged.rows_in % BATCH == 0:
            progress(staged.rows_in, opened.share_read)
    progress(staged.rows_in, 1.0)


class _Keys:
    """The keys given so far: one list may use a key twice for different content."""

    def __init__(self) -> None:
        self.used: Counter[str] = Counter()
        self.first_line: dict[tuple[str, str], int] = {}

    def give(self, draft: RecordDraft, digest: str) -> str | int:
        """Return the record's key, or the line that this row repeats to the letter."""
        key = (draft.key or identity_key(draft))[: MAX_KEY - 12]
        if (line := self.first_line.setdefault((key, digest), draft.line)) != draft.line:
            return line
        self.used[key] += 1
        return key if self.used[key] == 1 else f"{key}~{self.used[key]}"


def _keep(draft: RecordDraft, keys: _Keys, staged: StagedList) -> RecordDraft | RowRefused:
    digest = content_hash(draft.values, draft.extras)
    key = keys.give(draft, digest)
    if isinstance(key, int):
        return RowRefused.repeated(draft.line, key)
    for repair in draft.repairs:
        staged.repairs[repair.kind] += 1
    staged.rows_kept += 1
    json.dump(
        {
            "key": key,
            "line": draft.line,
            "values": draft.values,
            "extras": draft.extras,
            "repairs": [repair.to_json() for repair in draft.repairs],
            "hash": digest,
        },
        staged.file,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    staged.file.write("\n")
    return draft
