"""The persisted state of a linkage: what an update needs so that only what changed is computed.

A state is a folder of parts and a file `CURRENT` that names the newest part that holds; replacing
that file is the whole commit, so that a killed run leaves either the old state or the new one. The
first part has every table in whole; each later one has what an update added and the record numbers
that it made void (a changed record gets a new number). Tables are read through views over the parts
and never loaded. When the later parts have grown to a fifth of the first, a whole part is written.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from commonweave.infrastructure.engines.port import Engine
from commonweave.linkage.domain.judgements import Judgement
from commonweave.linkage.domain.scorecard import Scorecard, read_scorecard
from commonweave.linkage.domain.settings import LinkSettings

STATE_VERSION = 4
_BY_RECORD = {
    "rec": "rid",
    "nam": "rid",
    "con": "rid",
    "keys": "rid",
    "tok": "rid",
    "scored": "l, r",
}
"""Tables of which a row counts while none of these record numbers is void."""
LATEST = {
    "clusters": "record_id",
    "word_stats": "word",
    "core_stats": "core",
    "contact_stats": "kind, value",
    "door_stats": "door",
    "town_stats": "country, town",
    "point_stats": "north, east",
    "source_stats": "source",
    "twin_stats": "core, country, town",
}
"""Tables of which the newest part that has a key says what holds; null there takes it away."""
TABLES = (*_BY_RECORD, "frm", *LATEST)
_MOST_PARTS = 16
_COMPACT_AT = 5
_PART = re.compile(r"v\d+")
_DATA = Path(__file__).parent / "data"


class StateStale(Exception):
    """The state is absent, of another version, or made under other settings: run in full."""


def state_fingerprint(settings: LinkSettings, engine: Engine, scorecard: Scorecard) -> str:
    """Return a text that changes with the settings, the engine, the weights and the lexicon."""
    digest = hashlib.sha256(settings.fingerprint().encode())
    digest.update(engine.describe().encode())  # the keys are hashes of the engine's own
    digest.update(scorecard.fingerprint_text().encode())
    for path in (*sorted((_DATA / "lexicon").glob("*.csv")), _DATA / "hosts.csv"):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:24]


def state_token(state: Path) -> str | None:
    """Return the token that the caller gave with the committed state, None without a state."""
    meta = _read_meta(state)
    return None if meta is None else str(meta["token"])


def is_foreign(state: Path) -> bool:
    """Whether a folder holds anything that no state has: nothing may be written there."""
    if not state.exists():
        return False
    if not state.is_dir():
        return True
    own = ("CURRENT", ".CURRENT.part")
    return any(at.name not in own and not _PART.fullmatch(at.name) for at in state.iterdir())


@dataclass(frozen=True)
class Setup:
    """What a state was made with: settings, weights, and the answers in the order given."""

    settings: LinkSettings
    scorecard: Scorecard
    judgements: list[Judgement]


def read_setup(state: Path) -> Setup:
    """Return what the committed state was made with. Raises StateStale as `open_state` does."""
    meta = _read_sound_meta(state)
    return Setup(
        LinkSettings.from_json(meta["settings"]),
        read_scorecard(meta["weights"]),
        stored_judgements(meta),
    )


def stored_judgements(meta: Mapping[str, Any]) -> list[Judgement]:
    """Return the answers that a state obeys, in the order in which they were given."""
    return [Judgement(left, right, verdict) for left, right, verdict in meta["judgements"]]


def _read_meta(state: Path) -> dict[str, Any] | None:
    try:
        current = (state / "CURRENT").read_text("utf-8").strip()
        meta: dict[str, Any] = json.loads((state / current / "meta.json").read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    return {**meta, "folder": current}


def _read_sound_meta(state: Path) -> dict[str, Any]:
    """Return what is stored beside the tables; raises StateStale where it cannot be read on."""
    meta = _read_meta(state)
    if meta is None:
        raise StateStale(f"There is no linkage state at {state}.")
    if meta["version"] != STATE_VERSION:
        raise StateStale("The linkage state was made by another version.")
    if not all(
        (state / part / f"{name}.parquet").is_file()
        for part in meta["parts"]
        for name in (*TABLES, "void")
    ):
        raise StateStale(f"Files of the linkage state at {state} are missing.")
    return meta


def open_state(
    engine: Engine, state: Path, settings: LinkSettings, scorecard: Scorecard
) -> dict[str, Any]:
    """Make a committed state readable as `old_TABLE`; return what was stored beside the tables.

    `void` (rid) has the record numbers that hold no more. Raises StateStale where the state cannot
    be continued.
    """
    meta = _read_sound_meta(state)
    if meta["fingerprint"] != state_fingerprint(settings, engine, scorecard):
        raise StateStale("The linkage state was made under other settings, weights or words.")
    parts = [state / part for part in meta["parts"]]
    for table in (*_BY_RECORD, "frm"):
        engine.view(f"old_{table}", [part / f"{table}.parquet" for part in parts])
    for table in LATEST:
        for at, part in enumerate(parts):
            engine.view(f"old_{table}_{at}", [part / f"{table}.parquet"])
    engine.view("stored_void", [part / "void.parquet" for part in parts])
    engine.run("CREATE OR REPLACE TABLE void AS SELECT * FROM stored_void")
    return meta


def show_state(engine: Engine, meta: Mapping[str, Any], *, new: bool = True) -> None:
    """Let each table be read under its own name: what is stored and not void, and `new_TABLE`."""

    def added(table: str) -> str:
        return f" UNION ALL SELECT * FROM new_{table}" if new else ""

    engine.view("frm", f"SELECT * FROM old_frm{added('frm')}")
    for table, columns in _BY_RECORD.items():
        holds = " AND ".join(
            f"{column} NOT IN (SELECT rid FROM void)" for column in columns.split(", ")
        )
        engine.view(table, f"SELECT * FROM old_{table} WHERE {holds}{added(table)}")
    for table, key in LATEST.items():
        newest = [
            *((f"new_{table}",) if new else ()),
            *(f"old_{table}_{at}" for at in reversed(range(len(meta["parts"])))),
        ]
        engine.view(table, _latest(newest, key, "cluster" if table == "clusters" else "bodies"))


def stored_statistics(engine: Engine, state: Path) -> dict[str, str] | None:
    """Return statistic → SQL for what the committed state counts; None without such a state."""
    meta = _read_meta(state)
    if meta is None or meta["version"] != STATE_VERSION:
        return None
    told = {}
    for table, key in LATEST.items():
        if table == "clusters":
            continue
        names = [f"stored_{table}_{at}" for at in range(len(meta["parts"]))]
        for name, part in zip(names, meta["parts"], strict=True):
            engine.view(name, [state / part / f"{table}.parquet"])
        told[table] = _latest(names[::-1], key, "bodies")
    return told


def stored_records(engine: Engine, state: Path) -> str | None:
    """Return SQL for the prepared records that the committed state holds; None without such one."""
    meta = _read_meta(state)
    if meta is None or meta["version"] != STATE_VERSION:
        return None
    for table in ("rec", "void"):
        parts = [state / part / f"{table}.parquet" for part in meta["parts"]]
        engine.view(f"stored_{table}", parts)
    return "SELECT * FROM stored_rec WHERE rid NOT IN (SELECT rid FROM stored_void)"


def _latest(newest_first: Sequence[str], key: str, value: str) -> str:
    """Return SQL for the rows whose key no newer table has, and whose value is not null."""
    told = [
        f"SELECT part.* FROM {table} AS part"
        + "".join(f" ANTI JOIN {newer} USING ({key})" for newer in newest_first[:at])
        + f" WHERE part.{value} IS NOT NULL"
        for at, table in enumerate(newest_first)
    ]
    return " UNION ALL ".join(told)


@dataclass(frozen=True)
class PendingState:
    """A state that is written but does not hold yet."""

    state: Path
    folder: str
    parts: tuple[str, ...]

    def commit(self) -> None:
        """Make this state the one that holds, and clear away the parts of all others."""
        part = self.state / ".CURRENT.part"
        part.write_text(self.folder, "utf-8")
        part.replace(self.state / "CURRENT")
        for other in self.state.iterdir():
            if _PART.fullmatch(other.name) and other.name not in self.parts:
                shutil.rmtree(other, ignore_errors=True)


def commit_written(state: Path, token: str) -> None:
    """Make the state hold that was written under `token` and not committed; nothing without one."""
    for path in state.glob("v*/meta.json"):
        meta = json.loads(path.read_text("utf-8"))
        if meta["token"] == token:
            PendingState(state, path.parent.name, tuple(meta["parts"])).commit()
            return


def write_state(
    engine: Engine,
    state: Path,
    *,
    settings: LinkSettings,
    scorecard: Scorecard,
    token: str,
    judgements: Sequence[Judgement],
    onto: Mapping[str, Any] | None = None,
) -> PendingState:
    """Write the engine's tables beside the state that holds.

    With `onto`, what `open_state` returned, only what is new is written, as long as the parts are
    few and small beside the first; else every table in whole.
    """
    state.mkdir(parents=True, exist_ok=True)
    meta = _read_meta(state)
    number = int(meta["folder"].removeprefix("v")) + 1 if meta else 1
    folder = f"v{number}"
    shutil.rmtree(state / folder, ignore_errors=True)
    (state / folder).mkdir()
    added = _count(engine, "new_rec") if onto is not None else 0
    grown = None if onto is None or not _stays_small(onto, added) else onto
    for table in TABLES:
        name = table if grown is None else f"new_{table}"
        engine.save(f"SELECT * FROM {name}", state / folder / f"{table}.parquet")
    void = "gone" if grown is not None else "(SELECT rid FROM rec WHERE FALSE)"
    engine.save(f"SELECT rid FROM {void} AS void", state / folder / "void.parquet")
    parts = [*(grown["parts"] if grown is not None else ()), folder]
    rows = [*grown["rows"], added] if grown is not None else [_count(engine, "rec")]
    stored = {
        "version": STATE_VERSION,
        "fingerprint": state_fingerprint(settings, engine, scorecard),
        "token": token,
        "settings": settings.as_json(),
        "weights": scorecard.document(),
        "judgements": [astuple(judgement) for judgement in judgements],
        "parts": parts,
        "rows": rows,
    }
    (state / folder / "meta.json").write_text(json.dumps(stored), "utf-8")
    return PendingState(state, folder, tuple(parts))


def _stays_small(onto: Mapping[str, Any], added: int) -> bool:
    later = sum(onto["rows"][1:]) + added
    return len(onto["parts"]) < _MOST_PARTS and later * _COMPACT_AT <= onto["rows"][0]


def _count(engine: Engine, table: str) -> int:
    rows: int = engine.fetch(f"SELECT count(*) AS n FROM {table}").column("n")[0].as_py()
    return rows
