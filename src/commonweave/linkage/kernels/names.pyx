# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""How alike two records' names are: shared words weighed by rarity, typos and sounds included."""

from commonweave.linkage.kernels.layout cimport (
    FLAG_CONCEPT, FLAG_MARK, FLAG_NUMBER, FLAG_WORD, FORM_WORDS, TOWN_WORDS, Columns, Form, Record, Texts, Word,
)
from commonweave.linkage.kernels.levels cimport (
    CLASH_KINDS, CLASH_TOWNS, CLASH_UNSAID, CLASH_WORDS, NAME_ACRONYM, NAME_CORE, NAME_GENERAL,
    NAME_NEAR, NAME_NONE, NAME_PARTIAL, NAME_SAME, NAME_STRONG, NAME_UNSAID, NAME_WEAK,
    NAME_WITHIN, SCRIPT_KIND, SCRIPT_OTHER, SCRIPT_UNSAID,
)
from commonweave.linkage.kernels.spelling cimport byte, text_likeness

cdef enum:
    TOWNS = 2 * TOWN_WORDS
    MANY = 21          # bodies of one list that have a name

cdef float OWN_TOWN = 0.15
"""What a word that only one name has still weighs where it is the town of either record."""
cdef float ALIKE = 0.75
"""Words less alike than this are not held to be one."""
cdef float ACROSS = 0.95
"""How alike words of different scripts are that have one sound or sense."""
cdef float TELLING = 2
"""What a word weighs at least that is no common one."""


cdef struct Side:
    const Form* form
    float[FORM_WORDS] hits     # how far the other name holds the word, 0 to 1
    float shared               # weight of the words that the other name holds
    float lone                 # weight of those that it lacks
    float total
    bint word, concept, town   # a telling word, an activity, a town that the other name lacks

cdef struct Overlap:
    float dice, within, extra, told
    int rarest, number, mark, clash, script


cdef NameEvidence compare_names(
    const Columns* columns, const Record* a, const Record* b
) noexcept nogil:
    """Compare two records by the best pair of their name forms."""
    cdef NameEvidence best = NameEvidence(NAME_UNSAID, 0, 0, 0, 0, 0, 0, 0, 0, -1)
    cdef NameEvidence found
    cdef Overlap overlap
    cdef int[TOWNS] towns
    cdef int town_words = _own_towns(columns, a, b, towns)
    cdef const Form* left
    cdef const Form* right
    cdef int x, y
    cdef double score, best_score = -1
    for x in range(a.name_count):
        left = &columns.forms[columns.names[a.names + x]]
        for y in range(b.name_count):
            right = &columns.forms[columns.names[b.names + y]]
            overlap = _overlap(columns, left, right, towns, town_words)
            found = _as_levels(columns, left, right, &overlap)
            if found.name <= NAME_WEAK and (
                _is_bare(columns, a, left, towns, town_words)
                or _is_bare(columns, b, right, towns, town_words)
            ):
                found = NameEvidence(NAME_UNSAID, 0, 0, 0, 0, 0, 0, 0, 0, -1)
            score = found.name + <double>(overlap.dice * <float>0.5)
            if overlap.number == 2:
                score -= 0.2
            if score > best_score or (score == best_score and _tells_more(&found, &best)):
                best, best_score = found, score
    return best


cdef bint _tells_more(const NameEvidence* a, const NameEvidence* b) noexcept nogil:
    """Order evidence of one score by all its levels, so that neither record goes first."""
    if a.told != b.told:
        return a.told > b.told
    if a.word != b.word:
        return a.word > b.word
    if a.mark != b.mark:
        return a.mark < b.mark
    if a.extra != b.extra:
        return a.extra < b.extra
    if a.number != b.number:
        return a.number < b.number
    if a.clash != b.clash:
        return a.clash < b.clash
    if a.script != b.script:
        return a.script < b.script
    return a.homonyms < b.homonyms


cdef NameEvidence _as_levels(
    const Columns* columns, const Form* left, const Form* right, const Overlap* overlap
) noexcept nogil:
    cdef NameEvidence out
    cdef int bodies = max(left.bodies, right.bodies)
    cdef bint whole
    out.name = _level(columns, left, right, overlap)
    whole = out.name >= NAME_NEAR
    if out.name == NAME_NONE and bodies >= MANY:
        out.name = NAME_GENERAL
    out.word = _word_level(columns, overlap.rarest)
    out.homonyms = 1 + (bodies >= 2) + (bodies >= 5) + (bodies >= MANY) if whole else 0
    out.told = 1 + (overlap.told >= 5) + (overlap.told >= 10) if whole else 0
    out.number = overlap.number
    out.mark = overlap.mark
    out.extra = (overlap.extra >= 0.5) + (overlap.extra >= 4) if out.name < NAME_ACRONYM else 0
    out.clash = overlap.clash if NAME_WEAK <= out.name < NAME_ACRONYM else CLASH_UNSAID
    out.script = overlap.script
    out.shared_word = overlap.rarest
    return out


