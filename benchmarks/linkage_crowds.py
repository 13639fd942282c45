"""What lists cost in which a value is shared by all: names, a domain, a point on the map.

    python -m benchmarks.linkage_crowds [--records 1000000] [--limit 600]

Nothing in such lists can be told apart by what is shared; the caps have to hold, and the tool
says what they left out. Each list is linked as a whole process.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.linkage_peers import command, read_clusters, run
from commonweave.linkage.preparation import RECORD_COLUMNS

TOWNS = 1_000
STREETS = 300


NAME = {"name": "Cooperativa Esperanza", "country": "ES"}
CONTACTS = {"website": "esperanza.coop", "email": "info@esperanza.coop", "phone": "910000000"}


def _in_towns(at: int) -> dict[str, str]:
    town, street = at % TOWNS, at // TOWNS % STREETS
    place = {"city": f"Villa {_word(town)}", "street": f"Calle {_word(street)} {at % 97}"}
    return NAME | place


def _at_one_point(at: int) -> dict[str, str]:
    point = {"lat": "0", "lon": "0"} if at % 2 else {}
    return _in_towns(at) | {"name": f"Cooperativa {_word(at % 200_000)}"} | point


def _word(number: int) -> str:
    """Return a word that no other number has."""
    said = ""
    for _ in range(4):
        number, syllable = divmod(number, 60)
        said += "bcdfglmnprst"[syllable // 5] + "aeiou"[syllable % 5]
    return said.capitalize()


CROWDS: dict[str, Callable[[int], dict[str, str]]] = {
    "one name, nothing else": lambda _: NAME,
    "one name, one domain, mailbox and telephone": lambda _: NAME | CONTACTS,
    f"one name in {TOWNS} towns": _in_towns,
    "200,000 names, half of all at 0,0": _at_one_point,
}


def write_list(crowd: str, records: int, path: Path) -> None:
    """Write a list of two sources that take turns."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        out = csv.DictWriter(handle, RECORD_COLUMNS, restval="")
        out.writeheader()
        for at in range(records):
            own = {"record_id": f"r{at:07d}", "source": "ab"[at % 2]}
            out.writerow(own | CROWDS[crowd](at))


def main() -> None:
    """Measure each crowd."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--limit", type=float, default=600, help="seconds a list may take")
    args = parser.parse_args()
    print("| all share | wall s | CPU s | memory | clusters | said |")
    print("|---|---|---|---|---|---|")
    for crowd in CROWDS:
        with tempfile.TemporaryDirectory() as at:
            folder = Path(at)
            write_list(crowd, args.records, folder / "input.csv")
            cost = run(command("commonweave", folder, folder) or [], folder / "log", args.limit)
            if cost is None:
                print(f"| {crowd} | failed, or stopped at {args.limit:.0f} s |", flush=True)
                continue
            clusters = len(set(read_clusters(folder / "clusters.csv").values()))
            said = " ".join((folder / "log").read_text("utf-8").splitlines())
            print(
                f"| {crowd} | {cost.wall:.0f} | {cost.cpu:.0f} | {cost.memory:.0f} MiB "
                f"| {clusters} | {said} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
