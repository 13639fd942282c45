"""The proposal: header synonyms and values together say what each column is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as has

from commonweave.kernel.refusals import gettext_noop as _
from commonweave.registry.domain.fieldnames import find_field
from commonweave.registry.domain.folding import fold
from commonweave.registry.domain.mapping.detectors import BY_VALUES, LEGAL_WORD, fit, is_telling
from commonweave.registry.domain.mapping.evidence import options_of
from commonweave.registry.domain.mapping.readings import ColumnReading, Mapping
from commonweave.registry.domain.mapping.synonyms import EXACT, HEAD, NUMBERED, Meaning, meanings
from commonweave.registry.domain.rows import Row
from commonweave.registry.domain.values.identifiers import schemes
from commonweave.registry.domain.values.text import clean_text, is_missing

UNIQUE = 0.995
"""Share of different values, and of filled cells, from which a column can be the list's key."""
_LEAST_FIT = 0.25
_PERSONAL = ("contact.person", "contact.email", "contact.phone")
"""Fields of which every column is mapped, however named, so that persons' data are marked."""
_NUMBER_WORDS = frozenset({"numero", "no", "nr", "nummer", "num", "number", "n"})
_LANGUAGE_NAMES = {
    "en": _("English"),
    "fr": _("French"),
    "es": _("Spanish"),
    "pt": _("Portuguese"),
    "de": _("German"),
}

_BY_HEADER = _("the header “%(form)s” means %(field)s (%(languages)s)")
_BY_BOTH = _(
    "the header “%(form)s” means %(field)s (%(languages)s), "
    "and %(fitting)s of %(total)s values look so"
)
_BY_PART = _(
    "the header resembles “%(form)s”, %(field)s (%(languages)s); "
    "%(fitting)s of %(total)s values look so"
)
_BY_VALUE = _("%(fitting)s of %(total)s values look like %(field)s")
_UNKNOWN = _("the header is not known; the column is kept as it is")
_UNFIT = _(
    "the header “%(form)s” would mean %(field)s, but only %(fitting)s of %(total)s values look so"
)
_LOST = _("the column “%(winner)s” already gives %(field)s")
_NOT_UNIQUE = _("the header “%(form)s” means a number, but it is not a different one in each row")
_SECOND_NAME = _("the column “%(winner)s” gives the main name; this one is kept as %(field)s")
_AS_NUMBER = _("the column stands beside the street; this one is the house number")
_AS_STREET = _("the list has the parts of the address in columns; this one is the street")


@dataclass
class _Column:
    index: int
    name: str
    values: list[str]
    rows: int
    meaning: Meaning | None = None
    reading: ColumnReading = has(default_factory=lambda: ColumnReading(None, {}, 0.0, _UNKNOWN))

    @property
    def field(self) -> str | None:
        return self.reading.field

    def keep_apart(self, reason: str, /, **values: object) -> None:
        self.reading = ColumnReading(None, {}, 0.0, reason, values)

    def read_as(self, field: str, reason: str, /, **values: object) -> None:
        self.reading = replace(self.reading, field=field, reason=reason, reason_values=values)


def _title(field: str) -> str:
    if field.startswith("identifier:"):
        return field.partition(":")[2]
    found = find_field(field.partition(":")[0])
    return found.title if found else field


def _columns(header: Sequence[str], rows: Sequence[Row]) -> list[_Column]:
    found = []
    for index, name in enumerate(header):
        texts = [clean_text(row.cells[index])[0] for row in rows if index < len(row.cells)]
        values = [text for text in texts if not is_missing(text)]
        found.append(_Column(index, name, values, len(rows)))
    return found


