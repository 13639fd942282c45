# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""How alike two words are spelled: optimal string alignment, as a share of the longer word.

Methods: Hyyrö 2003, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances",
where the shorter word fits a machine word; else row by row within the band that a distance can
still reach (Ukkonen 1985, "Algorithms for approximate string matching").
"""

cdef enum:
    LONGEST = 512
    BITS = 64
    LETTERS = 256

ctypedef unsigned long long Bits


cdef float likeness(const byte* a, int m, const byte* b, int n, float least) noexcept nogil:
    """Return 1 - distance / length of the longer; 0 where it is below `least` or too long."""
    cdef int longer = m if m > n else n
    cdef int most, distance
    if longer == 0:
        return 1.0
    if longer > LONGEST:
        return 0.0
    most = <int>((1.0 - least) * longer + 1e-5)
    if m - n > most or n - m > most:
        return 0.0
    if m <= n and m <= BITS:
        distance = _distance_in_bits(a, m, b, n)
    elif n <= BITS:
        distance = _distance_in_bits(b, n, a, m)
    else:
        distance = _distance_in_band(a, m, b, n, most)
    if distance > most:
        return 0.0
    return <float>(1.0 - <double>distance / longer)


cdef int _distance_in_bits(const byte* a, int m, const byte* b, int n) noexcept nogil:
    """Return the distance; bit i of each word of bits stands for the cell after letter i of `a`."""
    cdef Bits[LETTERS] where
    cdef Bits rises = ~<Bits>0, falls = 0, diagonal = 0, before = 0
    cdef Bits here, swapped, right, left, last
    cdef int i, j, distance = m
    if m == 0:
        return n
    for j in range(n):
        where[b[j]] = 0
    for i in range(m):
        where[a[i]] = 0
    for i in range(m):
        where[a[i]] |= <Bits>1 << i
    last = <Bits>1 << (m - 1)
    for j in range(n):
        here = where[b[j]]
        swapped = ((~diagonal & here) << 1) & before
        diagonal = (((here & rises) + rises) ^ rises) | here | falls | swapped
        right = falls | ~(diagonal | rises)
        left = diagonal & rises
        if right & last:
            distance += 1
        if left & last:
            distance -= 1
        right = (right << 1) | 1
        left <<= 1
        rises = left | ~(diagonal | right)
        falls = right & diagonal
        before = here
    return distance


cdef int _distance_in_band(
    const byte* a, int m, const byte* b, int n, int most
) noexcept nogil:
    """Return the distance, or a number above `most` where it is more than that."""
    cdef int[3][LONGEST + 2] rows
    cdef int* before = rows[0]
    cdef int* last = rows[1]
    cdef int* here = rows[2]
    cdef int* spare
    cdef int i, j, first, end, best, lowest
    for j in range(n + 2):
        last[j] = j
        before[j] = j
    for i in range(1, m + 1):
        first = i - most if i - most > 1 else 1
        end = i + most if i + most < n else n
        here[first - 1] = i if first == 1 else most + 1
        lowest = here[first - 1]
        for j in range(first, end + 1):
            best = last[j - 1] + (a[i - 1] != b[j - 1])
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
            return most + 1
        here[end + 1] = most + 1
        spare = before
        before = last
        last = here
        here = spare
    return last[n]


cdef float text_likeness(const byte* a, int m, const byte* b, int n, float least) noexcept nogil:
    """Compare two texts in UTF-8 letter by letter, whatever their script."""
    cdef byte[LONGEST] plain_a
    cdef byte[LONGEST] plain_b
    cdef unsigned int[LETTERS] letters
    cdef int known = 0
    if m > LONGEST or n > LONGEST:
        return 0.0
    if _is_ascii(a, m) and _is_ascii(b, n):
        return likeness(a, m, b, n, least)
    m = _number_letters(a, m, plain_a, letters, &known)
    n = _number_letters(b, n, plain_b, letters, &known)
    if m < 0 or n < 0:
        return 0.0
    return likeness(plain_a, m, plain_b, n, least)


cdef bint _is_ascii(const byte* text, int length) noexcept nogil:
    cdef int i
    cdef byte seen = 0
    for i in range(length):
        seen |= text[i]
    return seen < 0x80


cdef int _number_letters(
    const byte* text, int length, byte* out, unsigned int* letters, int* known
) noexcept nogil:
    """Write each letter as its number among those seen; return how many, -1 for too many kinds."""
    cdef int at = 0, count = 0, number
    cdef unsigned int letter
    while at < length:
        letter = text[at]
        at += 1
        while at < length and (text[at] & 0xC0) == 0x80:
            letter = letter << 8 | text[at]
            at += 1
        number = 0
        while number < known[0] and letters[number] != letter:
            number += 1
        if number == LETTERS:
            return -1
        if number == known[0]:
            letters[number] = letter
            known[0] += 1
        out[count] = number
        count += 1
    return count


def spelling_likeness(bytes a, bytes b, float least=0.0):
    """Return how alike two words are, 0 to 1; 0 where the likeness is below `least`.

    Words of more than 512 bytes are never alike.
    """
    return likeness(a, len(a), b, len(b), least)


def written_likeness(str a, str b, float least=0.0):
    """Return how alike two texts are, letter by letter, 0 to 1; 0 where it is below `least`.

    Texts of more than 512 bytes in UTF-8, or of more than 256 different letters, are never alike.
    """
    cdef bytes left = a.encode()
    cdef bytes right = b.encode()
    return text_likeness(left, len(left), right, len(right), least)