cdef int _word_level(const Columns* columns, int word) noexcept nogil:
    cdef int bodies
    if word < 0:
        return 0
    bodies = columns.words[word].bodies
    return 5 - (bodies >= 2) - (bodies >= 5) - (bodies >= 16) - (bodies >= 61)


cdef int _own_towns(
    const Columns* columns, const Record* a, const Record* b, int* towns
) noexcept nogil:
    """Write the words of both records' towns; return how many there are."""
    return _town_words(columns, a.town, towns, _town_words(columns, b.town, towns, 0))


cdef int _town_words(const Columns* columns, int town, int* out, int count) noexcept nogil:
    cdef int at, word
    if town < 0:
        return count
    for at in range(TOWN_WORDS):
        word = columns.towns[town * TOWN_WORDS + at]
        if word >= 0:
            out[count] = word
            count += 1
    return count


cdef Overlap _overlap(
    const Columns* columns, const Form* left, const Form* right, const int* towns, int town_words
) noexcept nogil:
    cdef Overlap out
    cdef Side a, b
    cdef float total
    a.form, b.form = left, right
    _match_exactly(&a, &b)
    _match_alike(columns, &a, &b)
    _weigh_words(columns, &a, towns, town_words)
    _weigh_words(columns, &b, towns, town_words)
    out.clash = _clash(&a, &b)
    if out.clash == CLASH_TOWNS and left.latin == right.latin:  # each town tells them apart
        _weigh_words(columns, &a, towns, 0)
        _weigh_words(columns, &b, towns, 0)
    total = a.total + b.total
    out.dice = (a.shared + b.shared) / (total if total > 1e-6 else <float>1e-6)
    out.within = max(_share(a.shared, a.total), _share(b.shared, b.total))
    out.extra = max(a.lone, b.lone)
    out.told = min(a.shared, b.shared)
    out.rarest = _rarest(columns, &a, &b)
    out.number = _lacks(&a, FLAG_NUMBER) + _lacks(&b, FLAG_NUMBER)
    out.mark = _lacks(&a, FLAG_MARK) + _lacks(&b, FLAG_MARK)
    out.script = SCRIPT_UNSAID
    if left.latin != right.latin:
        out.script = SCRIPT_KIND if _shares_concept(&a) else SCRIPT_OTHER
        out.clash = CLASH_UNSAID
    return out


cdef bint _shares_concept(const Side* side) noexcept nogil:
    """Say whether the other name has an activity or type of this one too."""
    cdef int x
    for x in range(side.form.count):
        if side.form.flags[x] == FLAG_CONCEPT and side.hits[x] == 1:
            return True
    return False


cdef int _clash(const Side* a, const Side* b) noexcept nogil:
    """Say what stands in one name in the stead of something else in the other."""
    if a.town and b.town:
        return CLASH_TOWNS
    if a.word and b.word:
        return CLASH_WORDS
    return CLASH_KINDS if (a.word or a.concept) and (b.word or b.concept) else CLASH_UNSAID


cdef float _share(float part, float total) noexcept nogil:
    return part / (total if total > 1e-6 else <float>1e-6)


cdef void _match_exactly(Side* a, Side* b) noexcept nogil:
    cdef int x, y
    for y in range(b.form.count):
        b.hits[y] = 0
    for x in range(a.form.count):
        a.hits[x] = 0
        for y in range(b.form.count):
            if a.form.words[x] == b.form.words[y]:
                a.hits[x] = 1
                b.hits[y] = 1


cdef void _match_alike(const Columns* columns, Side* a, Side* b) noexcept nogil:
    """Credit unmatched words that a typo, an abbreviation or another script keeps apart."""
    cdef int x, y
    cdef float credit
    cdef float heard = ACROSS if a.form.latin != b.form.latin else <float>0.8
    for x in range(a.form.count):
        if a.hits[x] == 1 or a.form.flags[x] != FLAG_WORD:
            continue
        for y in range(b.form.count):
            if b.hits[y] == 1 or b.form.flags[y] != FLAG_WORD:
                continue
            credit = _words_alike(columns, a.form.words[x], b.form.words[y], heard)
            a.hits[x] = max(a.hits[x], credit)
            b.hits[y] = max(b.hits[y], credit)


cdef float _words_alike(const Columns* columns, int a, int b, float heard) noexcept nogil:
    """Return from ALIKE up to 1 for different words that may be one, else 0.

    `heard` is what one sound, or one sense, is worth.
    """
    cdef const Word* left = &columns.words[a]
    cdef const Word* right = &columns.words[b]
    cdef bint sound = left.sound >= 0 and left.sound == right.sound
    cdef float alike = 0
    if not sound and left.first != right.first:
        return 0
    if left.length >= 4 and right.length >= 4:
        alike = _spelled(&columns.spellings, a, b, ALIKE)
    if sound and (alike < <float>0.85 or alike < heard):
        alike = heard
    if alike < <float>0.8 and left.length >= 3 and right.length >= 3:
        if _begins(&columns.spellings, a, b):
            alike = <float>0.8
    return alike


