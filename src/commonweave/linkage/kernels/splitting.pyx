# cython: language_level=3, boundscheck=False, wraparound=False
"""Words out of any script: fold a text and split it, in one pass over its letters.

The rules that need a look around a letter are regular expressions; a cheap look at the letters says
whether any of them could match at all.
"""

import re
import unicodedata

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.unicode cimport (
    PyUnicode_DATA, PyUnicode_FromKindAndData, PyUnicode_KIND, PyUnicode_READ,
)

LONGEST_TEXT = 400

ctypedef unsigned int Letter

cdef enum:
    ON_STACK = 1024
    PLANE = 0x10000    # letters of the basic plane
    UNMET = 0          # what a letter of it becomes where nobody asked yet,
    GONE = 1           # where it is dropped,
    SPACE = 0x20       # and where it parts words

_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ى": "ي", "ـ": ""})
_LOST_APOSTROPHE = re.compile(r"(?<=[^\W\d_])[?\ufffd](?=s\b)")
_DOTTED = re.compile(r"(?<![^\W_])((?:[^\W\d_]\.){2,})(?:([^\W\d_])(?![^\W_]))?")
_ELISION = re.compile(r"\b(l|d|s|n|c|j|m|t|qu|dell|all|nell|sull|un)['’ʼ`´]", re.IGNORECASE)
_APOSTROPHE = re.compile(r"(?<=[^\W_])['’ʼ`´′](?=[^\W_])")
_COOP = re.compile(r"\bco[\-‐‑–. ]\s?op", re.IGNORECASE)

cdef unsigned short[PLANE] _becomes


cdef struct Seen:
    bint lost, apostrophe, dotted, coop, joined, arabic


cdef Seen _look(str text) noexcept:
    """Look for the signs that the rules of `_fold_signs` are about."""
    cdef Seen seen = Seen(False, False, False, False, False, False)
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef Py_ssize_t at
    cdef int dots = 0
    cdef Letter letter
    for at in range(len(text)):
        letter = PyUnicode_READ(kind, data, at)
        if letter == c".":
            dots += 1
            seen.dotted = dots > 1
        elif letter == c"&" or letter == c"+":
            seen.joined = True
        elif letter == c"?" or letter == 0xFFFD:
            seen.lost = True
        elif letter in (0x27, 0x60, 0xB4, 0x2BC, 0x2019, 0x2032):  # '`´ʼ’′
            seen.apostrophe = True
        elif (letter | 0x20) == c"p":
            seen.coop |= _may_end_coop(kind, data, at)
        elif 0x600 <= letter < 0x700:
            seen.arabic = True
    return seen


cdef inline bint _is(int kind, void* data, Py_ssize_t at, Letter letter) noexcept:
    return (<Letter>PyUnicode_READ(kind, data, at) | 0x20) == letter


cdef bint _may_end_coop(int kind, void* data, Py_ssize_t at) noexcept:
    """Say whether “op” ends at a place, and “co” with one or two signs between before it."""
    if at < 4 or not _is(kind, data, at - 1, c"o"):
        return False
    if _is(kind, data, at - 3, c"o") and _is(kind, data, at - 4, c"c"):
        return True
    return at >= 5 and _is(kind, data, at - 4, c"o") and _is(kind, data, at - 5, c"c")


def fold(str text not None):
    """Fold width, case, elisions, lost apostrophes and Arabic letter variants of a text."""
    cdef Seen seen
    if len(text) > LONGEST_TEXT:
        text = text[:LONGEST_TEXT]
    if text.isascii():
        seen = _look(text)
        return _fold_signs(text.lower(), seen)
    text = unicodedata.normalize("NFKC", text).casefold()
    seen = _look(text)
    if seen.arabic:
        text = text.translate(_ARABIC)
    return _fold_signs(text, seen)


cdef str _fold_signs(str text, Seen seen):
    if seen.lost:
        text = _LOST_APOSTROPHE.sub("", text)
    if seen.apostrophe:
        text = _ELISION.sub(r"\1 ", text)
        text = _APOSTROPHE.sub("", text)
    if seen.dotted:
        text = _DOTTED.sub(_spell_together, text)
    if seen.coop or seen.lost or seen.apostrophe or seen.dotted:  # c'o-op had no “co” before
        text = _COOP.sub("coop", text)
    if seen.joined:
        text = text.replace("&", " and ").replace("+", " and ")
    return text


def _spell_together(found):
    return " " + found.group(0).replace(".", "") + " "


cdef Letter _become(Letter letter) except? 0xFFFFFFFF:
    """Return what a letter becomes: itself or its plain form, SPACE, or GONE."""
    cdef str category
    cdef Letter becomes
    if letter < PLANE and _becomes[letter] != UNMET:
        return _becomes[letter]
    category = unicodedata.category(chr(letter))
    if category[0] == "N" or category[0] == "L":
        becomes = letter
        if 0x370 <= letter < 0x400 or 0x1F00 <= letter < 0x2000:
            becomes = ord(unicodedata.normalize("NFD", chr(letter))[0])
        elif letter == 0x451:  # ё
            becomes = 0x435
    elif category[0] == "M" and not 0x600 <= letter < 0x700:
        becomes = letter
    else:
        becomes = GONE if category[0] in "MC" and category != "Cc" else SPACE
    if letter < PLANE:
        _becomes[letter] = becomes
    return becomes


cdef list _split(str text):
    """Split a folded text at what is no letter, mark or digit."""
    cdef Letter[ON_STACK] on_stack
    cdef Py_ssize_t size = len(text)
    cdef Letter* letters = on_stack
    if size > ON_STACK:
        letters = <Letter*>PyMem_Malloc(size * sizeof(Letter))
        if not letters:
            raise MemoryError
    try:
        return _split_into(text, letters)
    finally:
        if letters != on_stack:
            PyMem_Free(letters)


cdef list _split_into(str text, Letter* letters):
    cdef list words = []
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef Py_ssize_t at, length = 0
    cdef Letter letter
    for at in range(len(text)):
        letter = _become(PyUnicode_READ(kind, data, at))
        if letter == SPACE:
            if length:
                words.append(PyUnicode_FromKindAndData(4, letters, length))
                length = 0
        elif letter != GONE:
            letters[length] = letter
            length += 1
    if length:
        words.append(PyUnicode_FromKindAndData(4, letters, length))
    return words


def split_words(str text not None):
    """Split a text of any script into folded words; runs of single letters become one word."""
    cdef list words = _split(fold(text))
    cdef str word
    for word in words:
        if len(word) == 1:
            return _join_letters(words)
    return words


cdef list _join_letters(list separated):
    cdef list words = []
    cdef str run = "", word
    for word in separated:
        if len(word) == 1 and word.isalpha() and not is_unspaced(word):
            run += word
            continue
        if run:
            words.append(run)
            run = ""
        words.append(word)
    if run:
        words.append(run)
    return words


cpdef bint is_unspaced(str word):
    """Say whether a word holds Hangul, Han or kana, which join words without spaces."""
    cdef Py_UCS4 letter
    if word.isascii():
        return False
    for letter in word:
        if (
            0x3040 <= letter <= 0x30FF or 0x3400 <= letter <= 0x9FFF or 0xAC00 <= letter <= 0xD7A3
        ):
            return True
    return False


def is_latin(str text not None):
    """Say whether a text holds no letter of another script than the Latin one."""
    cdef Py_UCS4 letter
    if text.isascii():
        return True
    for letter in text:
        if (0x370 <= letter < 0x1E00 or letter > 0x2C7F) and letter.isalpha():
            return False
    return True
