"""The plain form of any text: what was damaged on the way is repaired and told."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

from commonweave.registry.domain.values.mojibake import mend_double_encoding
from commonweave.registry.domain.values.outcome import Change

_ENTITY = re.compile(r"&(?:#\d{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{1,30};)")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_JOINERS = re.compile("[\u200c\u200d]")
_JOINED_SCRIPTS = re.compile("[\u0590-\u1fff\ua800-\uabff\U0001f000-\U0001faff]")
_SPECIAL_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_LINE_END = re.compile("[ \t]*(?:\r\n|[\n\r\x85\u2028\u2029])[ \t\r\n]*")
_BLANKS = re.compile("[ \t]{2,}|\t")
_WINDOWS = {
    byte: bytes([byte]).decode("cp1252")
    for byte in range(0x80, 0xA0)
    if byte not in {0x81, 0x85, 0x8D, 0x8F, 0x90, 0x9D}
}
_ROUNDS = 6
"""One repair can uncover another: cleaning goes on until nothing changes."""
_PLAIN = re.compile(r"[^&\x00-\x1f\x7f]*")

_NO_NAME = (
    "na|n/a|n.a.|n.a|#n/a|n/d|n.d.|n.d|nd|[nd]|null|(null)|nan|-|--|---|–|—|_|.|..|...|…|?|??|"
    "k.a.|s/o"
)
_NO_VALUE = (
    "#na|none|nil|nr|n.r.|n/r|nc|n.c.|n/c|n.i.|n/i|s/d|s.d.|tbc|tbd|t.b.c.|t.b.d.|missing|"
    "undefined|unknown|not known|not available|not applicable|not specified|unspecified|"
    "not given|not provided|"
    "no data|to be confirmed|#value!|#ref!|#name?|#div/0!|#null!|#num!|"
    "k. a.|k.a|keine|keine angabe|keine angaben|unbekannt|nicht bekannt|nicht angegeben|entfällt|"
    "sans objet|non renseigné|non renseignée|non renseigne|non communiqué|non communique|"
    "non disponible|non précisé|non connu|inconnu|inconnue|aucun|aucune|néant|"
    "sin datos|sin dato|no disponible|no consta|no aplica|no informado|desconocido|desconocida|"
    "ninguno|ninguna|não informado|nao informado|não informada|sem informação|sem informacao|"
    "sem dados|não disponível|nao disponivel|desconhecido|não se aplica|nao se aplica"
)
NO_NAME_WORDS = frozenset(_NO_NAME.split("|"))
"""What stands for a missing name. Kept narrow, because a body may be called “None” or “Néant”."""
NO_VALUE_WORDS = NO_NAME_WORDS | frozenset(_NO_VALUE.split("|"))
"""What stands for a missing value in any other column, in five languages and in spreadsheets."""


def is_missing(text: str, words: frozenset[str] = NO_VALUE_WORDS) -> bool:
    """Whether a text says that there is no value: empty, blank, or one of the known words."""
    return not text or (len(text) < 20 and text.casefold() in words)


def _unescape(match: re.Match[str]) -> str:
    text = match.group()
    return html.unescape(text if text.endswith(";") else text + ";")


def _mend(text: str, changes: list[Change], kind: str, after: str) -> str:
    if after != text:
        changes.append(Change(kind, text, after))
    return after


def _mend_entities(text: str) -> str:
    for _ in range(2):
        text = _ENTITY.sub(_unescape, text)
    return text


def _drop_invisible(text: str) -> str:
    text = _INVISIBLE.sub("", text)
    if not _JOINED_SCRIPTS.search(text):
        text = _JOINERS.sub("", text)
    return text


def _clean_once(text: str, changes: list[Change]) -> str:
    text = _mend(text, changes, "double_encoded", mend_double_encoding(text))
    if "&" in text:
        text = _mend(text, changes, "html_entity", _mend_entities(text))
    text = _mend(text, changes, "windows_character", text.translate(_WINDOWS))
    text = _mend(text, changes, "control_character", _drop_invisible(text))
    text = _mend(text, changes, "space", _SPECIAL_SPACE.sub(" ", text))
    text = _mend(text, changes, "unicode_form", unicodedata.normalize("NFC", text))
    text = _LINE_END.sub("\n", text)
    return _BLANKS.sub(" ", text).strip()


@lru_cache(maxsize=65536)
def _clean_unusual(text: str) -> tuple[str, tuple[Change, ...]]:
    changes: list[Change] = []
    for _ in range(_ROUNDS):
        before, text = text, _clean_once(text, changes)
        if text == before:
            break
    if "\ufffd" in text:
        changes.append(Change("lost_character", text, text))
    return text, tuple(changes)


def clean_text(text: str) -> tuple[str, tuple[Change, ...]]:
    """Return the text in its plain form, and the repairs.

    Repaired and told: double encoding, HTML entities, characters that cannot be seen (controls,
    zero-width, direction marks), special spaces, Unicode form. Line ends become a line feed, runs
    of
    blanks one blank, and blanks at the ends go, which is not told. Applying it again changes
    nothing.
    """
    text = text.strip()
    if text.isascii() and _PLAIN.fullmatch(text) and "  " not in text:
        return text, ()
    return _clean_unusual(text)


def one_line(text: str, joiner: str = " ") -> str:
    """Return a cleaned text on one line; each line end becomes `joiner`."""
    if "\n" not in text:
        return text
    return joiner.join(part.strip(" ,") for part in text.split("\n") if part.strip(" ,"))
