# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The loop over pairs of records: one level a feature, products of two, weights added up.

Rows are trusted here; `linkage.compare` checks them.
"""

from commonweave.linkage.kernels.contacts cimport (
    ContactEvidence, compare_contacts, compare_identifiers,
)
from commonweave.linkage.kernels.hints cimport compare_hints
from commonweave.linkage.kernels.layout cimport (
    KIND_EMAIL, KIND_PHONE, KIND_SITE, TOWN_WORDS, Columns, Contact, Form, Record, Texts, Word, byte,
)
from commonweave.linkage.kernels.levels cimport (
    CLASH, CROWD, EMAIL, EXTRA, FEATURES, FORM, FOUNDED, FOUNDED_DAY, FOUNDED_DIFFER, FOUNDED_NEAR,
    FOUNDED_UNSAID, FOUNDED_YEAR, HINT, HINT_UNSAID, HOMONYMS, IDENTIFIER, LIST, MARK, NAME, NAME_NEAR, NUMBER, PHONE, PLACE, PLACE_NEAR,
    PLACE_OTHER_DOOR, PLACE_TOWN, PLACE_UNSAID, SCRIPT, SITE, STANDING, TOLD, TWINS, TYPE, TYPE_DIFFER, TYPE_ONE_SIDE, TYPE_OVERLAP, TYPE_SAME, TYPE_SIBLING,
    TYPE_UNSAID, WORD, agreement,
)
from commonweave.linkage.kernels.names cimport NameEvidence, compare_names
from commonweave.linkage.kernels.places cimport compare_places, crowd_of, distance_km

cdef extern from *:
    void __builtin_prefetch(const void* address) noexcept nogil

cdef enum:
    STEP = 6           # pairs between two looks ahead
    WIDEST = 64        # features and products
    MOST_LEVELS = 16   # of a feature
    NEVER = 2147483647
    ALIKE = 2          # the group of names that agree in part

cdef struct Evidence:
    byte[WIDEST] levels
    int word, identifier, email, site, phone
    double km

cdef struct Rules:
    int foundation           # the bit of the one type that is never one body with others
    const byte* groups       # [feature, level] → group of that level in products
    const int* products      # [product, 3]: left feature, right feature, groups of the right one
    int product_count


cdef class Comparer:
    """Compares pairs of rows of some columns.

    `groups` is uint8 [features, 16]: the group of each level in products; `products` is int32
    [products, 3]: the two features and the number of groups of the second. `foundation` is the
    bit of that type.
    """

    cdef Columns columns
    cdef Rules rules
    cdef list kept  # the arrays that the pointers point into

    def __init__(self, columns, int foundation, const byte[:, ::1] groups,
                 const int[:, ::1] products):
        if groups.shape[0] != FEATURES or groups.shape[1] != MOST_LEVELS:
            raise ValueError("Groups are [features, 16].")
        if products.shape[1] != 3 or FEATURES + products.shape[0] > WIDEST:
            raise ValueError("Products are [products, 3], and there are too many of them.")
        self.kept = [columns, groups, products]
        self.rules.foundation = foundation
        self.rules.groups = &groups[0, 0]
        self.rules.products = &products[0, 0]
        self.rules.product_count = products.shape[0]
        self._point_at(columns)

    cdef _point_at(self, columns):
        cdef const Record[::1] records = columns.records
        cdef const int[::1] names = columns.names
        cdef const Form[::1] forms = columns.forms
        cdef const Word[::1] words = columns.words
        cdef const int[::1] streets = columns.streets
        cdef const int[:, ::1] towns = columns.towns
        cdef const Contact[::1] contacts = columns.contacts
        if towns.shape[1] != TOWN_WORDS:
            raise ValueError("Towns are [towns, 4].")
        self.columns.records = &records[0]
        self.columns.names = &names[0]
        self.columns.forms = &forms[0]
        self.columns.words = &words[0]
        self.columns.streets = &streets[0]
        self.columns.towns = &towns[0, 0]
        self.columns.contacts = &contacts[0]
        self.columns.spellings = _texts(columns.spellings)
        self.columns.compacts = _texts(columns.compacts)
        cdef const byte[::1] labels = columns.labels
        self.columns.labels = &labels[0]

    def compare(self, const int[::1] left, const int[::1] right, byte[:, ::1] levels,
                int[:, ::1] shared, double[::1] km):
        """Write levels [pairs, features and products], shared values [pairs, 5] and distances.

        The shared values are those of word, identifier, email, site and phone, -1 for none.
        """
        cdef Py_ssize_t at, column
        cdef int width = FEATURES + self.rules.product_count
        cdef Evidence evidence
        with nogil:
            for at in range(left.shape[0]):
                _look_ahead(&self.columns, &right[0], at, right.shape[0])
                _compare(&self.columns, &self.rules, left[at], right[at], &evidence)
                for column in range(width):
                    levels[at, column] = evidence.levels[column]
                shared[at, 0] = evidence.word
                shared[at, 1] = evidence.identifier
                shared[at, 2] = evidence.email
                shared[at, 3] = evidence.site
                shared[at, 4] = evidence.phone
                km[at] = evidence.km

    def score(self, const int[::1] left, const int[::1] right, const float[:, ::1] weights,
              float intercept, float[::1] logits):
        """Write the log-odds of each pair: the intercept and the weight of each of its levels."""
        cdef Py_ssize_t at
        cdef int column
        cdef int width = FEATURES + self.rules.product_count
        cdef float logit
        cdef Evidence evidence
        with nogil:
            for at in range(left.shape[0]):
                _look_ahead(&self.columns, &right[0], at, right.shape[0])
                _compare(&self.columns, &self.rules, left[at], right[at], &evidence)
                logit = intercept
                for column in range(width):
                    logit += weights[column, evidence.levels[column]]
                logits[at] = logit


cdef Texts _texts(texts):
    cdef const long long[::1] offsets = texts.offsets
    cdef const byte[::1] data = texts.data
    return Texts(&offsets[0], &data[0])


cdef void _look_ahead(
    const Columns* columns, const int* rows, Py_ssize_t at, Py_ssize_t count
) noexcept nogil:
    """Ask for the memory of pairs to come: rows of large columns lie far apart.

    First for a record, then for what it points at, and so on; pairs come sorted by their left
    row, which is near already.
    """
    cdef const Record* record
    cdef const Form* form
    cdef int word
    if at + 4 * STEP < count:
        record = &columns.records[rows[at + 4 * STEP]]
        __builtin_prefetch(record)
        __builtin_prefetch(<const byte*>record + sizeof(Record) - 1)
    if at + 3 * STEP < count:
        record = &columns.records[rows[at + 3 * STEP]]
        __builtin_prefetch(&columns.names[record.names])
        __builtin_prefetch(&columns.contacts[record.contacts])
        __builtin_prefetch(&columns.streets[record.streets])
    if at + 2 * STEP < count:
        record = &columns.records[rows[at + 2 * STEP]]
        if record.name_count:
            __builtin_prefetch(&columns.forms[columns.names[record.names]])
    if at + STEP < count:
        record = &columns.records[rows[at + STEP]]
        if record.name_count:
            form = &columns.forms[columns.names[record.names]]
            for word in range(form.count):
                __builtin_prefetch(&columns.words[form.words[word]])


cdef void _compare(
    const Columns* columns, const Rules* rules, int left, int right, Evidence* out
) noexcept nogil:
    cdef const Record* a = &columns.records[left]
    cdef const Record* b = &columns.records[right]
    _write_names(columns, a, b, out)
    out.km = distance_km(a, b)
    out.levels[PLACE] = compare_places(columns, a, b, out.km)
    out.levels[CROWD] = crowd_of(a, b, out.levels[PLACE])
    out.levels[TWINS] = _twins(a, b, out.levels[NAME], out.levels[PLACE])
    _write_contacts(columns, a, b, out)
    out.levels[HINT] = _hint(columns, a, b, out)
    out.levels[TYPE] = _types(a.types, b.types, rules.foundation)
    out.levels[FORM] = agreement(a.legal, b.legal)
    out.levels[FOUNDED] = _founded(a, b)
    out.levels[LIST] = a.source == b.source
    out.levels[STANDING] = 0  # what one pair cannot tell
    _write_products(rules, out)


cdef void _write_names(
    const Columns* columns, const Record* a, const Record* b, Evidence* out
) noexcept nogil:
    cdef NameEvidence names = compare_names(columns, a, b)
    out.levels[NAME] = names.name
    out.levels[WORD] = names.word
    out.levels[TOLD] = names.told
    out.levels[HOMONYMS] = names.homonyms
    out.levels[NUMBER] = names.number
    out.levels[MARK] = names.mark
    out.levels[EXTRA] = names.extra
    out.levels[CLASH] = names.clash
    out.levels[SCRIPT] = names.script
    out.word = names.shared_word


cdef void _write_contacts(
    const Columns* columns, const Record* a, const Record* b, Evidence* out
) noexcept nogil:
    cdef ContactEvidence found
    found = compare_identifiers(columns, a, b)
    out.levels[IDENTIFIER], out.identifier = found.level, found.shared
    found = compare_contacts(columns, a, b, KIND_EMAIL, 2, NEVER)
    out.levels[EMAIL], out.email = found.level if found.shared >= 0 else 0, found.shared
    found = compare_contacts(columns, a, b, KIND_SITE, 2, 4)
    out.levels[SITE], out.site = found.level, found.shared
    found = compare_contacts(columns, a, b, KIND_PHONE, 2, NEVER)
    out.levels[PHONE], out.phone = min(found.level, 3), found.shared


cdef int _hint(
    const Columns* columns, const Record* a, const Record* b, const Evidence* out
) noexcept nogil:
    """Look for names in contacts where neither names nor contacts agree by themselves."""
    if out.levels[NAME] >= NAME_NEAR or out.site >= 0 or out.email >= 0:
        return HINT_UNSAID
    if out.levels[PLACE] < PLACE_NEAR and out.levels[PLACE] != PLACE_UNSAID:
        return HINT_UNSAID
    return compare_hints(columns, a, b)


cdef int _twins(const Record* a, const Record* b, int name, int place) noexcept nogil:
    """Return how many of one name one list has in the town that two records share: 1, 2, more."""
    cdef int twins = max(a.twins, b.twins)
    if name < NAME_NEAR or not PLACE_TOWN <= place <= PLACE_OTHER_DOOR:
        return 0
    return (twins >= 2) + (twins >= 3)


cdef int _types(int a, int b, int foundation) noexcept nogil:
    """Compare bit sets of types; a foundation and what is none are kin, but never one body."""
    if a == b:
        return TYPE_UNSAID if a == 0 else TYPE_SAME
    if a & b:
        return TYPE_OVERLAP
    if a == 0 or b == 0:
        return TYPE_ONE_SIDE
    return TYPE_SIBLING if (a ^ b) & foundation else TYPE_DIFFER


cdef int _founded(const Record* a, const Record* b) noexcept nogil:
    if a.year <= 0 or b.year <= 0:
        return FOUNDED_UNSAID
    if a.year == b.year:
        if a.day == b.day and a.day > 0:
            return FOUNDED_DAY
        if a.day == 0 or b.day == 0:
            return FOUNDED_YEAR
    return FOUNDED_NEAR if -1 <= a.year - b.year <= 1 else FOUNDED_DIFFER


cdef void _write_products(const Rules* rules, Evidence* out) noexcept nogil:
    """Write the level of each product: the groups of its two features, left × right."""
    cdef byte[FEATURES] groups
    cdef const int* product
    cdef int at
    for at in range(FEATURES):
        groups[at] = rules.groups[at * MOST_LEVELS + out.levels[at]]
    if groups[NAME] != ALIKE:
        groups[WORD] = 0  # where names are equal or unlike, a shared word says nothing more
    for at in range(rules.product_count):
        product = &rules.products[3 * at]
        out.levels[FEATURES + at] = groups[product[0]] * product[2] + groups[product[1]]
