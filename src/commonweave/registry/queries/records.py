"""One entry of a source: what it says, and what is kept of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commonweave.kernel.refusals import NotFound, gettext_noop
from commonweave.registry.domain.wording import LABELS, Line, read_values
from commonweave.registry.models import Record, Version
from commonweave.registry.queries.disclosure import cut_for
from commonweave.registry.queries.history import VersionStep, follow_versions
from commonweave.registry.queries.lean import unread
from commonweave.registry.rules import Actor, may_see_kept, may_see_record


@dataclass(frozen=True)
class RecordView:
    """An entry as the actor may read it; `kept` tells whether what is not published is shown."""

    record: Record
    newest: Version | None  # the last version in which the source said something
    fields: Sequence[tuple[str, tuple[Line, ...]]]  # label, lines
    extras: Mapping[str, str]
    repairs: Sequence[Mapping[str, str]]
    steps: Sequence[VersionStep]
    kept: bool


def get_record(actor: Actor, pk: int) -> Record:
    """Return an entry with its source; NotFound where there is none that the actor may read."""
    records = Record.objects.select_related(
        "source__space", "organisation__profile", "last_edition", "current"
    )
    record = records.filter(pk=pk).first()
    if record is None or not may_see_record(actor, record).ok:
        raise NotFound(
            "record_unknown",
            gettext_noop("There is no entry %(number)s that you may read."),
            remedy=gettext_noop("Look for it on its source's page, or sign in."),
            values={"number": pk},
        )
    return record


def view_record(actor: Actor, record: Record) -> RecordView:
    """Return what the actor may read of an entry and of its versions."""
    kept = may_see_kept(actor, record.source).ok
    cut = cut_for(actor, record.source)
    versions = list(
        Version.objects.filter(record=record)
        .select_related("edition")
        .defer(*unread(edition="edition"))
        .order_by("edition__number")
    )
    said = [version for version in versions if version.values]
    newest = said[-1] if said else None
    values = cut(newest.values) if newest else {}
    return RecordView(
        record=record,
        newest=newest,
        fields=[(LABELS[field], lines) for field, lines in read_values(values).items()],
        extras=newest.extras if newest and kept else {},
        repairs=newest.repairs if newest and kept else (),
        steps=list(reversed(follow_versions(versions, cut))),
        kept=kept,
    )
