"""JSON, JSON lines and GeoJSON: a list of objects, each made flat."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from json.decoder import JSONDecodeError
from pathlib import Path
from typing import Any

from commonweave.registry.domain.rows import Row, RowRefused
from commonweave.registry.reading.encodings import Encoding, find_encoding
from commonweave.registry.reading.header import name_columns
from commonweave.registry.reading.notes import Note
from commonweave.registry.reading.options import MIB, Format, ReadLimits, ReadOptions
from commonweave.registry.reading.refusals import refuse
from commonweave.registry.reading.shaping import Shaper, refuse_row
from commonweave.registry.reading.source import open_bytes
from commonweave.registry.reading.tables import Table

_BLANK = re.compile(r"[ \t\r\n]*")
_SCALAR_JOIN = " | "
_KINDS = {str: "a text", list: "a list", bool: "true or false", type(None): "null"}


class _Number(str):
    """A number as the document writes it."""

    __slots__ = ()


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Keep both values of a key that an object has twice."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        number, name = 1, key
        while name in found:
            number += 1
            name = f"{key} ({number})"
        found[name] = value
    return found


_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_int=_Number, parse_float=_Number, parse_constant=_Number
)


@dataclass(frozen=True, slots=True)
class _Found:
    """Where the list is: its text, where its first entry begins, under which key, in what form."""

    text: str
    start: int
    key: str = ""
    lines: bool = False
    features: bool = False


class _Document:
    """Decodes piece by piece and turns every mistake into a refusal with its line."""

    def __init__(self, text: str, file: str, limits: ReadLimits) -> None:
        self.text, self.file, self.limits = text, file, limits

    def blank(self, at: int) -> int:
        match = _BLANK.match(self.text, at)
        return match.end() if match else at

    def decode(self, at: int) -> tuple[Any, int]:
        try:
            return _DECODER.raw_decode(self.text, at)
        except JSONDecodeError as error:
            raise self.mistake(error.pos, error.msg, at) from None
        except RecursionError:
            line = self.line(at)
            raise refuse("too_deep", self.file, line=line, limit=self.limits.depth) from None

    def line(self, at: int) -> int:
        return self.text.count("\n", 0, at) + 1

    def mistake(self, at: int, what: str, began: int) -> Exception:
        cut = self.blank(at) >= len(self.text) or what.startswith("Unterminated")
        if cut or not self._closes():
            return refuse(
                "cut_file", self.file, line=self.line(began), what="the JSON is not closed"
            )
        start = self.text.rfind("\n", 0, at)
        return refuse("bad_json", self.file, line=self.line(at), what=what, character=at - start)

    def _closes(self) -> bool:
        return self.text.rstrip()[-1:] in "]}"


def _find_list(document: _Document) -> _Found:
    text = document.text
    at = document.blank(1 if text.startswith("\ufeff") else 0)
    if at >= len(text):
        raise refuse("empty_file", document.file)
    if text[at] == "[":
        return _Found(text, at + 1)
    if text[at] != "{":
        raise document.mistake(at, "no list or object", at)
    value, end = document.decode(at)
    end = document.blank(end)
    if end < len(text) and text[end] == "{":
        return _Found(text, at, lines=True)
    if end < len(text):
        raise document.mistake(end, "something follows the end", end)
    keys = [key for key, entries in value.items() if isinstance(entries, list)]
    holding = [key for key in keys if any(isinstance(entry, dict) for entry in value[key])]
    features = value.get("type") == "FeatureCollection" and "features" in keys
    chosen = (
        "features" if features else max(holding or keys, key=lambda k: len(value[k]), default=None)
    )
    if chosen is None:
        if all(isinstance(entry, str) for entry in value.values()):
            return _Found(text, at, lines=True)
        raise refuse("no_list", document.file)
    return _Found(text, _inside(document, at, chosen), key=chosen, features=features)


def _inside(document: _Document, at: int, wanted: str) -> int:
    """Return where the list under a key of the outermost object begins."""
    at = document.blank(at + 1)
    while document.text[at] != "}":
        key, at = document.decode(at)
        at = document.blank(document.blank(at) + 1)
        if key == wanted and document.text[at] == "[":
            return at + 1
        _value, at = document.decode(at)
        at = document.blank(at)
        at = document.blank(at + 1) if document.text[at] == "," else at
    raise refuse("no_list", document.file)


def _entries(document: _Document, found: _Found) -> Iterator[tuple[int, Any]]:
    """Yield (line, entry) of each entry of the list."""
    text, at, line, counted = found.text, document.blank(found.start), 1, 0
    while at < len(text) and text[at] != "]":
        line += text.count("\n", counted, at)
        counted = at
        entry, end = document.decode(at)
        yield line, entry
        at = document.blank(end)
        if not found.lines and at < len(text) and text[at] == ",":
            at = document.blank(at + 1)
        elif not found.lines and at < len(text) and text[at] != "]":
            raise document.mistake(at, "a comma is missing", at)
    if at >= len(text) and not found.lines:
        raise refuse("cut_file", document.file, line=line, what="the JSON is not closed")


def _put(flat: dict[str, str], path: str, value: Any, depth: int) -> None:
    if isinstance(value, dict) and depth:
        for key, inner in value.items():
            _put(flat, f"{path}.{key}" if path else key, inner, depth - 1)
    elif isinstance(value, list):
        scalars = [_scalar(item) for item in value if not isinstance(item, dict | list)]
        if len(scalars) == len(value):
            flat[path] = _SCALAR_JOIN.join(text for text in scalars if text)
        else:
            for number, item in enumerate(value, start=1):
                _put(flat, f"{path}.{number}", item, depth - 1 if depth else 0)
    elif isinstance(value, dict):
        flat[path] = json.dumps(value, ensure_ascii=False)
    else:
        flat[path] = _scalar(value)


def _scalar(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _middle(geometry: Any) -> tuple[str, str] | None:
    """Return (latitude, longitude) of a point; other shapes have no single position."""
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return None
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list) or len(coordinates) < 2:
        return None
    return _scalar(coordinates[1]), _scalar(coordinates[0])


def flatten(entry: dict[str, Any], depth: int, *, feature: bool = False) -> dict[str, str]:
    """Return an object as one flat row: paths joined by `.`, lists of scalars joined by ` | `.

    A GeoJSON feature gives its properties, `id`, and a point as `latitude` and `longitude`.
    """
    flat: dict[str, str] = {}
    if not feature:
        _put(flat, "", entry, depth)
        return flat
    if entry.get("id") is not None:
        _put(flat, "id", entry["id"], depth)
    _put(flat, "", entry.get("properties") or {}, depth)
    position = _middle(entry.get("geometry"))
    if position is not None:
        for name, text in zip(("latitude", "longitude"), position, strict=True):
            flat[name if name not in flat else f"geometry.{name}"] = text
    elif entry.get("geometry") is not None:
        flat["geometry"] = json.dumps(entry["geometry"], ensure_ascii=False)
    return flat


def _read_text(path: Path, encoding: Encoding, limits: ReadLimits) -> str:
    with open_bytes(path, limits) as stream:
        raw = stream.read(limits.document_bytes + 1)
    if len(raw) > limits.document_bytes:
        limit = limits.document_bytes // MIB
        raise refuse("too_large", path.name, found=f"over {limit}", limit=limit)
    return raw.decode(encoding.codec, encoding.errors)


def _all_keys(document: _Document, found: _Found) -> list[str]:
    keys: dict[str, None] = {}
    for line, entry in _entries(document, found):
        if isinstance(entry, dict):
            keys.update(
                dict.fromkeys(flatten(entry, document.limits.depth, feature=found.features))
            )
        if len(keys) > document.limits.columns:
            limit = document.limits.columns
            raise refuse("too_many_columns", document.file, line=line, found=len(keys), limit=limit)
    return list(keys)


def _stream(
    path: Path, encoding: Encoding, keys: list[str], shaper: Shaper
) -> Iterator[Row | RowRefused]:
    document = _Document(_read_text(path, encoding, shaper.limits), path.name, shaper.limits)
    found = _find_list(document)
    for line, entry in _entries(document, found):
        if isinstance(entry, dict):
            flat = flatten(entry, shaper.limits.depth, feature=found.features)
            if any(text.strip() for text in flat.values()):
                yield shaper.shape(line, [flat.get(key, "") for key in keys])
        else:
            kind = "a number" if isinstance(entry, _Number) else _KINDS.get(type(entry), "a text")
            yield refuse_row(
                line,
                "not_an_object",
                value=_scalar(entry) if not isinstance(entry, list) else "",
                found=kind,
            )


def open_document(path: Path, options: ReadOptions, limits: ReadLimits) -> Table:
    """Open a JSON or GeoJSON document: a list of objects, an object that holds one, or JSON lines.

    The document is held in memory, up to `limits.document_bytes`. The header is every path that any
    object has, in the order in which they come.
    """
    encoding = find_encoding(path, limits, options.encoding, lines_matter=False)
    document = _Document(_read_text(path, encoding, limits), path.name, limits)
    found = _find_list(document)
    keys = _all_keys(document, found)
    if not keys:
        raise refuse("no_list" if next(_entries(document, found), None) else "no_rows", path.name)
    header, header_notes = name_columns(keys, options.rename, path.name, 1, limits)
    notes = list(encoding.notes)
    if found.key:
        notes.append(Note("json_list", {"key": found.key}))
    if found.lines:
        notes.append(Note("json_lines"))
    form: Format = "geojson" if found.features else "json"
    return Table(
        format=form,
        header=header,
        stream=lambda shaper: _stream(path, encoding, keys, shaper),
        shaper=Shaper(header, limits),
        header_row=1,
        encoding=encoding.codec,
        notes=[*notes, *header_notes],
    )
