"""Compares pairs of records: one level a feature, products included, as a matrix of codes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from commonweave.linkage.assets import load_lexicon
from commonweave.linkage.columns import Columns, Contacts, Flags, Ints
from commonweave.linkage.compare_names import compare_names
from commonweave.linkage.domain.scorecard import (
    LEVELS,
    NAME_GROUPS,
    PLACE_GROUPS,
    PRODUCTS,
    all_levels,
)

_PLACE = {level: code for code, level in enumerate(LEVELS["place"])}
_EARTH_KM = 6371.0


@dataclass(frozen=True)
class Evidence:
    """`levels` has a row a pair and a column a feature (order of `all_levels`).

    The other columns number the shared value that a reason may name, -1 for none; `km` is the
    distance in kilometres, NaN where unknown.
    """

    levels: npt.NDArray[np.uint8]
    shared: dict[str, Ints]
    km: npt.NDArray[np.float64]


def compare_pairs(columns: Columns, left: Ints, right: Ints) -> Evidence:
    """Compare the records at rows `left` and `right` of the columns."""
    features: dict[str, Ints] = {}
    names = compare_names(columns, left, right)
    features |= {
        "name": names.name, "word": names.word, "homonyms": names.homonyms, "told": names.told,
        "number": names.number, "mark": names.mark, "extra": names.extra,
        "type": _types(columns.types[left], columns.types[right]),
        "form": _equal_or_not(columns.legal[left], columns.legal[right]),
    }  # fmt: skip
    km = distance_km(columns, left, right)
    features["place"] = _place(columns, left, right, km)
    at_door = features["place"] >= _PLACE["street"]
    crowd = np.maximum(columns.door_bodies[left], columns.door_bodies[right])
    in_town = (features["place"] >= _PLACE["town"]) & ~at_door
    town = np.maximum(columns.town_bodies[left], columns.town_bodies[right])
    features["crowd"] = np.select(
        [at_door & (crowd > 0), in_town & (town > 0) & (town <= 5), in_town & (town > 50)],
        [1 + np.digitize(crowd, [2, 6]), 4, 5],
        0,
    )
    shared: dict[str, Ints] = {"word": names.shared_word}
    features["identifier"], shared["identifier"] = _identifier(
        columns.contacts["identifier"], left, right
    )
    for kind, bounds in (("email", [2]), ("site", [2, 4]), ("phone", [2])):
        features[kind], shared[kind] = _contact(columns.contacts[kind], left, right, bounds)
    features["email"] = np.where(features["email"] == 3, 0, features["email"])
    features["founded"] = _founded(columns, left, right)
    features["list"] = (columns.source[left] == columns.source[right]).astype(np.int32)
    features |= _products(features)
    levels = np.column_stack([features[name] for name in all_levels()]).astype(np.uint8)
    return Evidence(levels, shared, km)


def distance_km(columns: Columns, left: Ints, right: Ints) -> npt.NDArray[np.float64]:
    """Return great-circle distances in kilometres (haversine), NaN where a point is missing."""
    lat1, lat2 = np.radians(columns.lat[left]), np.radians(columns.lat[right])
    dlon = np.radians(columns.lon[right] - columns.lon[left])
    h = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin(dlon / 2) ** 2
    return np.asarray(2 * _EARTH_KM * np.arcsin(np.sqrt(np.clip(h, 0, 1))))


def _both(a: Ints, b: Ints) -> Flags:
    return (a >= 0) & (b >= 0)


def _equal_or_not(a: Ints, b: Ints) -> Ints:
    return np.where(_both(a, b), np.where(a == b, 1, 2), 0).astype(np.int32)


def _types(a: Ints, b: Ints) -> Ints:
    """Compare bit sets of types; a foundation and what is none are kin, but never one body."""
    foundation = 1 << load_lexicon().concepts["foundation"]
    conditions = [
        (a == 0) & (b == 0),
        a == b,
        (a & b) != 0,
        (a == 0) | (b == 0),
        ((a ^ b) & foundation) != 0,
    ]
    return np.select(conditions, [0, 1, 2, 3, 5], 4).astype(np.int32)


def _place(columns: Columns, left: Ints, right: Ints, km: npt.NDArray[np.float64]) -> Ints:
    """Reduce address, postcode, town and distance to the one level they agree on best."""
    postcode = _equal_or_not(columns.postcode[left], columns.postcode[right])
    area = _equal_or_not(columns.area[left], columns.area[right])
    town = _equal_or_not(columns.town[left], columns.town[right])
    house = _equal_or_not(columns.house[left], columns.house[right])
    country = _equal_or_not(columns.country[left], columns.country[right])
    region = _equal_or_not(columns.region[left], columns.region[right])
    sa, sb = columns.street[left], columns.street[right]
    common = ((sa[:, :, None] == sb[:, None, :]) & (sa >= 0)[:, :, None]).any(2).sum(1)
    longest = np.minimum((sa >= 0).sum(1), (sb >= 0).sum(1))
    street = np.where(longest > 0, np.where(common * 2 >= longest, 1, 2), 0)
    ta, tb = columns.town_words[left], columns.town_words[right]
    town_alike = ((ta[:, :, None] == tb[:, None, :]) & (ta >= 0)[:, :, None]).any((1, 2))
    point = ~(columns.crowded[left] | columns.crowded[right])
    fine = (postcode == 1) & columns.fine[left]
    apart_by_km = km > 25
    here = ((town == 1) | (postcode == 1) | (area == 1) | (town_alike & (km < 30))) & ~apart_by_km
    same_town = ((town == 1) | (postcode == 1) | town_alike | (km < 2)) & ~apart_by_km
    door = (house != 2) & ((house == 1) | (longest >= 1))
    conditions = [
        (country == 2) | (km > 150),
        (street == 1) & door & (house == 1) & here,
        fine & (house == 1),
        (street == 1) & door & (common == np.maximum((sa >= 0).sum(1), (sb >= 0).sum(1))) & here,
        fine & (house != 2),
        (km < 0.05) & point & (house != 2),
        (street == 1) & here & (house != 2),
        (fine | ((street == 1) & here) | ((km < 0.1) & point)) & (house == 2),
        same_town & ((street == 2) | (house == 2)),
        same_town,
        (area == 1) | (km < 10),
        ((region == 1) & (town != 2) & (postcode != 2)) | (km < 40),
        (town == 2) | (postcode == 2) | (km >= 40),
        region == 1,
    ]
    names = ("far", "address", "address", "address", "fine", "fine", "street", "other_door",
             "town_moved", "town", "near", "region", "apart", "region")  # fmt: skip
    return np.select(conditions, [_PLACE[name] for name in names], 0).astype(np.int32)


def _shared(contacts: Contacts, left: Ints, right: Ints) -> Ints:
    """Return the number of the shared value that the fewest bodies use, -1 for none."""
    a, b = contacts.codes[left], contacts.codes[right]
    hit = ((a[:, :, None] == b[:, None, :]) & (a >= 0)[:, :, None]).any(2)
    rarity = np.where(hit, contacts.bodies[np.maximum(a, 0)], 1 << 30)
    at = rarity.argmin(1)
    rows = np.arange(len(left))
    return np.where(hit.any(1), a[rows, at], -1).astype(np.int32)


def _contact(contacts: Contacts, left: Ints, right: Ints, bounds: list[int]) -> tuple[Ints, Ints]:
    """Return levels (same and rare … same and shared by many, then: both have others)."""
    shared = _shared(contacts, left, right)
    bodies = contacts.bodies[np.maximum(shared, 0)]
    both = (contacts.codes[left, 0] >= 0) & (contacts.codes[right, 0] >= 0)
    level = np.where(
        shared >= 0, 1 + np.digitize(bodies, bounds), np.where(both, len(bounds) + 2, 0)
    )
    return level.astype(np.int32), shared


def _identifier(contacts: Contacts, left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Same scheme and value; same value alone; same scheme but other values; nothing."""
    a, b = contacts.codes[left], contacts.codes[right]
    sa, sb = contacts.shapes[left], contacts.shapes[right]
    valid = (a >= 0)[:, :, None] & (b >= 0)[:, None, :]
    value = (a[:, :, None] == b[:, None, :]) & valid
    scheme = (sa[:, :, None] == sb[:, None, :]) & valid
    named = scheme & contacts.named[np.maximum(sa, 0)][:, :, None]
    bare_a = ~contacts.named[np.maximum(sa, 0)] & (a >= 0)
    bare_b = ~contacts.named[np.maximum(sb, 0)] & (b >= 0)
    either_bare = bare_a[:, :, None] | bare_b[:, None, :]
    conditions = [
        (value & named).any((1, 2)),
        (value & either_bare).any((1, 2)),
        named.any((1, 2)),
        (scheme & ~named).any((1, 2)),
    ]
    level = np.select(conditions, [1, 2, 3, 4], 0).astype(np.int32)
    shared = np.where((level == 1) | (level == 2), _shared(contacts, left, right), -1)
    return level, shared.astype(np.int32)


