"""What a page costs, beside a bare Django page in the same process.

    python -m benchmarks.pages [--house FOLDER] [--requests 300]

The bare page has what any page of a Django site has: the usual middlewares, three reads by the
ORM over the same tables, a form with a CSRF token, one layout. CPU is that of this process, the
best of several rounds; queries are counted apart from the timing. The house keeps what it drew for
the public until something changes: the first columns are of a page that nothing is kept of, the
last ones of the same page asked for again. Without --house the fictional
province is made first.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

from benchmarks.house import new_house

ROUNDS = 7


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--house", type=Path, help="a folder filled by benchmarks.weave --keep")
    parser.add_argument("--organisations", type=int, default=11_300)
    parser.add_argument("--requests", type=int, default=40, help="a round")
    args = parser.parse_args()
    with new_house(args.house) as house:
        from commonweave.registry.models import Profile

        if not Profile.objects.exists():
            from benchmarks.weave import measure

            measure(house, seed=1, organisations=args.organisations)
        compare(args.requests)


def compare(requests: int) -> None:
    """Print CPU milliseconds, queries and bytes of each page, and the ratio to the bare page."""
    from django.test.utils import override_settings

    from commonweave.registry.models import Profile

    with override_settings(
        ROOT_URLCONF="benchmarks.bare.urls", MIDDLEWARE=BARE_MIDDLEWARE, ALLOWED_HOSTS=["*"]
    ):
        bare = cost("/", requests)
    print(f"{Profile.objects.count():,} organisations")
    print(f"{'page':44} {'kB':>6} {'first view':>24} {'again':>24}")
    print(f"{'':51}" + 2 * f"{'CPU ms':>8} {'queries':>8} {'x bare':>7}")
    show("bare Django page", bare, bare["again"])
    by_size = Profile.objects.order_by("-records", "pk").select_related("organisation")
    most, middle = by_size[0], by_size[by_size.count() // 2]
    page = f"/organisations/{most.organisation.public_id}/"
    word = most.name.split()[-1]
    for title, path in (
        ("home", "/"),
        ("directory", "/organisations/"),
        (f"search “{word}”", f"/organisations/?q={word}"),
        (f"organisation with {most.records} entries, the most", page),
        (
            f"organisation with {middle.records} entries, the median",
            f"/organisations/{middle.organisation.public_id}/",
        ),
        ("API, one page", "/api/v1/organisations"),
        ("API, one organisation", f"/api/v1{page[:-1]}"),
    ):
        with override_settings(ALLOWED_HOSTS=["*"]):
            show(title, cost(path, requests), bare["again"])


BARE_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


def cost(path: str, requests: int) -> dict[str, Any]:
    """Return best-of-rounds CPU ms a request and queries, first and again, and bytes."""
    from django.core.cache import caches
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, kept = Client(), caches["pages"]
    answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")
    figures: dict[str, Any] = {"bytes": len(answer.content)}
    for view in ("first", "again"):
        if view == "first":
            kept.clear()
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        figures[f"{view} queries"] = len(queries)  # now: the next request empties the log
        rounds = []
        for _ in range(ROUNDS):
            spent = 0.0
            for _ in range(requests):
                if view == "first":
                    kept.clear()
                started = time.process_time()
                client.get(path)
                spent += time.process_time() - started
            rounds.append(spent * 1000 / requests)
        figures[view] = min(rounds)
    return figures


def show(title: str, figures: dict[str, Any], bare: float) -> None:
    line = f"{title[:44]:44} {figures['bytes'] / 1024:6.1f}"
    for view in ("first", "again"):
        ratio = figures[view] / bare
        line += f"{figures[view]:8.2f} {figures[f'{view} queries']:8} {ratio:7.2f}"
    print(line)


if __name__ == "__main__":
    main()
