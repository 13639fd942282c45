"""What a page costs, beside a bare Django page in the same process.

    python -m benchmarks.pages [--house FOLDER] [--requests 300]

The bare page has what any page of a Django site has: the usual middlewares, three reads by the
ORM over the same tables, a form with a CSRF token, one layout. CPU is that of this process, the
best of several rounds; queries are counted apart from the timing. Without --house the fictional
province is made first.
"""

from __future__ import annotations

import argparse
import statistics
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
    print(f"{'page':44} {'CPU ms':>8} {'queries':>8} {'kB':>7} {'x bare':>7}")
    show("bare Django page", bare, bare["cpu"])
    profile = Profile.objects.order_by("-records", "pk").first()
    assert profile is not None
    page = f"/organisations/{profile.organisation.public_id}/"
    word = profile.name.split()[-1]
    for title, path in (
        ("home", "/"),
        ("directory", "/organisations/"),
        (f"search “{word}”", f"/organisations/?q={word}"),
        (f"organisation with {profile.records} records", page),
        ("API, one page", "/api/v1/organisations"),
        ("API, one organisation", f"/api/v1{page[:-1]}"),
    ):
        with override_settings(ALLOWED_HOSTS=["*"]):
            show(title, cost(path, requests), bare["cpu"])


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
    """Return median-of-rounds CPU ms a request, queries and bytes of one address."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    asked = len(queries)  # now: the next request empties the log
    rounds = []
    for _ in range(ROUNDS):
        started = time.process_time()
        for _ in range(requests):
            client.get(path)
        rounds.append((time.process_time() - started) * 1000 / requests)
    return {
        "cpu": min(rounds),
        "median": statistics.median(rounds),
        "queries": asked,
        "bytes": len(answer.content),
    }


def show(title: str, figures: dict[str, Any], bare: float) -> None:
    print(
        f"{title[:44]:44} {figures['cpu']:8.2f} {figures['queries']:8} "
        f"{figures['bytes'] / 1024:7.1f} {figures['cpu'] / bare:7.2f}"
    )


if __name__ == "__main__":
    main()
