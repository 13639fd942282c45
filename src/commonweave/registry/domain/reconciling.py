"""What a client of the reconciliation API asks, and which answer is a match.

After the Reconciliation Service API 0.2 of the W3C Entity Reconciliation Community Group
(https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from commonweave.kernel.refusals import InputRefused, Place, gettext_noop
from commonweave.registry.domain.fields import RecordValues
from commonweave.registry.domain.linkable import SEPARATOR, linkage_row

MOST_QUERIES: Final = 50
"""Queries of one batch."""
MOST_ENTITIES: Final = 500
"""Organisations of one data extension."""
MOST_CANDIDATES: Final = 25
_CANDIDATES: Final = 5
"""Candidates of a query that names no limit."""
_LONGEST: Final = 500
_OF_THE_ROW: Final = ("record_id", "source", "name")
_MOST_VALUES: Final = 10
_MOST_PROPERTIES: Final = 40

ORGANISATION: Final = "organisation"
"""The type that every organisation is of; all others are legal forms as lists write them."""

COLUMNS: Final[Mapping[str, str]] = {
    "other_name": "alt_name",
    "legal_form": "legal_form",
    "street": "street",
    "town": "city",
    "postcode": "postcode",
    "region": "region",
    "country": "country",
    "latitude": "lat",
    "longitude": "lon",
    "identifier": "identifier",
    "website": "website",
    "email": "email",
    "telephone": "phone",
    "founded": "founded",
}
"""Property of a query → the column of the linkage that it is compared in."""


class BatchTooLarge(InputRefused):
    """More was asked at once than the manifest allows."""

    status: ClassVar[int] = 413


class QueryMalformed(InputRefused):
    """What was sent is not what the API defines."""

    status: ClassVar[int] = 400


@dataclass(frozen=True)
class Asked:
    """One query: a name (or a public id), kinds, and what else is known, by linkage column.

    `strict`: only candidates of one of the kinds are wanted.
    """

    name: str
    kinds: tuple[str, ...] = ()
    strict: bool = False
    limit: int = _CANDIDATES
    said: Mapping[str, str] = field(default_factory=dict)

    def row(self, number: int) -> dict[str, Any]:
        """Return the query as a record of the linkage, of no list."""
        kind = {"legal_form": SEPARATOR.join(self.kinds)} if self.kinds else {}
        told: dict[str, Any] = {**kind, **self.said}
        for name in ("lat", "lon"):
            told[name] = _degrees(told.get(name, ""))
        return {"record_id": f"asked {number}", "source": "", "name": self.name, **told}


@dataclass(frozen=True)
class Extension:
    """Of which organisations (ids as they were sent) which properties are wanted."""

    ids: tuple[str, ...]
    properties: tuple[str, ...]


def asked_of(values: RecordValues, limit: int) -> Asked:
    """Return the query for what a list says of an organisation."""
    row = linkage_row(0, "", values)
    name = row["name"]
    told = {column: str(value) for column, value in row.items() if value not in (None, "")}
    said = {column: text for column, text in told.items() if column not in _OF_THE_ROW}
    return Asked(name=name, limit=limit, said=said)


def read_queries(text: str) -> dict[str, Asked]:
    """Read a query batch. Texts are cut to 500 characters; unknown properties say nothing.

    Raises QueryMalformed where the text is not a batch, and BatchTooLarge.
    """
    batch = _object(text, "queries")
    if len(batch) > MOST_QUERIES:
        raise _too_large(len(batch), MOST_QUERIES)
    return {key: _read_query(key, query) for key, query in batch.items()}


def read_extension(text: str) -> Extension:
    """Read a data extension query. Raises QueryMalformed and BatchTooLarge."""
    asked = _object(text, "extend")
    ids, properties = asked.get("ids"), asked.get("properties")
    if not isinstance(ids, list) or not isinstance(properties, list):
        raise malformed("extend")
    for listed, most in ((ids, MOST_ENTITIES), (properties, _MOST_PROPERTIES)):
        if len(listed) > most:
            raise _too_large(len(listed), most)
    return Extension(
        _ids(ids), _ids(one.get("id") if isinstance(one, dict) else None for one in properties)
    )


def _ids(named: Iterable[object]) -> tuple[str, ...]:
    ids: dict[str, None] = {}
    for one in named:
        if not isinstance(one, str):
            raise malformed("extend")
        ids[one] = None
    return tuple(ids)


def malformed(name: str, key: str = "") -> QueryMalformed:
    """Return the refusal of the form field `name`, or of its query `key`."""
    return QueryMalformed(
        "reconciliation_malformed",
        gettext_noop("What was sent as “%(name)s” is not what the reconciliation API defines."),
        remedy=gettext_noop("See /api/v1/docs and the Reconciliation Service API 0.2."),
        place=Place(column=key) if key else None,
        values={"name": name},
    )


def _object(text: str, name: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise malformed(name) from error
    if not isinstance(found, dict):
        raise malformed(name)
    return found


def _read_query(key: str, query: object) -> Asked:
    if not isinstance(query, dict):
        raise malformed("queries", key)
    name, properties = query.get("query", ""), query.get("properties", [])
    if not isinstance(name, str) or not isinstance(properties, list):
        raise malformed("queries", key)
    if not name.strip() and not properties:
        raise malformed("queries", key)
    kinds = query.get("type") or []
    kinds = _texts(kinds) if isinstance(kinds, list) else _texts([kinds])
    return Asked(
        name=_clean(name),
        kinds=tuple(kind for kind in kinds if kind != ORGANISATION),
        strict=query.get("type_strict") in ("all", "any"),
        limit=_limit(key, query.get("limit")),
        said=_said(key, properties[:_MOST_PROPERTIES]),
    )


def _limit(key: str, limit: object) -> int:
    if limit is None:
        return _CANDIDATES
    if isinstance(limit, bool) or not isinstance(limit, (int, float)) or not limit >= 1:
        raise malformed("queries", key)
    return int(min(limit, MOST_CANDIDATES))


def _said(key: str, properties: Sequence[object]) -> dict[str, str]:
    said: dict[str, list[str]] = {}
    for one in properties:
        if not isinstance(one, dict) or not isinstance(one.get("pid"), str) or "v" not in one:
            raise malformed("queries", key)
        column = COLUMNS.get(one["pid"])
        values = one["v"] if isinstance(one["v"], list) else [one["v"]]
        if column:
            said.setdefault(column, []).extend(_texts(values[:_MOST_VALUES]))
    return {column: SEPARATOR.join(texts) for column, texts in said.items() if texts}


def _texts(values: Sequence[object]) -> list[str]:
    return [text for value in values if (text := _clean(_text(value)))]


def _text(value: object) -> str:
    """Write a property value: a text, a number or a reconciled entity."""
    if isinstance(value, dict):
        return _text(value.get("name") or value.get("id") or "")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, (str, int, float)) else ""


def _clean(text: str) -> str:
    shown = "".join(c if c.isprintable() else " " for c in text[: 2 * _LONGEST])
    return " ".join(shown.split())[:_LONGEST]


def _degrees(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _too_large(found: int, most: int) -> BatchTooLarge:
    return BatchTooLarge(
        "reconciliation_too_large",
        gettext_noop("%(found)s were asked for at once; %(most)s are allowed."),
        remedy=gettext_noop("Send smaller batches; the manifest names the size."),
        values={"found": found, "most": most},
    )


CLEAR_LEAD: Final = 1.0
"""Log-odds by which a match is ahead of the next candidate: e times its odds."""


def is_match(logits: Sequence[float], cut: float) -> bool:
    """Tell whether the first of some candidates, best first, is certain enough to be taken.

    It is likelier than the link threshold `cut` (log-odds), and clearly ahead of the second.
    """
    if not logits or logits[0] < cut:
        return False
    return len(logits) == 1 or logits[0] - logits[1] >= CLEAR_LEAD
