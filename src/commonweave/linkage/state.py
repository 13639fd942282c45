"""The persisted state of a linkage: what an update needs so that only what changed is computed.

A state is a folder with versions and a file `CURRENT` that names the one that holds; replacing
that file is the whole commit, so that a killed run leaves either the old state or the new one.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commonweave.infrastructure.engines.port import Engine
from commonweave.linkage.domain.scorecard import Scorecard
from commonweave.linkage.domain.settings import LinkSettings

STATE_VERSION = 3
TABLES = ("rec", "nam", "frm", "con", "keys", "scored", "clusters")
_DATA = Path(__file__).parent / "data"


class StateStale(Exception):
    """The state is absent, of another version, or made under other settings: run in full."""


def state_fingerprint(settings: LinkSettings, engine: Engine, scorecard: Scorecard) -> str:
    """Return a text that changes with the settings, the engine, the weights and the lexicon."""
    digest = hashlib.sha256(settings.fingerprint().encode())
    digest.update(engine.describe().encode())  # the keys are hashes of the engine's own
    digest.update(scorecard.fingerprint_text().encode())
    for name in ("lexicon.csv", "hosts.csv"):
        digest.update((_DATA / name).read_bytes())
    return digest.hexdigest()[:24]


def state_token(state: Path) -> str | None:
    """Return the token that the caller gave with the committed state, None without a state."""
    meta = _read_meta(state)
    return None if meta is None else str(meta["token"])


def _read_meta(state: Path) -> dict[str, Any] | None:
    try:
        current = (state / "CURRENT").read_text("utf-8").strip()
        meta: dict[str, Any] = json.loads((state / current / "meta.json").read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    return {**meta, "folder": current}


def open_state(
    engine: Engine, state: Path, settings: LinkSettings, scorecard: Scorecard
) -> dict[str, Any]:
    """Load a committed state into the engine; return what was stored beside the tables.

    Raises StateStale where it cannot be continued.
    """
    meta = _read_meta(state)
    if meta is None:
        raise StateStale(f"There is no linkage state at {state}.")
    if meta["version"] != STATE_VERSION or meta["fingerprint"] != state_fingerprint(
        settings, engine, scorecard
    ):
        raise StateStale("The linkage state was made by another version or under other settings.")
    for table in TABLES:
        engine.load(table, state / meta["folder"] / f"{table}.parquet")
    return meta


@dataclass(frozen=True)
class PendingState:
    """A state that is written but does not hold yet."""

    state: Path
    folder: str

    def commit(self) -> None:
        """Make this state the one that holds, and clear away all others."""
        part = self.state / ".CURRENT.part"
        part.write_text(self.folder, "utf-8")
        part.replace(self.state / "CURRENT")
        for other in self.state.iterdir():
            if other.is_dir() and other.name != self.folder:
                shutil.rmtree(other, ignore_errors=True)


def commit_written(state: Path, token: str) -> None:
    """Make the state hold that was written under `token` and not committed; nothing without one."""
    for meta in state.glob("v*/meta.json"):
        if json.loads(meta.read_text("utf-8"))["token"] == token:
            PendingState(state, meta.parent.name).commit()
            return


def write_state(
    engine: Engine,
    state: Path,
    *,
    settings: LinkSettings,
    scorecard: Scorecard,
    token: str,
    judgements: Mapping[tuple[str, str], str],
) -> PendingState:
    """Write the engine's tables as a new version beside the one that holds."""
    state.mkdir(parents=True, exist_ok=True)
    meta = _read_meta(state)
    number = int(meta["folder"].removeprefix("v")) + 1 if meta else 1
    folder = f"v{number}"
    shutil.rmtree(state / folder, ignore_errors=True)
    (state / folder).mkdir()
    for table in TABLES:
        engine.save(f"SELECT * FROM {table}", state / folder / f"{table}.parquet")
    stored = {
        "version": STATE_VERSION,
        "fingerprint": state_fingerprint(settings, engine, scorecard),
        "token": token,
        "judgements": [[*pair, verdict] for pair, verdict in sorted(judgements.items())],
    }
    (state / folder / "meta.json").write_text(json.dumps(stored), "utf-8")
    return PendingState(state, folder)