def _founded(columns: Columns, left: Ints, right: Ints) -> Ints:
    ya, yb = columns.year[left], columns.year[right]
    da, db = columns.day[left], columns.day[right]
    known = (ya > 0) & (yb > 0)
    conditions = [
        ~known,
        (ya == yb) & (da == db) & (da > 0),
        (ya == yb) & ((da == 0) | (db == 0)),
        np.abs(ya - yb) <= 1,
    ]
    return np.select(conditions, [0, 1, 2, 3], 4).astype(np.int32)


def _grouped(codes: Ints, feature: str, groups: dict[str, int]) -> Ints:
    table = np.array([groups[level] for level in LEVELS[feature]], np.int32)
    return table[codes]


def _products(features: dict[str, Ints]) -> dict[str, Ints]:
    name = _grouped(features["name"], "name", NAME_GROUPS)
    place = _grouped(features["place"], "place", PLACE_GROUPS)
    site = np.array([0, 1, 1, 2, 0], np.int32)[features["site"]]
    phone = np.array([0, 1, 2, 0], np.int32)[features["phone"]]
    number = np.array([0, 1, 1, 0, 0], np.int32)[features["identifier"]]
    word = np.where(name == 1, np.array([0, 1, 1, 1, 2, 2], np.int32)[features["word"]], 0)
    homonyms = np.array([0, 0, 1, 2, 2], np.int32)[features["homonyms"]]
    told = np.array([0, 1, 0, 2], np.int32)[features["told"]]
    same_list = features["list"]
    sides = {
        "name_place": (name, place), "name_list": (name, same_list), "name_site": (name, site),
        "name_phone": (name, phone), "name_identifier": (name, number),
        "word_place": (word, place), "homonyms_place": (homonyms, place),
        "told_place": (told, place),
        "place_list": (place, same_list), "site_place": (site, place),
    }  # fmt: skip
    return {
        product: left * len(PRODUCTS[product][1]) + right
        for product, (left, right) in sides.items()
    }
