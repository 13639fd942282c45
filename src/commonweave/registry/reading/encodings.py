"""Which encoding a text file has: found by evidence over the whole file, and always told."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from commonweave.registry.reading.notes import Note
from commonweave.registry.reading.options import ReadLimits
from commonweave.registry.reading.refusals import refuse
from commonweave.registry.reading.source import open_bytes

_CHUNK = 256 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_ESCAPED = re.compile("[\udc80-\udcff]")
_COMMON = frozenset("éèêëàâäçîïíìôöóòõùûüúñãåøæœßáÉÈÊÀÂÄÇÎÔÖÓÜÚÑÃÕÁÍÅØłšžčćřůąęśżźő")
_SIGNS = frozenset("’‘“”–—…«»°€£·•ºª§®©\u00a0´™")
_CANDIDATES = ("cp1252", "latin-1", "mac-roman", "cp850")
_UNDEFINED = frozenset({0x81, 0x8D, 0x8F, 0x90, 0x9D})
MIXED = "commonweave.windows"


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return bad.decode("cp1252", "ignore") or "\ufffd", error.end


codecs.register_error(MIXED, _as_windows)


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding as Python names it, how it treats strange bytes, and what was found."""

    codec: str
    errors: str
    notes: tuple[Note, ...] = ()


@dataclass
class _Survey:
    """What one pass over a file's bytes saw."""

    lines: int = 1
    unbroken: int = 0
    strange: int = 0
    proper: int = 0
    first: tuple[int, int] | None = None
    high: Counter[int] = field(default_factory=Counter)
    windows: list[bytes] = field(default_factory=list)


def find_encoding(
    path: Path, limits: ReadLimits, given: str | None, *, lines_matter: bool
) -> Encoding:
    """Find, or check, the encoding of a text file, in one pass that holds one chunk at a time.

    A byte order mark decides; then zero bytes in every second place (UTF-16); then UTF-8, if every
    byte agrees. A file that is UTF-8 but for a few bytes is read as such, those as Windows-1252.
    Else the
    legacy encoding whose letters make the most words wins. Raises InputRefused for a binary file,
    for a line over the limit, and for bytes that an encoding given by hand does not allow.
    """
    with open_bytes(path, limits) as stream:
        head = stream.read(4096)
    if given is not None:
        return _given(path, limits, given, head, lines_matter)
    for mark, codec, name in _BOMS:
        if head.startswith(mark):
            _check(path, limits, codec, lines_matter)
            return Encoding(codec, "strict", (Note("encoding_bom", {"encoding": name}),))
    if codec16 := _utf16(head):
        _check(path, limits, codec16, lines_matter)
        note = Note("encoding_utf16", {"encoding": codec16.upper()})
        return Encoding(codec16, "strict", (note,))
    return _by_evidence(_survey(path, limits, lines_matter))


def _utf16(head: bytes) -> str | None:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) / 2
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _survey(path: Path, limits: ReadLimits, lines_matter: bool) -> _Survey:
    seen = _Survey()
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    with open_bytes(path, limits) as stream:
        while chunk := stream.read(_CHUNK):
            if b"\0" in chunk:
                raise refuse("binary_file", path.name, what="a binary file (it holds zero bytes)")
            _see_lines(seen, chunk, path, limits, lines_matter)
            if not chunk.isascii():
                _see_letters(seen, decoder.decode(chunk), chunk)
            else:
                decoder.decode(chunk)
            seen.lines += chunk.count(b"\n")
    if decoder.getstate()[0]:
        seen.strange += len(decoder.getstate()[0])
        seen.first = seen.first or (seen.lines, decoder.getstate()[0][0])
        seen.high.update(decoder.getstate()[0])
    return seen


def _see_lines(seen: _Survey, chunk: bytes, path: Path, limits: ReadLimits, matter: bool) -> None:
    last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
    seen.unbroken = seen.unbroken + len(chunk) if last < 0 else len(chunk) - last - 1
    if matter and seen.unbroken > limits.line_bytes:
        raise refuse("line_too_long", path.name, line=seen.lines, limit=limits.line_bytes)


