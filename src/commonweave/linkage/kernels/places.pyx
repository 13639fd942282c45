# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Where two records are: address, postcode, town and distance as one level."""

from libc.math cimport NAN, asin, isnan, sqrt

from commonweave.linkage.kernels.layout cimport TOWN_WORDS, Columns, Record
from commonweave.linkage.kernels.levels cimport (
    CROWD_CITY, CROWD_ONE, CROWD_SMALL_TOWN, CROWD_UNSAID, DIFFER, PLACE_ADDRESS, PLACE_APART,
    PLACE_FAR, PLACE_FINE, PLACE_NEAR, PLACE_OTHER_DOOR, PLACE_REGION, PLACE_STREET, PLACE_TOWN,
    PLACE_TOWN_MOVED, PLACE_UNLIKE, PLACE_UNSAID, SAME, UNSAID, agreement,
)

cdef double EARTH_KM = 6371.0


cdef struct Place:
    double km
    int postcode, area, town, house, region, street
    bint fine, whole_street, town_alike, town_unlike, point


cdef double distance_km(const Record* a, const Record* b) noexcept nogil:
    """Return the great-circle distance in kilometres, NaN where a point is missing."""
    cdef double x = a.point[0] - b.point[0]
    cdef double y = a.point[1] - b.point[1]
    cdef double z = a.point[2] - b.point[2]
    cdef double half
    if isnan(x):
        return NAN
    half = sqrt(x * x + y * y + z * z) / 2
    return 2 * EARTH_KM * asin(half if half < 1 else 1.0)


cdef int compare_places(
    const Columns* columns, const Record* a, const Record* b, double km
) noexcept nogil:
    """Return the level of the best that address, postcode, town and distance agree on."""
    cdef Place place
    if km > 150 or agreement(a.country, b.country) == DIFFER:
        return PLACE_FAR
    place.km = km
    place.postcode = agreement(a.postcode, b.postcode)
    place.area = agreement(a.area, b.area)
    place.town = agreement(a.town, b.town)
    place.house = agreement(a.house, b.house)
    place.region = agreement(a.region, b.region)
    place.fine = place.postcode == SAME and a.fine
    place.point = not (a.crowded or b.crowded)
    place.town_alike = _towns_alike(columns, a.town, b.town)
    place.town_unlike = False
    if place.town == DIFFER:
        _compare_sounds(a, b, &place)
    _compare_streets(columns, a, b, &place)
    return _level(&place)


cdef void _compare_sounds(const Record* a, const Record* b, Place* place) noexcept nogil:
    """Judge towns of different spelling by their consonants.

    Where only one is written in Latin letters, one sound is one town, and another sound is no
    proof: many towns have another name in another language.
    """
    cdef bint same = agreement(a.town_sound, b.town_sound) == SAME
    if a.latin != b.latin:
        place.town_alike |= same
        place.town_unlike = not place.town_alike
        place.town = UNSAID
    elif same:
        place.town = UNSAID


cdef void _compare_streets(
    const Columns* columns, const Record* a, const Record* b, Place* place
) noexcept nogil:
    cdef int shorter = min(a.street_count, b.street_count)
    cdef int longer = max(a.street_count, b.street_count)
    cdef int common = 0, x, y
    place.street, place.whole_street = UNSAID, False
    if shorter == 0:
        return
    for x in range(a.street_count):
        for y in range(b.street_count):
            if columns.streets[a.streets + x] == columns.streets[b.streets + y]:
                common += 1
                break
    place.street = SAME if common * 2 > shorter else DIFFER
    place.whole_street = common == longer


cdef bint _towns_alike(const Columns* columns, int a, int b) noexcept nogil:
    """Say whether the names of two towns have a word in common."""
    cdef int x, y, word
    if a < 0 or b < 0:
        return False
    for x in range(TOWN_WORDS):
        word = columns.towns[a * TOWN_WORDS + x]
        for y in range(TOWN_WORDS):
            if word >= 0 and word == columns.towns[b * TOWN_WORDS + y]:
                return True
    return False


cdef int _level(const Place* place) noexcept nogil:
    cdef int door = _door(place)
    cdef bint moved
    if door != PLACE_UNSAID:
        return door
    if _is_same_town(place):
        moved = place.street == DIFFER or place.house == DIFFER
        return PLACE_TOWN_MOVED if moved else PLACE_TOWN
    if place.area == SAME or place.km < 10:
        return PLACE_NEAR
    if place.km < 40 or (
        place.region == SAME and place.town != DIFFER and place.postcode != DIFFER
    ):
        return PLACE_REGION
    if place.town == DIFFER or place.postcode == DIFFER or place.km >= 40:
        return PLACE_APART
    if place.region == SAME:
        return PLACE_REGION
    return PLACE_UNLIKE if place.town_unlike else PLACE_UNSAID


cdef int _door(const Place* place) noexcept nogil:
    """Return the level where both are in one street or nearer, else `PLACE_UNSAID`."""
    cdef bint street = place.street == SAME and _is_here(place)
    cdef bint spot = place.point and place.km < 0.1
    if place.house == DIFFER:
        return PLACE_OTHER_DOOR if place.fine or street or spot else PLACE_UNSAID
    if place.house == SAME and (street or place.fine):
        return PLACE_ADDRESS
    if street and place.whole_street:
        return PLACE_ADDRESS
    if place.fine or (place.point and place.km < 0.05):
        return PLACE_FINE
    return PLACE_STREET if street else PLACE_UNSAID


cdef bint _is_here(const Place* place) noexcept nogil:
    """Say whether a street of the same name can be the same street."""
    if place.km > 25:
        return False
    return (
        place.town == SAME or place.postcode == SAME or place.area == SAME
        or (place.town_alike and place.km < 30)
    )


cdef bint _is_same_town(const Place* place) noexcept nogil:
    if place.km > 25:
        return False
    return place.town == SAME or place.postcode == SAME or place.town_alike or place.km < 2


cdef int crowd_of(const Record* a, const Record* b, int place) noexcept nogil:
    """Return how many others are at the address, or in the town, that two records share."""
    cdef int bodies
    if place >= PLACE_STREET:
        bodies = max(a.door_bodies, b.door_bodies)
        return CROWD_ONE + (bodies >= 2) + (bodies >= 6) if bodies > 0 else CROWD_UNSAID
    if place >= PLACE_TOWN:
        bodies = max(a.town_bodies, b.town_bodies)
        if bodies > 50:
            return CROWD_CITY
        return CROWD_SMALL_TOWN if 0 < bodies <= 5 else CROWD_UNSAID
    return CROWD_UNSAID
