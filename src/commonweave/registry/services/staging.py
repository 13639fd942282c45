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
    SourceDefaults,
    content_hash,
    draft_records,
    identity_key,
)
from commonweave.registry.domain.mapping import Mapping
from commonweave.registry.domain.rows import RowRefused
from commonweave.registry.reading import OpenedList

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
    progress: Callable[[int], None] = lambda _rows: None,
) -> Iterator[StagedList]:
    """Read every row of an opened list; the drafts are gone when the block ends.

    `progress` is called with the number of rows read so far.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="surrogatepass", dir=folder) as file:
        staged = StagedList(file)
        _read_all(opened, mapping, defaults, staged, progress)
        yield staged


def _read_all(
    opened: OpenedList,
    mapping: Mapping,
    defaults: SourceDefaults,
    staged: StagedList,
    progress: Callable[[int], None],
) -> None:
    for draft in draft_records(opened.rows(), mapping, defaults):
        staged.rows_in += 1
        if isinstance(draft, RowRefused):
            staged.refused.append(draft)
        else:
            _keep(draft, staged)
        if staged.rows_in % BATCH == 0:
            progress(staged.rows_in)
    progress(staged.rows_in)


def _keep(draft: RecordDraft, staged: StagedList) -> None:
    staged.rows_kept += 1
    staged.repairs.update(repair.kind for repair in draft.repairs)
    kept = {
        "key": identity_key(draft),
        "line": draft.line,
        "values": draft.values,
        "extras": draft.extras,
        "repairs": [repair._asdict() for repair in draft.repairs],
        "hash": content_hash(draft.values, draft.extras),
    }
    staged.file.write(f"{json.dumps(kept, ensure_ascii=False)}\n")
