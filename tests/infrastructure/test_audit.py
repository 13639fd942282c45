"""The audit log is a chain that the database does not let anyone rewrite."""

import pytest
from django.db import DatabaseError, transaction

from commonweave.infrastructure.audit import find_broken_link, record_event
from commonweave.infrastructure.models import AuditEvent

pytestmark = pytest.mark.django_db


def tell(count: int) -> None:
    for number in range(count):
        record_event(actor="operator", action="x.done", subject=f"x:{number}", data={"n": number})


def test_a_chain_as_it_was_written_is_whole() -> None:
    tell(3)
    assert find_broken_link() is None


def test_an_event_cannot_be_changed() -> None:
    tell(1)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        AuditEvent.objects.update(actor="somebody else")


def test_a_removed_event_breaks_the_chain() -> None:
    tell(3)
    second = AuditEvent.objects.order_by("id")[1]
    second.delete()
    assert find_broken_link() == AuditEvent.objects.order_by("-id")[0].pk


def test_an_event_written_past_the_chain_is_found() -> None:
    tell(1)
    forged = AuditEvent.objects.get()
    forged.pk, forged.hash, forged.previous_hash = None, "f" * 64, forged.hash
    forged.save(force_insert=True)
    assert find_broken_link() == forged.pk
