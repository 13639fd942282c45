"""Writing and checking the audit log."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime

from django.db import connection

from commonweave.infrastructure.clock import now
from commonweave.infrastructure.models import AuditEvent

OPERATOR = "operator"
"""The actor of what is done at the machine itself, on the command line."""

_FIRST = "0" * 64
_LOCK = 0x636F6D6D  # any constant: the advisory lock under which the chain grows on PostgreSQL


def record_event(*, actor: str, action: str, subject: str, data: Mapping[str, object]) -> None:
    """Append one event to the chain, inside the transaction of the change that it tells of.

    `action` is dotted and in the past tense (`registry.edition_kept`); `data` is JSON-ready.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = AuditEvent.objects.order_by("-id").values_list("hash", flat=True).first()
    event = AuditEvent(
        at=now(),
        actor=actor,
        action=action,
        subject=subject,
        data=dict(data),
        previous_hash=last or _FIRST,
    )
    event.hash = _hash_of(event)
    event.save(force_insert=True)


def find_broken_link() -> int | None:
    """Return the id of the first event whose hash does not follow, or None for a whole chain."""
    previous = _FIRST
    for event in AuditEvent.objects.order_by("id").iterator(chunk_size=2000):
        if event.previous_hash != previous or event.hash != _hash_of(event):
            return event.pk
        previous = event.hash
    return None


def _hash_of(event: AuditEvent) -> str:
    at: datetime = event.at.astimezone(UTC)
    text = json.dumps(
        [event.previous_hash, at.isoformat(), event.actor, event.action, event.subject, event.data],
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(text.encode()).hexdigest()
