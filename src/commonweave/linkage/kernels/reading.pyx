# cython: language_level=3, boundscheck=False, wraparound=False
"""A name from what its words are: forms of several words found, legal forms taken off the ends.

What the words of a name are by themselves is read once for each distinct word, in Python
(`domain.names`); here their `_Token` and `_Piece` are plain tuples, whose places are named below.
"""

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ

from commonweave.linkage.kernels.layout cimport FLAG_CONCEPT

ctypedef unsigned int Letter

cdef enum:
    KEY = 0            # of a token
    PHRASES = 1
    ALONE = 2
    RAW = 0            # of a piece
    ENTRY = 1
    KIND = 2
    WORD = 3
    FLAG = 4
    SHOWN = 5
    GLUED = 6
    MOST_WORDS = 12


def is_one_name(str text not None):
    """Say of most texts that hold one name that they do: no bracket, slash, or sign of an alias.

    Such signs are “ as”, “ka”, “k.a”, “dba” and “rly”, which every word for an alias has.
    """
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef Py_ssize_t at
    cdef Letter letter, last = 0, before = 0
    for at in range(len(text)):
        letter = PyUnicode_READ(kind, data, at)
        if letter in (0x28, 0x5B, 0xFF08, 0x2F, 0x7C):  # ( [ （ / |
            return False
        if letter in (0x17F, 0x212A):  # ſ and the Kelvin sign, which are s and k for a pattern
            return False
        if letter < 0x80:
            letter |= 0x20
        if letter == c"a" and (
            last == c"k" or (before == c"k" and last == c".") or (before == c"d" and last == c"b")
        ):
            return False
        if letter == c"s" and last == c"a" and before == c" ":
            return False
        if letter == c"y" and last == c"l" and before == c"r":
            return False
        before, last = last, letter
    return True


def look_up(list words not None, list tokens not None, glue):
    """Return the pieces of a name, from its words and the token of each.

    `glue` makes a piece of several words and the entry that they are a form of.
    """
    cdef list out = []
    cdef tuple token, phrase
    cdef Py_ssize_t at = 0, count = len(tokens), after
    while at < count:
        token = <tuple>tokens[at]
        phrase = _phrase_at(tokens, at) if token[PHRASES] else None
        if phrase is None:
            out.extend(<tuple>token[ALONE])
            at += 1
        else:
            after = at + len(<tuple>phrase[0])
            out.append(glue(words[at:after], phrase[1]))
            at = after
    return out


cdef tuple _phrase_at(list tokens, Py_ssize_t at):
    """Return the longest form of several words that starts at a token."""
    cdef Py_ssize_t left = len(tokens) - at, place
    cdef tuple keys
    cdef list starting
    if left < 2:
        return None
    starting = (<dict>(<tuple>tokens[at])[PHRASES]).get((<tuple>tokens[at + 1])[KEY])
    if starting is None:
        return None
    for phrase in starting:
        keys = <tuple>(<tuple>phrase)[0]
        if len(keys) > left:
            continue
        for place in range(2, len(keys)):
            if <str>keys[place] != <str>(<tuple>tokens[at + place])[KEY]:
                break
        else:
            return phrase
    return None


def put_together(list pieces not None, str text not None, bint latin):
    """Return the fields of a `NameForm` of a text from its pieces."""
    cdef Py_ssize_t start = 0, end = len(pieces), at
    cdef list types = [], legal = [], words = [], flags = [], shown = [], glued = [], initials = []
    cdef tuple piece
    cdef str kind, acronym
    while end and _is_end(<tuple>pieces[end - 1]):
        end -= 1
        _take_legal(<tuple>pieces[end], legal, types)
    while end - start > 1 and _is_beginning(<tuple>pieces[start]):
        _take_legal(<tuple>pieces[start], legal, types)
        start += 1
    for at in range(start, end):
        piece = <tuple>pieces[at]
        kind = <str>piece[KIND]
        if kind == "stop":
            continue
        if piece[WORD]:
            words.append(piece[WORD])
            flags.append(piece[FLAG])
        if kind == "type":
            types.append(piece[ENTRY].concept)
        shown.append(piece[SHOWN])
        glued.append(piece[GLUED])
        initials.append((<str>piece[RAW])[:1])
    if not words:
        _take_types(pieces[start:end], words, flags)
    acronym = "".join(initials)
    return (
        tuple(words[:MOST_WORDS]),
        tuple(flags[:MOST_WORDS]),
        frozenset(types),
        frozenset(legal),
        " ".join(shown) or text.strip().casefold()[:80],
        "".join(glued) or _raw(pieces[start:end]),
        acronym if 3 <= len(acronym) <= 9 else "",
        latin,
    )


cdef bint _is_end(tuple piece):
    return <str>piece[KIND] == "legal" or <str>piece[KIND] == "stop"


cdef bint _is_beginning(tuple piece):
    return <str>piece[KIND] == "legal" and len(<str>piece[RAW]) > 2


cdef int _take_legal(tuple piece, list legal, list types) except -1:
    """Note a legal form and the type that it goes with; other pieces are passed over."""
    if <str>piece[KIND] == "legal":
        legal.append(piece[ENTRY].concept)
        if piece[ENTRY].implies:
            types.append(piece[ENTRY].implies)
    return 0


cdef int _take_types(list pieces, list words, list flags) except -1:
    """Take the type words of a name that is made of nothing else as its words."""
    for piece in pieces:
        if piece.kind != "stop" and piece.entry is not None:
            words.append(f"~{piece.entry.concept}")
            flags.append(<int>FLAG_CONCEPT)
    return 0


cdef str _raw(list pieces):
    return "".join([piece.raw for piece in pieces if piece.kind != "stop"])
