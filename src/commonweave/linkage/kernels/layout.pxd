"""How columns lie in memory; a test holds this against the dtypes of `linkage.layout`."""

ctypedef unsigned char byte

cdef enum:
    FORM_WORDS = 8
    TOWN_WORDS = 4
    KINDS = 4

cpdef enum Kind:
    # in the order in which a record's contacts stand
    KIND_EMAIL, KIND_IDENTIFIER, KIND_PHONE, KIND_SITE

cpdef enum Flag:
    FLAG_WORD, FLAG_CONCEPT, FLAG_NUMBER, FLAG_MARK

cdef struct Record:
    double[3] point
    int source, country, region, town, postcode, area, house, legal, types, year, day
    int door_bodies, town_bodies, twins, town_sound
    int names, streets, contacts
    byte name_count, street_count
    byte[KINDS] contact_counts
    byte fine, crowded, latin

cdef struct Form:
    int[FORM_WORDS] words
    int full, core, compact, acronym, bodies
    byte[FORM_WORDS] flags
    byte count, single, latin

cdef struct Word:
    int first, sound, length, bodies, general
    float weight

cdef struct Contact:
    int value, shape, bodies
    int named
    int label, letters

cdef struct Texts:
    const long long* offsets
    const byte* data

cdef struct Columns:
    const Record* records
    const int* names
    const Form* forms
    const Word* words
    Texts spellings
    Texts compacts
    const int* streets
    const int* towns
    const Contact* contacts
    const byte* labels