def _see_letters(seen: _Survey, text: str, chunk: bytes) -> None:
    strange = _ESCAPED.findall(text)
    seen.proper += sum(c > "\x7f" for c in text) - len(strange)
    seen.strange += len(strange)
    if not strange:
        return
    if seen.first is None:
        at = _ESCAPED.search(text)
        assert at is not None
        seen.first = (seen.lines + text.count("\n", 0, at.start()), ord(at.group()) - 0xDC00)
    seen.high.update(ord(c) - 0xDC00 for c in strange)
    if len(seen.windows) < 8:
        seen.windows.append(chunk)


def _by_evidence(seen: _Survey) -> Encoding:
    if seen.first is None:
        return Encoding("utf-8", "strict", (Note("encoding_utf8", {}),))
    line, byte = seen.first
    values: dict[str, object] = {"line": line, "byte": f"0x{byte:02X}"}
    if seen.proper > 2 * seen.strange:
        values["count"] = seen.strange
        return Encoding("utf-8", MIXED, (Note("encoding_mixed", values),))
    codec = _legacy(seen)
    values["encoding"] = {
        "cp1252": "Windows-1252",
        "latin-1": "ISO 8859-1",
        "mac-roman": "Mac Roman",
    }.get(codec, codec.upper())
    return Encoding(codec, "strict", (Note("encoding_legacy", values),))


def _legacy(seen: _Survey) -> str:
    scores = {codec: _score(codec, seen.windows) for codec in _CANDIDATES}
    if _UNDEFINED & set(seen.high):
        del scores["cp1252"]
    best = max(scores, key=lambda codec: scores[codec])
    preferred = "cp1252" if "cp1252" in scores else "latin-1"
    return preferred if scores[preferred] >= 0.9 * scores[best] else best


def _score(codec: str, windows: list[bytes]) -> float:
    score = 0.0
    for chunk in windows:
        text = chunk.decode(codec, "replace")
        for at, c in enumerate(text):
            if c <= "\x7f":
                continue
            beside = text[max(0, at - 1) : at] + text[at + 1 : at + 2]
            lettered = any(near.isalpha() and near.isascii() for near in beside)
            if c in _COMMON:
                shouting = c.isupper() and beside.islower() and text[at - 1 : at].islower()
                score += (0.2 if shouting else 1.0) if lettered else 0.3
            else:
                score += 0.5 if c in _SIGNS else -1.0
    return score


def _given(path: Path, limits: ReadLimits, given: str, head: bytes, lines_matter: bool) -> Encoding:
    try:
        codec = codecs.lookup(given).name
        b"".decode(codec)
    except (LookupError, ValueError):
        raise refuse("unknown_encoding", path.name, encoding=given) from None
    if codec == "utf-8" and head.startswith(codecs.BOM_UTF8):
        codec = "utf-8-sig"
    _check(path, limits, codec, lines_matter)
    return Encoding(codec, "strict", (Note("encoding_given", {"encoding": given}),))


def _check(path: Path, limits: ReadLimits, codec: str, lines_matter: bool) -> None:
    """Raise InputRefused at the first byte that the encoding does not allow."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    lines = 1
    seen = _Survey()
    with open_bytes(path, limits) as stream:
        while True:
            chunk = stream.read(_CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                if not chunk and "utf" in codec:
                    raise refuse(
                        "cut_file", path.name, line=lines, what="a character is cut"
                    ) from None
                line = lines + error.object[: error.start].count(b"\n")
                byte = f"0x{error.object[error.start]:02X}"
                raise refuse(
                    "undecodable", path.name, line=line, byte=byte, encoding=codec
                ) from None
            if "\0" in text:
                raise refuse("binary_file", path.name, what="a binary file (it holds zero bytes)")
            if not chunk:
                return
            lines += text.count("\n")
            seen.lines = lines
            _see_lines(seen, text.encode("utf-8", "replace"), path, limits, lines_matter)