def _judge(column: _Column, meaning: Meaning) -> ColumnReading:
    field = meaning.field
    share = fit(field, column.values)
    total = len(column.values)
    values: dict[str, object] = {
        "form": column.name if meaning.quality == EXACT else meaning.form,
        "field": _title(field),
        "languages": ", ".join(_LANGUAGE_NAMES[code] for code in meaning.languages),
        "fitting": round((share if share is not None else 1) * total),
        "total": total,
    }
    if (share is not None and share < _LEAST_FIT and total >= 3) or (
        not total and meaning.quality < EXACT
    ):
        return ColumnReading(None, {}, 0.0, _UNFIT, values)
    weight = 0.6 if not total else 0.4 + 0.6 * share if share is not None else 1.0
    reason = _BY_PART if meaning.quality < EXACT else _BY_BOTH if share is not None else _BY_HEADER
    options = {"lang": meaning.lang} if meaning.lang else {}
    head, colon, scheme = field.partition(":")
    if head == "activity" and colon:
        field, options = head, {"scheme": scheme}
    return ColumnReading(field, options, round(meaning.quality * weight, 3), reason, values)


def _read_header(column: _Column) -> None:
    judged = [(meaning, _judge(column, meaning)) for meaning in meanings(column.name)]
    if not judged:
        return
    column.meaning, column.reading = max(judged, key=lambda pair: _weight(column, *pair))


def _weight(
    column: _Column, meaning: Meaning, reading: ColumnReading
) -> tuple[bool, bool, float, int]:
    """Order the meanings of one header: one that the values tell for comes first."""
    share = fit(meaning.field, column.values) if is_telling(meaning.field) else None
    told = share is not None and share >= 0.6
    return reading.field is not None, told, reading.confidence, -meaning.rank


def _can_be_key(column: _Column) -> bool:
    total = len(column.values)
    empty = column.rows - total
    return (
        total > 0
        and empty <= max(1, (1 - UNIQUE) * column.rows)
        and len(set(column.values)) >= UNIQUE * total
    )


def _rank(column: _Column) -> tuple[float, int, int]:
    rank = column.meaning.rank if column.meaning else 0
    return -column.reading.confidence, rank, column.index


def _settle_keys(columns: Sequence[_Column]) -> None:
    for before, column in zip([None, *columns], columns, strict=False):
        beside_street = before is not None and before.field == "address.street"
        if column.field == "key" and beside_street and fold(column.name) in _NUMBER_WORDS:
            column.read_as("address.housenumber", _AS_NUMBER)
        elif column.field == "key" and not _can_be_key(column):
            column.keep_apart(_NOT_UNIQUE, form=column.name)


def _group_of(column: _Column) -> tuple[str, str]:
    return column.field or "", column.reading.options.get("scheme", "")


def _settle_competition(columns: Sequence[_Column]) -> None:
    groups: dict[tuple[str, str], list[_Column]] = defaultdict(list)
    for column in columns:
        if column.field:
            groups[_group_of(column)].append(column)
    for (field, _scheme), group in groups.items():
        group.sort(key=_rank)
        winner, losers = group[0], group[1:]
        found = find_field(field)
        many = bool(found and found.many and not field.startswith("identifier:"))
        for loser in losers:
            exact = loser.meaning is not None and loser.meaning.quality >= NUMBERED
            if field in ("name.main", "name.legal"):
                _second_name(loser, winner)
            elif not many or not (exact or field in _PERSONAL or _same_quality(loser, winner)):
                loser.keep_apart(_LOST, winner=winner.name, field=_title(field))


def _same_quality(one: _Column, other: _Column) -> bool:
    return bool(one.meaning and other.meaning and one.meaning.quality == other.meaning.quality)


def _legal_share(column: _Column) -> float:
    return sum(bool(LEGAL_WORD.search(v)) for v in column.values) / max(1, len(column.values))


def _second_name(loser: _Column, winner: _Column) -> None:
    """Keep a second column of names: as the legal name if it has more legal forms."""
    legal = loser.field == "name.main" and _legal_share(loser) - _legal_share(winner) >= 0.3
    if loser.meaning is not None and loser.meaning.quality < HEAD:
        loser.keep_apart(_LOST, winner=winner.name, field=_title("name.main"))
        return
    field = "name.legal" if legal else "name.alternative"
    loser.read_as(field, _SECOND_NAME, winner=winner.name, field=_title(field))


