# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""How alike two words are spelled: optimal string alignment, as a share of the longer word.

Method: Boytsov 2011, "Indexing methods for approximate dictionary searching", section 2.2.
"""

cdef enum:
    LONGEST = 64


cdef float likeness(const byte* a, int m, const byte* b, int n, float least) noexcept nogil:
    """Return 1 - distance / length of the longer; 0 where it is below `least` or too long."""
    cdef int rows[3][LONGEST + 1]
    cdef int* before = rows[0]
    cdef int* last = rows[1]
    cdef int* here = rows[2]
    cdef int* spare
    cdef int i, j, cost, best, lowest
    cdef int longer = m if m > n else n
    cdef int most
    if longer == 0:
        return 1.0
    if longer > LONGEST:
        return 0.0
    most = <int>((1.0 - least) * longer + 1e-6)
    if m - n > most or n - m > most:
        return 0.0
    for j in range(n + 1):
        last[j] = j
    for i in range(1, m + 1):
        here[0] = i
        lowest = i
        for j in range(1, n + 1):
            cost = 0 if a[i - 1] == b[j - 1] else 1
            best = last[j - 1] + cost
            if last[j] + 1 < best:
                best = last[j] + 1
            if here[j - 1] + 1 < best:
                best = here[j - 1] + 1
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                if before[j - 2] + 1 < best:
                    best = before[j - 2] + 1
            here[j] = best
            if best < lowest:
                lowest = best
        if lowest > most:
            return 0.0
        spare = before
        before = last
        last = here
        here = spare
    if last[n] > most:
        return 0.0
    return 1.0 - <float>last[n] / longer


def spelling_likeness(bytes a, bytes b, float least=0.0):
    """Return how alike two words are, 0 to 1; 0 where the likeness is below `least`.

    Words of more than 64 bytes are never alike.
    """
    return likeness(a, len(a), b, len(b), least)