cdef float _spelled(const Texts* texts, int a, int b, float least) noexcept nogil:
    return text_likeness(
        texts.data + texts.offsets[a], <int>(texts.offsets[a + 1] - texts.offsets[a]),
        texts.data + texts.offsets[b], <int>(texts.offsets[b + 1] - texts.offsets[b]),
        least,
    )


cdef bint _begins(const Texts* texts, int a, int b) noexcept nogil:
    """Say whether one text is the beginning of the other."""
    cdef const byte* left = texts.data + texts.offsets[a]
    cdef const byte* right = texts.data + texts.offsets[b]
    cdef long long shorter = min(
        texts.offsets[a + 1] - texts.offsets[a], texts.offsets[b + 1] - texts.offsets[b]
    )
    cdef long long at
    for at in range(shorter):
        if left[at] != right[at]:
            return False
    return True


cdef void _weigh_words(
    const Columns* columns, Side* side, const int* towns, int town_words
) noexcept nogil:
    """Weigh words by rarity; an unmatched word that is either's town counts for little."""
    cdef int x
    cdef float weight
    cdef bint town
    side.shared = side.lone = side.total = 0
    side.word = side.concept = side.town = False
    for x in range(side.form.count):
        weight = columns.words[side.form.words[x]].weight
        if side.hits[x] == 0:
            town = _among(side.form.words[x], towns, town_words)
            side.town |= town
            side.concept |= side.form.flags[x] == FLAG_CONCEPT
            side.word |= side.form.flags[x] == FLAG_WORD and weight >= TELLING
            if town:
                weight *= OWN_TOWN
        side.total += weight
        side.shared += side.hits[x] * weight
        side.lone += (1 - side.hits[x]) * weight


cdef bint _among(int word, const int* towns, int town_words) noexcept nogil:
    cdef int at
    for at in range(town_words):
        if towns[at] == word:
            return True
    return False


cdef bint _is_bare(
    const Columns* columns, const Record* record, const Form* form, const int* towns, int town_words
) noexcept nogil:
    """Say whether a name holds nothing but types, marks, towns, and the record's own street."""
    cdef int x, word
    for x in range(form.count):
        word = form.words[x]
        if form.flags[x] == FLAG_MARK or columns.words[word].general:
            continue
        if _among(word, towns, town_words):
            continue
        if not _among(word, columns.streets + record.streets, record.street_count):
            return False
    return True


cdef int _rarest(const Columns* columns, const Side* a, const Side* b) noexcept nogil:
    """Return the rarest shared word, -1 for none.

    Where it is spelled in two ways, the more common one: a slip of the pen makes no word rare.
    """
    cdef int left = _first_shared(a)
    cdef int right = _first_shared(b)
    if left == right or columns.words[left].bodies == columns.words[right].bodies:
        return min(left, right)
    return left if columns.words[left].bodies > columns.words[right].bodies else right


cdef int _first_shared(const Side* side) noexcept nogil:
    """Return the first word that the other name has too, -1 for none: rare words stand first."""
    cdef int x
    for x in range(side.form.count):
        if side.hits[x] > ALIKE:
            return side.form.words[x]
    return -1


cdef bint _lacks(const Side* side, int flag) noexcept nogil:
    """Say whether a name has a number or mark that the other lacks."""
    cdef int x
    for x in range(side.form.count):
        if side.form.flags[x] == flag and side.hits[x] == 0:
            return True
    return False


cdef int _level(
    const Columns* columns, const Form* a, const Form* b, const Overlap* overlap
) noexcept nogil:
    if a.full == b.full:
        return NAME_SAME
    if _equal(a.core, b.core) or _equal(a.compact, b.compact):
        return NAME_CORE
    if overlap.dice >= <float>0.9 or _spelled_alike(columns, a, b, overlap.dice):
        return NAME_NEAR
    if (_equal(a.acronym, b.compact) and b.single) or (_equal(b.acronym, a.compact) and a.single):
        return NAME_ACRONYM
    if overlap.within >= <float>0.95 and overlap.dice >= <float>0.45:
        return NAME_WITHIN
    if overlap.dice >= <float>0.7:
        return NAME_STRONG
    if overlap.dice >= 0.5 or overlap.within >= <float>0.8:
        return NAME_PARTIAL
    return NAME_WEAK if overlap.dice >= 0.25 else NAME_NONE


cdef bint _equal(int a, int b) noexcept nogil:
    return a == b and a >= 0


cdef bint _spelled_alike(
    const Columns* columns, const Form* a, const Form* b, float dice
) noexcept nogil:
    """Compare whole names without spaces, where words alone leave it open."""
    if dice <= <float>0.2:
        return False
    return _spelled(
        &columns.compacts, <int>(a - columns.forms), <int>(b - columns.forms), <float>0.9
    ) >= <float>0.9
