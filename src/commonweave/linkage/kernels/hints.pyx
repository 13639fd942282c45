# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Whether the website or e-mail of one record spells out a word of the other's name.

A body's domain tends to be made of its registered name or of the name people call it by, so that
it joins two names that have nothing in common.
"""

from libc.string cimport memcmp

from commonweave.linkage.kernels.layout cimport (
    FLAG_WORD, KIND_EMAIL, KIND_SITE, TOWN_WORDS, Columns, Contact, Form, Record, byte,
)
from commonweave.linkage.kernels.levels cimport HINT_COMMON, HINT_NONE, HINT_RARE, HINT_UNSAID

cdef enum:
    SHORTEST_LABEL = 5
    SHORTEST_WORD = 4
    RARE = 5            # bodies of one list from which a word is no rare one

cdef float TELLING = 2
"""What a word weighs at least that is no common one."""


cdef int compare_hints(const Columns* columns, const Record* a, const Record* b) noexcept nogil:
    """Return the better of what each record's contacts say of the other's name."""
    cdef int best = _hint(columns, a, b)
    if best == HINT_RARE:
        return best
    return max(best, _hint(columns, b, a))


cdef int _hint(const Columns* columns, const Record* teller, const Record* other) noexcept nogil:
    cdef int kind, at, level = HINT_UNSAID
    cdef int first = teller.contacts
    cdef const Contact* contact
    for kind in range(KIND_SITE + 1):
        if kind == KIND_EMAIL or kind == KIND_SITE:
            for at in range(teller.contact_counts[kind]):
                contact = &columns.contacts[first + at]
                if contact.letters >= SHORTEST_LABEL:
                    level = max(level, _in_label(columns, contact, teller, other))
        first += teller.contact_counts[kind]
    return level


cdef int _in_label(
    const Columns* columns, const Contact* contact, const Record* teller, const Record* other
) noexcept nogil:
    cdef const byte* label = columns.labels + contact.label
    cdef const Form* form
    cdef int x, at, word, level = HINT_NONE
    for x in range(other.name_count):
        form = &columns.forms[columns.names[other.names + x]]
        for at in range(form.count):
            word = form.words[at]
            if form.flags[at] != FLAG_WORD or columns.words[word].weight < TELLING:
                continue
            if not _holds(columns, label, contact.letters, word):
                continue
            if _is_town(columns, other.town, word) or _is_own(columns, teller, word):
                continue
            if columns.words[word].bodies < RARE:
                return HINT_RARE
            level = HINT_COMMON
    return level


cdef bint _holds(const Columns* columns, const byte* label, int length, int word) noexcept nogil:
    """Say whether a label spells out a word."""
    cdef long long start = columns.spellings.offsets[word]
    cdef int size = <int>(columns.spellings.offsets[word + 1] - start)
    cdef const byte* text = columns.spellings.data + start
    cdef int at
    if size < SHORTEST_WORD:
        return False
    for at in range(length - size + 1):
        if label[at] == text[0] and memcmp(label + at, text, size) == 0:
            return True
    return False


cdef bint _is_town(const Columns* columns, int town, int word) noexcept nogil:
    cdef int at
    if town >= 0:
        for at in range(TOWN_WORDS):
            if columns.towns[town * TOWN_WORDS + at] == word:
                return True
    return False


cdef bint _is_own(const Columns* columns, const Record* record, int word) noexcept nogil:
    """Say whether a word is in the record's own names: then its contacts tell nothing new."""
    cdef const Form* form
    cdef int x, at
    for x in range(record.name_count):
        form = &columns.forms[columns.names[record.names + x]]
        for at in range(form.count):
            if form.words[at] == word:
                return True
    return False
