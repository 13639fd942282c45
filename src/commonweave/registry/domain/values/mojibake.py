"""Text that was encoded as UTF-8 and then read as Windows-1252, Latin-1 or Mac Roman.

Only sequences that decode to something plausible, and that honest text does not hold, are turned
back. `COOPÃ‰RATIVE` becomes `COOPÉRATIVE`; `“A MANHÃ”`, `voilà »` and `CAFÉ™` stay as they are.
The idea of undoing the wrong step piece by piece is that of ftfy (R. Speer, 2012-); the rules are
our own and much narrower.
"""

from __future__ import annotations

import re


def _sloppy(codec: str) -> list[str]:
    table = []
    for byte in range(256):
        try:
            table.append(bytes([byte]).decode(codec))
        except UnicodeDecodeError:
            table.append(chr(byte))
    return table


def _class_of(table: list[str], first: int, last: int) -> str:
    own = {table[b] for b in range(first, last + 1)} | {chr(b) for b in range(first, last + 1)}
    return "[" + "".join(re.escape(c) for c in sorted(own)) + "]"


_CP1252 = _sloppy("cp1252")
_BYTE_OF = {c: b for b, c in enumerate(_CP1252)} | {chr(b): b for b in range(0x80, 0x100)}
_MAC = _sloppy("mac_roman")
_MAC_BYTE_OF = {c: b for b, c in enumerate(_MAC) if b >= 0x80}

_CONT = _class_of(_CP1252, 0x80, 0xBF)
_LATIN = rf"[ÂÃÄÅ]{_CONT}"
_PUNCTUATION = rf"â[€\x80‚\x82„\x84]{_CONT}"
_TWO = rf"[\u00c4-\u00c6\u00c8-\u00ca\u00cc-\u00df]{_CONT}"
_THREE = rf"[\u00e0-\u00ef]{_CONT}{{2}}"
_FOUR = rf"ð{_CONT}{{3}}"
_SUSPECT = re.compile(rf"ï»¿|{_FOUR}|{_PUNCTUATION}|(?:{_THREE}){{2,}}|{_LATIN}|(?:{_TWO}){{2,}}")
_MAC_SUSPECT = re.compile("√" + "[" + "".join(re.escape(_MAC[b]) for b in range(0x80, 0xC0)) + "]")
_LEADS = frozenset("ÂÃÄÅâðÎÏÐÑØÙ√àáâãäåæçèéêëìíîï×Ö")

_HONEST_AFTER_CAPITAL = frozenset("‘’“”–—…•™›»\u00a0®©°\u0091\u0092\u0093\u0094\u0096\u0097\u0085")
_ROUNDS = 3


def _decode(text: str, byte_of: dict[str, int]) -> str | None:
    try:
        return bytes(byte_of[c] for c in text).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return None


def _is_written(text: str) -> bool:
    return all(c.isalnum() or 0x300 <= ord(c) <= 0x36F or 0x900 <= ord(c) <= 0xDFF for c in text)


def _turn_back(match: re.Match[str]) -> str:
    before = match.group()
    after = _decode(before, _BYTE_OF)
    if after is None or any("\x80" <= c <= "\x9f" or c == "\ufffd" for c in after):
        return before
    follower = match.string[match.end() : match.end() + 1]
    if len(before) == 2 and before[0] in "ÃÄÅ":
        # A capital at the end of a word followed by a quote, a dash or a sign is honest text.
        if before[1] in _HONEST_AFTER_CAPITAL and before not in ("Ã©", "Ã®", "Ã°"):
            plain = follower.isalpha() and before[1] != "\u00a0"
            return (
                after
                if plain or (before == "Ã\u00a0" and (not follower.isupper() or follower in "ÂÃÄÅ"))
                else before
            )
        return after
    if len(before) == 2 and before[0] == "Â":
        return after
    if len(before) == 3:
        return after if not after.isalnum() else before
    if before[0] == "ð":
        return after
    return after if _is_written(after) else before


def mend_double_encoding(text: str) -> str:
    """Return the text with every double-encoded sequence read once; good text is returned as it is.

    Up to three layers are undone, since such files are often made more than once.
    """
    for _ in range(_ROUNDS):
        if text.isascii() or _LEADS.isdisjoint(text):
            return text
        mended = _SUSPECT.sub(_turn_back, text)
        if "√" in mended:
            mended = _MAC_SUSPECT.sub(
                lambda m: _decode(m.group(), _MAC_BYTE_OF) or m.group(), mended
            )
        if mended == text:
            return text
        text = mended
    return text
