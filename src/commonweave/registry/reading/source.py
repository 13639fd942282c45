"""The bytes of a file: plain or out of gzip, never more of them than the limits allow."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from pathlib import Path
from typing import BinaryIO

from commonweave.registry.reading.options import MIB, ReadLimits
from commonweave.registry.reading.refusals import refuse

_GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
_BINARIES = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.xls, .doc)"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"SQLite format 3", "a SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"{\\rtf", "a rich text document"),
    (b"<!DOCTYPE html", "a web page"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"<HTML", "a web page"),
    (b"<?xml", "an XML document"),
)


class _Unpacked(io.RawIOBase):
    """A gzip stream that stops at a bomb and tells a cut one."""

    def __init__(self, path: Path, limits: ReadLimits) -> None:
        self._path, self._limits = path, limits
        self._raw = path.open("rb")
        self._gzip = gzip.GzipFile(fileobj=self._raw)
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        name = self._path.name
        try:
            found = self._gzip.read(len(buffer))
        except EOFError:
            raise refuse("cut_file", name, what="the gzip stream has no end") from None
        except (gzip.BadGzipFile, zlib.error) as error:
            raise refuse("damaged_file", name, what=str(error)) from None
        self._given += len(found)
        times = self._given // max(1, self._raw.tell())
        too_much = self._given > self._limits.unpacked_bytes
        if too_much or (self._given > self._limits.ratio_from_bytes and times > self._limits.ratio):
            raise refuse("packed_bomb", name, found=times, limit=self._limits.unpacked_bytes // MIB)
        buffer[: len(found)] = found
        return len(found)

    def close(self) -> None:
        self._gzip.close()
        self._raw.close()
        super().close()


def is_packed(path: Path) -> bool:
    """Whether a file is gzip, whatever its name."""
    with path.open("rb") as raw:
        return raw.read(2) == _GZIP


def open_bytes(path: Path, limits: ReadLimits) -> BinaryIO:
    """Open the content of a file, out of gzip where it is packed."""
    if is_packed(path):
        return io.BufferedReader(_Unpacked(path, limits), 256 * 1024)
    return path.open("rb")


def check_file(path: Path) -> int:
    """Return the size of a file in bytes; raise InputRefused for none, an empty or a huge one."""
    if not path.is_file():
        raise refuse("no_file", str(path))
    size = path.stat().st_size
    if size == 0:
        raise refuse("empty_file", path.name)
    return size


def check_size(path: Path, size: int, limit: int) -> None:
    """Raise InputRefused for a file larger than the limit of its format."""
    if size > limit:
        raise refuse("too_large", path.name, found=size // MIB, limit=limit // MIB)


def check_magic(path: Path, head: bytes) -> None:
    """Raise InputRefused where the first bytes are those of something that is no list."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:64]
    for magic, what in _BINARIES:
        if head.startswith(magic) or (magic.startswith(b"<") and start.startswith(magic)):
            raise refuse("binary_file", path.name, what=what)


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file as it lies there, in hexadecimal."""
    with path.open("rb") as raw:
        return hashlib.file_digest(raw, "sha256").hexdigest()