def _settle_address(columns: Sequence[_Column]) -> None:
    """A column called "address" is the street where town and postcode have columns of their own."""
    by_field = {column.field: column for column in columns if column.field}
    whole = by_field.get("address.full")
    parts = {"address.locality", "address.postcode"} & set(by_field)
    if whole is None or not parts:
        return
    if "address.street" in by_field:
        whole.keep_apart(
            _LOST, winner=by_field["address.street"].name, field=_title("address.street")
        )
    elif sum(any(c.isdigit() for c in v) for v in whole.values) >= 0.3 * len(whole.values):
        whole.read_as("address.street", _AS_STREET)
    else:
        whole.keep_apart(_UNKNOWN)


def _read_values(columns: Sequence[_Column]) -> None:
    """Let values speak for columns with unknown headers, for fields that nobody has."""
    taken = {column.field for column in columns}
    for column in columns:
        if column.field or column.meaning or len(column.values) < 3:
            continue
        for field, looks_so, least in BY_VALUES:
            fitting = sum(map(looks_so, column.values))
            if field in taken or fitting < least * len(column.values):
                continue
            share = round(0.75 * fitting / len(column.values), 3)
            column.reading = ColumnReading(
                field,
                {},
                share,
                _BY_VALUE,
                {"fitting": fitting, "total": len(column.values), "field": _title(field)},
            )
            taken.add(field)
            break


def _let_a_number_be_key(columns: Sequence[_Column]) -> None:
    """Where the list has no number of its own, an official one that is always there is its key."""
    if any(column.field == "key" for column in columns):
        return
    for column in columns:
        if column.field and column.field.startswith("identifier:") and _can_be_key(column):
            options = {**column.reading.options, "key": "yes"}
            column.reading = replace(column.reading, options=options)
            return


def _language_of(columns: Iterable[_Column]) -> str | None:
    votes: Counter[str] = Counter()
    for column in columns:
        if column.meaning and column.field:
            for code in column.meaning.languages:
                votes[code] += 1 / len(column.meaning.languages)  # type: ignore[assignment]
    return max(sorted(votes), key=lambda code: votes[code]) if votes else None


def propose_mapping(
    header: Sequence[str], sample_rows: Sequence[Row], languages: Sequence[str] | None = None
) -> Mapping:
    """Propose how each column is read, with a confidence and a reason.

    `languages` (ISO 639-1) narrows the synonyms to these languages where a name is known in one of
    them.
    Nothing is guessed: a column with an unknown header, or with values that do not fit it, is kept
    as it is.
    """
    columns = _columns(header, sample_rows)
    for column in columns:
        _read_header(column)
        _prefer_languages(column, languages)
    _settle_keys(columns)
    _settle_competition(columns)
    _settle_competition(columns)  # a second main name may meet a legal name that was there already
    _settle_address(columns)
    _read_values(columns)
    _let_a_number_be_key(columns)
    for column in columns:
        if column.field:
            options = {
                **options_of(column.field, column.values),
                **column.reading.options,
            }
            column.reading = replace(column.reading, options=options)
    language = _language_of(columns)
    return Mapping(tuple((column.name, column.reading) for column in columns), language)


def _prefer_languages(column: _Column, languages: Sequence[str] | None) -> None:
    if not languages or column.meaning is None or set(languages) & set(column.meaning.languages):
        return
    for meaning in meanings(column.name):
        judged = _judge(column, meaning)
        if judged.field and set(languages) & set(meaning.languages):
            column.meaning, column.reading = meaning, judged
            return


def known_schemes() -> tuple[str, ...]:
    """Return the codes of all numbering schemes that a mapping can name."""
    return tuple(schemes())
