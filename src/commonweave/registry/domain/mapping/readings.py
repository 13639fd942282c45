"""A mapping: how each column of a list is read. Immutable, and plain JSON when it is saved."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from typing import Any

from commonweave.kernel.refusals import InputRefused, Place
from commonweave.kernel.refusals import gettext_noop as _
from commonweave.registry.domain.fieldnames import FIELDS, find_field

OPTIONS = {
    "dates": _("the order of day, month and year: dmy, mdy or ymd"),
    "decimal": _("the decimal sign: , or ."),
    "split": _("the sign that parts several values in one cell"),
    "lang": _("the language of the texts (BCP 47)"),
    "scheme": _("the classification that the codes are of"),
    "country": _("the country by which postcodes and telephone numbers are read (ISO 3166-1)"),
    "currency": _("the currency of the amounts (ISO 4217)"),
    "key": _("yes: this number is the list's own key as well"),
    "boolean": _("yes: the column answers the question whether the body is active"),
}
"""What can be said about a column besides its field."""


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """How one column is read: `field` is None where the column is kept as it is.

    `confidence` is from 0 to 1; `reason` is a message id with slots filled from `reason_values`.
    """

    field: str | None
    options: MappingOf[str, str] = dataclasses.field(default_factory=dict)
    confidence: float = 1.0
    reason: str = ""
    reason_values: MappingOf[str, object] = dataclasses.field(default_factory=dict)

    def words(self, translate: Callable[[str], str] = str) -> str:
        """Return the reason in the language of `translate`."""
        return translate(self.reason) % dict(self.reason_values) if self.reason else ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """The readings of all columns in the order of the list, and the language of its header."""

    columns: tuple[tuple[str, ColumnReading], ...]
    language: str | None = None

    def __getitem__(self, column: str) -> ColumnReading:
        for name, reading in self.columns:
            if name == column:
                return reading
        raise KeyError(column)

    def __iter__(self) -> Iterator[str]:
        return (name for name, _reading in self.columns)

    def __len__(self) -> int:
        return len(self.columns)

    def items(self) -> tuple[tuple[str, ColumnReading], ...]:
        """Return (column, reading) in the order of the list."""
        return self.columns

    @property
    def header(self) -> tuple[str, ...]:
        """Return the columns' names in the order of the list."""
        return tuple(name for name, _reading in self.columns)

    def columns_of(self, *fields: str) -> tuple[str, ...]:
        """Return the columns read as one of these fields (`identifier`: any scheme)."""
        return tuple(
            name
            for name, reading in self.columns
            if reading.field
            and (reading.field in fields or reading.field.partition(":")[0] in fields)
        )

    def to_json(self) -> dict[str, Any]:
        """Return the mapping as plain JSON."""
        return {
            "language": self.language,
            "columns": [
                {
                    "column": name,
                    "field": reading.field,
                    "options": dict(reading.options),
                    "confidence": reading.confidence,
                    "reason": reading.reason,
                    "reason_values": dict(reading.reason_values),
                }
                for name, reading in self.columns
            ],
        }

    @classmethod
    def from_json(cls, data: MappingOf[str, Any]) -> Mapping:
        """Return the mapping that `to_json` gave. Raises InputRefused for an unknown field."""
        columns = []
        for entry in data["columns"]:
            if entry["field"] is not None:
                check_field(entry["field"])
            columns.append(
                (
                    entry["column"],
                    ColumnReading(
                        entry["field"],
                        dict(entry.get("options", {})),
                        entry.get("confidence", 1.0),
                        entry.get("reason", ""),
                        dict(entry.get("reason_values", {})),
                    ),
                )
            )
        return cls(tuple(columns), data.get("language"))


def check_field(name: str) -> str:
    """Return the name of a field, or raise InputRefused where no field is called so."""
    if find_field(name) is None:
        raise InputRefused(
            "unknown_field",
            _("No field is called “%(field)s”."),
            remedy=_("The fields are: %(fields)s; a number is written identifier:SCHEME."),
            values={"field": name, "fields": ", ".join(FIELDS)},
        )
    return name


KEPT_APART = frozenset({"", "-", "none", "extra", "extras"})
"""What an override says for "keep this column as it is"."""


def _asked(text: str) -> ColumnReading:
    name, *settings = (part.strip() for part in text.split(";"))
    options = {}
    for setting in settings:
        option, _equals, value = setting.partition("=")
        if option not in OPTIONS or not value:
            raise InputRefused(
                "unknown_option",
                _("No option of a column is called “%(option)s”."),
                remedy=_("The options are: %(options)s; write FIELD;OPTION=VALUE."),
                values={"option": setting, "options": ", ".join(OPTIONS)},
            )
        options[option] = value
    chosen = None if name.lower() in KEPT_APART else check_field(name)
    return ColumnReading(chosen, options, 1.0, _("chosen by hand"))


def apply_overrides(mapping: Mapping, overrides: MappingOf[str, str]) -> Mapping:
    """Return the mapping with some columns read as asked: `{"Column": "field"}`.

    An option follows after a semicolon (`founded;dates=mdy`). An empty field, or `-`, keeps the
    column as it
    is. A single-valued field is taken from the column that had it. Raises InputRefused for a column
    that the list has not, or a field or option that does not exist.
    """
    asked = {}
    for column, text in overrides.items():
        if column not in mapping.header:
            raise InputRefused(
                "unknown_column",
                _("The list has no column “%(column)s”."),
                remedy=_("Its columns are: %(columns)s."),
                place=Place(column=column),
                values={"column": column, "columns": ", ".join(mapping.header)},
            )
        reading = _asked(text)
        if not reading.options and mapping[column].field == reading.field:
            reading = replace(reading, options=mapping[column].options)
        asked[column] = reading
    taken = {r.field for r in asked.values() if r.field and not _is_many(r.field)}
    lost = ColumnReading(None, {}, 1.0, _("another column was chosen by hand"))
    return Mapping(
        tuple(
            (name, asked.get(name) or (lost if reading.field in taken else reading))
            for name, reading in mapping.columns
        ),
        mapping.language,
    )


def _is_many(name: str) -> bool:
    found = find_field(name)
    return found is not None and found.many


def mapping_problems(mapping: Mapping) -> tuple[InputRefused, ...]:
    """Return what makes a mapping useless: no column names the organisations (`no_name_column`)."""
    if any(
        reading.field and reading.field.startswith("name.") for _name, reading in mapping.columns
    ):
        return ()
    return (
        InputRefused(
            "no_name_column",
            _("No column of the list gives the names of organisations."),
            remedy=_(
                "Say which one does, as in --map “%(column)s=name.main”. "
                "The columns are: %(columns)s."
            ),
            values={
                "column": mapping.header[0] if mapping else "",
                "columns": ", ".join(mapping.header),
            },
        ),
    )
