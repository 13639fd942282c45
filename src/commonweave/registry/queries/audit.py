"""Looking for what must never be in Book 1, on a live database."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F, Max

from commonweave.registry.models import Answer, Edition, Judgement, Organisation, Profile, Record


def find_register_faults() -> Iterator[str]:
    """Yield one sentence for each invariant that does not hold.

    A record has a version; editions are numbered without a gap; a live organisation has a record
    and a retired one has none; two records that the latest answer keeps apart are not one
    organisation; nothing of a natural person is in the inventory.
    """
    orphans = Record.objects.filter(current=None).count()
    if orphans:
        yield f"{orphans} records have no version."
    gaps = (
        Edition.objects.values("source__slug")
        .annotate(editions=Count("id"), newest=Max("number"))
        .exclude(editions=F("newest"))
    )
    for gap in gaps:
        yield f"An edition of {gap['source__slug']} is missing: numbers must follow without a gap."
    retired = Record.objects.filter(organisation__retired_at__isnull=False).count()
    if retired:
        yield f"{retired} records hang on a retired organisation."
    empty = Organisation.objects.filter(retired_at=None, records=None).count()
    if empty:
        yield f"{empty} live organisations have no record."
    people = Record.objects.filter(natural_person=True, organisation__isnull=False).count()
    if people:
        yield f"{people} natural persons are in the inventory."
    ghosts = Profile.objects.filter(organisation__retired_at__isnull=False).count()
    if ghosts:
        yield f"{ghosts} retired organisations still have a profile."
    yield from _disobeyed()


def _disobeyed() -> Iterator[str]:
    latest: dict[tuple[int, int], tuple[str, bool]] = {}
    rows = Judgement.objects.order_by("id").values_list(
        "left_id", "right_id", "verdict", "left__organisation", "right__organisation"
    )
    for left, right, verdict, one, other in rows:
        latest[left, right] = (verdict, one is not None and one == other)
    for (left, right), (verdict, together) in latest.items():
        if verdict == Answer.DIFFERENT and together:
            yield (
                f"Records {left} and {right} were judged different but are one organisation;"
                " run `commonweave weave`."
            )
