"""From a row to a draft of a record: values, what was left apart, and every repair."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field, replace

from commonweave.registry.domain.fields import RecordValues
from commonweave.registry.domain.folding import fold_key
from commonweave.registry.domain.kinds import ROW_REFUSALS
from commonweave.registry.domain.mapping import Mapping
from commonweave.registry.domain.reading_plan import NO_DEFAULTS, Plan, SourceDefaults, make_plan
from commonweave.registry.domain.repairs import Repair
from commonweave.registry.domain.rows import Row, RowRefused

__all__ = [
    "DraftStage",
    "RecordDraft",
    "Repair",
    "SourceDefaults",
    "content_hash",
    "draft_record",
    "draft_records",
    "identity_key",
]


@dataclass(frozen=True, slots=True)
class RecordDraft:
    """What one row says, in canonical values.

    `key` is the list's own number for the entry, None where it has none; `extras` are the texts of
    columns that are not mapped or not understood; `repeat` counts, from 1, the entries of this
    edition that would otherwise have the same identity.
    """

    line: int
    key: str | None
    values: RecordValues
    extras: dict[str, str]
    repairs: tuple[Repair, ...] = ()
    repeat: int = 1


def _no_name(line: int) -> RowRefused:
    return RowRefused(line, "", "", "no_name", ROW_REFUSALS["no_name"])


def _draft(row: Row, plan: Plan) -> RecordDraft | RowRefused:
    key, values, extras, repairs = plan.read(row.cells)
    if not values.get("names"):
        return _no_name(row.line)
    return RecordDraft(row.line, key, values, extras, tuple(repairs))


def draft_record(
    row: Row, mapping: Mapping, defaults: SourceDefaults = NO_DEFAULTS
) -> RecordDraft | RowRefused:
    """Read one row. It is refused (`no_name`) only where it names no organisation.

    `mapping` must be of the list's own header: its columns are taken in their order. To read many
    rows,
    and to have repeated ones refused, use `DraftStage`.
    """
    return _draft(row, make_plan(mapping, defaults))


@dataclass
class DraftStage:
    """Reads the rows of one edition, and remembers what was there before.

    A row that repeats an earlier one to the letter is refused; rows that differ but would have the
    same identity are numbered in the order of the list, with a repair `repeated_key`. Holds some
    16 bytes and a line number for each row.
    """

    mapping: Mapping
    defaults: SourceDefaults = field(default_factory=SourceDefaults)
    _lines: dict[bytes, int] = field(default_factory=dict, repr=False)
    _identities: dict[str, tuple[int, int]] = field(default_factory=dict, repr=False)
    _plan: Plan = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._plan = make_plan(self.mapping, self.defaults)

    def draft(self, row: Row) -> RecordDraft | RowRefused:
        """Return the draft of a row, or why the row is refused."""
        found = _draft(row, self._plan)
        if isinstance(found, RowRefused):
            return found
        digest = hashlib.blake2b(
            "\x1f".join(row.cells).encode("utf-8", "surrogatepass"), digest_size=16
        ).digest()
        first = self._lines.setdefault(digest, row.line)
        if first != row.line:
            message, code = ROW_REFUSALS["repeated_row"], "repeated_row"
            return RowRefused(row.line, "", "", code, message, {"first": first})
        return self._numbered(found)

    def _numbered(self, draft: RecordDraft) -> RecordDraft:
        identity = identity_key(draft)
        line, count = self._identities.get(identity, (draft.line, 0))
        self._identities[identity] = (line, count + 1)
        if not count:
            return draft
        column = next(iter(self.mapping.columns_of("key")), "")
        repair = Repair(
            "key", column, "repeated_key", f"{identity} (line {line})", f"{identity}~{count + 1}"
        )
        return replace(draft, repeat=count + 1, repairs=(*draft.repairs, repair))


def draft_records(
    rows: Iterable[Row | RowRefused], mapping: Mapping, defaults: SourceDefaults = NO_DEFAULTS
) -> Iterator[RecordDraft | RowRefused]:
    """Yield exactly one draft or refusal for each row in: rows in = rows kept + rows refused."""
    stage = DraftStage(mapping, defaults)
    for row in rows:
        yield row if isinstance(row, RowRefused) else stage.draft(row)


def content_hash(values: RecordValues, extras: MappingOf[str, str]) -> str:
    """Return the SHA-256, in hexadecimal, of what a record says.

    Canonical JSON (sorted keys, no blanks, UTF-8), so that the order of columns and keys is
    nothing;
    the order of several values of one field counts.
    """
    text = json.dumps(
        [values, extras], sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def identity_key(draft: RecordDraft) -> str:
    """Return what tells the entry from the others of its list, over its editions.

    The list's own number, where it has one; else `name/place`: the first name, folded, and postcode
    or town. Entries that would share it get `~2`, `~3` … by `repeat`.
    """
    if draft.key is not None:
        base = draft.key
    else:
        address = draft.values.get("address", {})
        place = address.get("postcode") or address.get("locality") or address.get("country") or ""
        base = f"{fold_key(draft.values['names'][0]['text'])[:120]}/{fold_key(place)}"
    return base if draft.repeat == 1 else f"{base}~{draft.repeat}"
