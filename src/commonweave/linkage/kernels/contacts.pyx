# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""E-mail, site, phone and registered numbers of two records."""

from commonweave.linkage.kernels.layout cimport (
    KIND_IDENTIFIER, Columns, Contact, Record,
)
from commonweave.linkage.kernels.levels cimport (
    IDENTIFIER_DIFFER, IDENTIFIER_DIFFER_BARE, IDENTIFIER_SAME, IDENTIFIER_SAME_BARE,
    IDENTIFIER_UNSAID,
)


cdef struct Values:
    const Contact* first
    int count


cdef Values _values(const Columns* columns, const Record* record, int kind) noexcept nogil:
    cdef int before = 0, at
    for at in range(kind):
        before += record.contact_counts[at]
    return Values(columns.contacts + record.contacts + before, record.contact_counts[kind])


cdef const Contact* _shared(Values a, Values b) noexcept nogil:
    """Return the shared value that the fewest bodies use, NULL for none."""
    cdef const Contact* rarest = NULL
    cdef int x, y
    for x in range(a.count):
        for y in range(b.count):
            if a.first[x].value == b.first[y].value:
                if rarest == NULL or a.first[x].bodies < rarest.bodies:
                    rarest = &a.first[x]
                break
    return rarest


cdef ContactEvidence compare_contacts(
    const Columns* columns, const Record* a, const Record* b, int kind, int few, int many
) noexcept nogil:
    """Return 1 for a shared value, 2 and 3 from `few` and `many` bodies on, 4 for other values."""
    cdef Values left = _values(columns, a, kind)
    cdef Values right = _values(columns, b, kind)
    cdef const Contact* shared
    if left.count == 0 or right.count == 0:
        return ContactEvidence(0, -1)
    shared = _shared(left, right)
    if shared == NULL:
        return ContactEvidence(4, -1)
    return ContactEvidence(
        1 + (shared.bodies >= few) + (shared.bodies >= many), shared.value
    )


cdef ContactEvidence compare_identifiers(
    const Columns* columns, const Record* a, const Record* b
) noexcept nogil:
    """Same scheme and value; same value alone; same scheme but other values; nothing."""
    cdef Values left = _values(columns, a, KIND_IDENTIFIER)
    cdef Values right = _values(columns, b, KIND_IDENTIFIER)
    cdef int level = IDENTIFIER_UNSAID
    cdef int found, x, y
    for x in range(left.count):
        for y in range(right.count):
            found = _identifier_level(&left.first[x], &right.first[y])
            if found and (level == IDENTIFIER_UNSAID or found < level):
                level = found
    if level == IDENTIFIER_SAME or level == IDENTIFIER_SAME_BARE:
        return ContactEvidence(level, _shared(left, right).value)
    return ContactEvidence(level, -1)


cdef int _identifier_level(const Contact* a, const Contact* b) noexcept nogil:
    cdef bint one_scheme = a.shape == b.shape
    if a.value == b.value:
        if one_scheme and a.named:
            return IDENTIFIER_SAME
        if not (a.named and b.named):
            return IDENTIFIER_SAME_BARE
    if not one_scheme:
        return IDENTIFIER_UNSAID
    return IDENTIFIER_DIFFER if a.named else IDENTIFIER_DIFFER_BARE
