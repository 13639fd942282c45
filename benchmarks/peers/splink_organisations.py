"""Splink with a model made for organisations: INPUT CLUSTERS PAIRS.

Core names without legal forms, acronyms, name with town, domains, telephone digits and distance;
frequent values weigh less.
"""

from __future__ import annotations

import re

import splink.comparison_level_library as cll
import splink.comparison_library as cl
from normality import ascii_text
from rigour.names import remove_org_types
from splink import block_on
from splink_common import link, read_rows, table_of

TYPES = re.compile(
    r"\b(co-?op\w*|kooperat\w*|association|associazione|asociacion|associacao|verein|foundation|"
    r"fondation|fundacion|fondazione|fundacao|stiftung|societ\w+|sociedad|ltd|limited|inc|cic|"
    r"scop|scic|genossenschaft|mutu\w+|federa\w+|union|credit|the|of|de|du|des|la|le|les|di|da|do|"
    r"and|et|y|e|und)\b"
)
FREE = re.compile(r"(gmail|yahoo|hotmail|outlook|orange|libero|abv|ukr|naver|gmx)\.")
TEXT = ("record_id", "full", "core", "acronym", "first_word", "town", "postcode", "street",
        "domain", "email", "phone", "identifier", "country")  # fmt: skip


def prepare(row: dict[str, str]) -> dict[str, object]:
    """Return the columns that the model compares."""
    full = (ascii_text(remove_org_types(row["name"].casefold())) or "").lower()
    core = " ".join(re.sub(r"[^a-z0-9]+", " ", TYPES.sub(" ", full)).split())
    words = [word for word in full.split() if len(word) > 2]
    site = re.sub(r"^(https?://)?(www\.)?", "", row["website"].lower()).strip("/")
    mail = row["email"].lower()
    host = mail.rpartition("@")[2]
    domain = site or ("" if FREE.match(host) else host)
    return {
        "record_id": row["record_id"], "full": full, "core": core or full,
        "acronym": "".join(word[0] for word in words) if len(words) > 1 else core,
        "first_word": max(core.split(), key=len, default=""),
        "town": (ascii_text(row["city"]) or "").lower(),
        "postcode": re.sub(r"\W", "", row["postcode"].upper()),
        "street": (ascii_text(row["street"]) or "").lower(), "domain": domain, "email": mail,
        "phone": re.sub(r"\D", "", row["phone"])[-8:], "identifier": row["identifier"],
        "country": row["country"],
        "lat": float(row["lat"]) if row["lat"] else None,
        "lon": float(row["lon"]) if row["lon"] else None,
    }  # fmt: skip


def name_comparison() -> cl.CustomComparison:
    """Return levels from the same core to initials."""
    return cl.CustomComparison(
        output_column_name="core",
        comparison_levels=[
            cll.NullLevel("core"),
            cll.ExactMatchLevel("core", term_frequency_adjustments=True),
            cll.JaroWinklerLevel("core", 0.94),
            cll.JaroWinklerLevel("core", 0.86),
            cll.CustomLevel("acronym_l = core_r OR acronym_r = core_l", "initials"),
            cll.CustomLevel("first_word_l = first_word_r", "same telling word"),
            cll.ElseLevel(),
        ],
    )


def main() -> None:
    """Link."""
    rows = [prepare(row) for row in read_rows()]
    link(
        table_of(rows, TEXT, ("lat", "lon")),
        {
            "core": name_comparison(),
            "street": cl.LevenshteinAtThresholds("street", [2, 5]),
            "town": cl.ExactMatch("town").configure(term_frequency_adjustments=True),
            "postcode": cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
            "domain": cl.ExactMatch("domain").configure(term_frequency_adjustments=True),
            "email": cl.ExactMatch("email").configure(term_frequency_adjustments=True),
            "phone": cl.ExactMatch("phone").configure(term_frequency_adjustments=True),
            "identifier": cl.ExactMatch("identifier"),
            "lat": cl.DistanceInKMAtThresholds("lat", "lon", [0.2, 2, 25]),
        },
        [
            ({"core"}, block_on("core")),
            ({"town"}, block_on("first_word", "town")),
            ({"town"}, block_on("substr(core, 1, 5)", "town")),
            ({"postcode"}, block_on("postcode", "street")),
            ({"postcode"}, block_on("postcode", "substr(core, 1, 3)")),
            ({"domain"}, block_on("domain")),
            ({"email"}, block_on("email")),
            ({"phone"}, block_on("phone")),
            ({"identifier"}, block_on("identifier")),
            ({"town"}, block_on("acronym", "town")),
        ],
        [({"town"}, block_on("first_word", "town")), ({"core"}, block_on("core"))],
        [({"town"}, block_on("core", "town"))],
    )


if __name__ == "__main__":
    main()
