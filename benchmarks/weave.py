"""How long it takes to make the inventory, and to keep it up to date.

    python -m benchmarks.weave [--organisations 11300] [--keep FOLDER]

Takes in the fourteen lists of the fictional province, weaves them, takes in the second edition of
each (about one row in a hundred differs), weaves again, and weaves once more with nothing new.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.house import Lap, lap, new_house


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--organisations", type=int, default=11_300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="fill this folder and leave it")
    args = parser.parse_args()
    with new_house(args.keep) as house:
        measure(house, seed=args.seed, organisations=args.organisations)


def measure(house: Path, *, seed: int, organisations: int) -> None:
    from commonweave.sample.province import make_province

    with lap() as inventing:
        province = make_province(seed=seed, organisations=organisations)
    print(f"inventing {organisations:,} bodies        {inventing}")
    take_in(house, province, edition=1)
    full = weave("full weave")
    changed = take_in(house, province, edition=2)
    part = weave("weave after the new editions")
    print(f"rows that differ: {changed:,}")
    share = f"{part.cpu / full.cpu:.1%} CPU, {part.wall / full.wall:.1%} wall"
    print(f"new editions / full weave: {share}")
    weave("weave with nothing new")


def take_in(house: Path, province: object, *, edition: int) -> int:
    """Import one edition of every list; return how many records appeared, changed or vanished."""
    from commonweave.sample.lists import write_lists
    from commonweave.site.demonstration import EDITIONS, take_in_list

    folder = house / f"edition-{edition}"
    folder.mkdir()
    lists = write_lists(province, folder, edition=edition)
    rows = told = 0
    with lap() as taken:
        for sample in lists:
            outcome = take_in_list(sample, as_of=EDITIONS[edition - 1])
            rows += outcome.edition.rows_in
            if outcome.new:
                made = outcome.edition
                told += made.appeared + made.changed + made.vanished
    print(f"importing edition {edition}: {rows:,} rows  {taken}")
    return told


def weave(what: str) -> Lap:
    from commonweave.registry.services.weaving import weave_inventory

    with lap() as woven:
        run = weave_inventory(by=None).run
    print(
        f"{what:34} {woven}   {run.records_compared:,} of {run.records:,} records, "
        f"{run.organisations:,} organisations, {run.questions:,} questions"
    )
    return woven


if __name__ == "__main__":
    main()
