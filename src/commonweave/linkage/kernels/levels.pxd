"""Level codes as the compiled loops write them; a test holds them against the scorecard."""

cpdef enum:
    # the columns of a level matrix
    NAME, WORD, TOLD, HOMONYMS, TWINS, NUMBER, MARK, EXTRA, CLASH, SCRIPT, TYPE, FORM, PLACE
    CROWD, IDENTIFIER, EMAIL, SITE, PHONE, HINT, FOUNDED, LIST, STANDING
    FEATURES

cpdef enum NameLevel:
    NAME_UNSAID, NAME_GENERAL, NAME_NONE, NAME_WEAK, NAME_PARTIAL, NAME_STRONG, NAME_WITHIN
    NAME_ACRONYM, NAME_NEAR, NAME_CORE, NAME_SAME

cpdef enum ClashLevel:
    CLASH_UNSAID, CLASH_KINDS, CLASH_WORDS, CLASH_TOWNS

cpdef enum ScriptLevel:
    SCRIPT_UNSAID, SCRIPT_OTHER, SCRIPT_KIND

cpdef enum TypeLevel:
    TYPE_UNSAID, TYPE_SAME, TYPE_OVERLAP, TYPE_ONE_SIDE, TYPE_DIFFER, TYPE_SIBLING

cpdef enum PlaceLevel:
    PLACE_UNSAID, PLACE_FAR, PLACE_APART, PLACE_UNLIKE, PLACE_REGION, PLACE_NEAR, PLACE_TOWN, PLACE_TOWN_MOVED
    PLACE_OTHER_DOOR, PLACE_STREET, PLACE_FINE, PLACE_ADDRESS

cpdef enum CrowdLevel:
    CROWD_UNSAID, CROWD_ONE, CROWD_FEW, CROWD_MANY, CROWD_SMALL_TOWN, CROWD_CITY

cpdef enum IdentifierLevel:
    IDENTIFIER_UNSAID, IDENTIFIER_SAME, IDENTIFIER_SAME_BARE, IDENTIFIER_DIFFER
    IDENTIFIER_DIFFER_BARE

cpdef enum HintLevel:
    HINT_UNSAID, HINT_NONE, HINT_COMMON, HINT_RARE

cpdef enum FoundedLevel:
    FOUNDED_UNSAID, FOUNDED_DAY, FOUNDED_YEAR, FOUNDED_NEAR, FOUNDED_DIFFER

cpdef enum Agreement:
    """What two codes have in common, where -1 is an unknown one."""
    UNSAID, SAME, DIFFER


cdef inline int agreement(int a, int b) noexcept nogil:
    if a < 0 or b < 0:
        return UNSAID
    return SAME if a == b else DIFFER
