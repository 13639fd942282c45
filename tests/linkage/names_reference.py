"""Splitting and taking names apart in plain Python: what the compiled functions are held to."""

from __future__ import annotations

import re
import unicodedata

from commonweave.linkage.domain.lexicon import Entry, Lexicon, Phrase
from commonweave.linkage.domain.names import Flag, NameForm, _Piece, _piece, _read_token, _Token
from commonweave.linkage.domain.text import romanise

MOST_WORDS = 12
LONGEST_TEXT = 400
_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ى": "ي", "ـ": ""})
_HAS_ARABIC = re.compile(f"[{''.join(map(chr, _ARABIC))}]")
_LOST_APOSTROPHE = re.compile(r"(?<=[^\W\d_])[?\ufffd](?=s\b)")
_DOTTED = re.compile(r"(?<![^\W_])((?:[^\W\d_]\.){2,})(?:([^\W\d_])(?![^\W_]))?")
_ELISION = re.compile(r"\b(l|d|s|n|c|j|m|t|qu|dell|all|nell|sull|un)['’ʼ`´]", re.IGNORECASE)
_APOSTROPHE = re.compile(r"(?<=[^\W_])['’ʼ`´′](?=[^\W_])")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_APOSTROPHES = frozenset("'’ʼ`´′")
_COOP = re.compile(r"\bco[\-‐‑–. ]\s?op", re.IGNORECASE)


class _Separators(dict[int, str | int]):
    """Turns what is no letter, mark or digit into a space and folds letters; filled as met."""

    def __missing__(self, code: int) -> str | int:
        character = chr(code)
        category = unicodedata.category(character)
        if category[0] == "N" or category[0] == "L":
            value: str | int = character
            if 0x370 <= code < 0x400 or 0x1F00 <= code < 0x2000:
                value = unicodedata.normalize("NFD", character)[0]
            elif character == "ё":
                value = "е"
        elif category[0] == "M" and not 0x600 <= code < 0x700:
            value = character
        else:
            value = "" if category[0] in "MC" and category != "Cc" else " "
        self[code] = value
        return value


_SEPARATORS = _Separators()
_ASCII_SEPARATORS = bytes(code if chr(code).isalnum() else ord(" ") for code in range(128)) + bytes(
    128
)


def fold(text: str) -> str:
    """Fold width, case, elisions, lost apostrophes and Arabic letter variants of a text."""
    text = text[:LONGEST_TEXT]
    if text.isascii():
        if text.isalpha():
            return text.lower()
        return _fold_marks(text.lower(), ascii_only=True)
    text = unicodedata.normalize("NFKC", text).casefold()
    if _HAS_ARABIC.search(text):
        text = text.translate(_ARABIC)
    return _fold_marks(text, ascii_only=text.isascii())


def _fold_marks(text: str, *, ascii_only: bool) -> str:
    """Apply each rule where a cheap look shows that it could match at all."""
    if "?" in text or "\ufffd" in text:
        text = _LOST_APOSTROPHE.sub("", text)
    if "'" in text or "`" in text or not (ascii_only or _APOSTROPHES.isdisjoint(text)):
        text = _ELISION.sub(r"\1 ", text)
        text = _APOSTROPHE.sub("", text)
    if text.count(".") > 1:
        text = _DOTTED.sub(lambda m: " " + m.group(0).replace(".", "") + " ", text)
    if "co" in text and (not ascii_only or "co-" in text or "co " in text or "co." in text):
        text = _COOP.sub("coop", text)
    if "&" in text or "+" in text:
        text = text.replace("&", " and ").replace("+", " and ")
    return text


def _separate(text: str) -> list[str]:
    if text.isascii():
        return text.encode().translate(_ASCII_SEPARATORS).decode().split()
    return text.translate(_SEPARATORS).split()


def split_words(text: str) -> list[str]:
    """Split a text of any script into folded words; runs of single letters become one word."""
    separated = _separate(fold(text))
    if 1 not in map(len, separated):
        return separated
    words: list[str] = []
    run = ""
    for word in separated:
        if len(word) == 1 and word.isalpha() and not is_unspaced(word):
            run += word
            continue
        if run:
            words.append(run)
            run = ""
        words.append(word)
    return [*words, run] if run else words


def is_unspaced(word: str) -> bool:
    """Say whether a word holds Hangul, Han or kana, which join words without spaces."""
    return not word.isascii() and _UNSPACED.search(word) is not None


def is_latin(text: str) -> bool:
    """Say whether a text holds no letter of another script than the Latin one."""
    return text.isascii() or not any(
        ("\u0370" <= c < "\u1e00" or c > "\u2c7f") and c.isalpha() for c in text
    )


def _look_up(words: list[str], lexicon: Lexicon) -> list[_Piece]:
    tokens = [_read_token(word, lexicon) for word in words]
    out: list[_Piece] = []
    after = 0
    for at, token in enumerate(tokens):
        if at < after:
            continue
        phrase = _phrase_at(tokens, at) if token.phrases else None
        if phrase:
            after = at + len(phrase[0])
            out.append(_piece("".join(romanise(w) for w in words[at:after]), phrase[1]))
        else:
            out += token.alone
    return out


def _phrase_at(tokens: list[_Token], at: int) -> Phrase | None:
    """Return the longest form of several words that starts at a token."""
    if at + 1 == len(tokens):
        return None
    for phrase in tokens[at].phrases.get(tokens[at + 1].key, ()):
        keys = phrase[0]
        if tuple([token.key for token in tokens[at : at + len(keys)]]) == keys:
            return phrase
    return None


def _drop_legal(pieces: list[_Piece]) -> list[Entry]:
    """Take legal forms off both ends; elsewhere they are ordinary words."""
    legal: list[_Piece] = []
    while pieces and pieces[-1].kind in ("legal", "stop"):
        legal.append(pieces.pop())
    while len(pieces) > 1 and pieces[0].kind == "legal" and len(pieces[0].raw) > 2:
        legal.append(pieces.pop(0))
    return [piece.entry for piece in legal if piece.entry and piece.kind == "legal"]


def read_name(text: str, lexicon: Lexicon) -> NameForm:
    """Take one name apart with the lexicon.

    A name made of type words alone (“The Co-operative Group”) keeps them as its words.
    """
    pieces = _look_up(split_words(text), lexicon)
    legal = _drop_legal(pieces)
    words: list[str] = []
    flags: list[int] = []
    shown: list[str] = []
    compact = initials = ""
    types = [entry.implies for entry in legal if entry.implies] if legal else []
    for raw, entry, kind, word, flag, show, glued in pieces:
        if kind == "stop":
            continue
        if word:
            words.append(word)
            flags.append(flag)
        if kind == "type" and entry:
            types.append(entry.concept)
        shown.append(show)
        compact += glued
        initials += raw[:1]
    if not words:
        words = [f"~{piece.entry.concept}" for piece in pieces if _is_said(piece) and piece.entry]
        flags = [int(Flag.CONCEPT)] * len(words)
    return NameForm(
        words=tuple(words[:MOST_WORDS]),
        flags=tuple(flags[:MOST_WORDS]),
        types=frozenset(types),
        legal=frozenset([entry.concept for entry in legal]) if legal else frozenset(),
        full=" ".join(shown) or text.strip().casefold()[:80],
        compact=compact or "".join([piece.raw for piece in pieces if _is_said(piece)]),
        acronym=initials if 3 <= len(initials) <= 9 else "",
        latin=is_latin(text),
    )


def _is_said(piece: _Piece) -> bool:
    return piece.kind != "stop"
