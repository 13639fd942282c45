"""Splink as its documentation's example for business records sets it up: INPUT CLUSTERS PAIRS."""

from __future__ import annotations

import splink.comparison_library as cl
from splink import block_on
from splink_common import link, lowered_table

TEXT = (
    "record_id",
    "name",
    "street",
    "city",
    "postcode",
    "website",
    "email",
    "phone",
    "identifier",
)


def main() -> None:
    """Link."""
    link(
        lowered_table(TEXT),
        {
            "name": cl.JaroWinklerAtThresholds("name", [0.92, 0.8]).configure(
                term_frequency_adjustments=True
            ),
            "street": cl.LevenshteinAtThresholds("street", [2, 5]),
            "city": cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            "postcode": cl.PostcodeComparison("postcode"),
            "website": cl.ExactMatch("website").configure(term_frequency_adjustments=True),
            "email": cl.ExactMatch("email").configure(term_frequency_adjustments=True),
            "phone": cl.ExactMatch("phone").configure(term_frequency_adjustments=True),
            "identifier": cl.ExactMatch("identifier"),
        },
        [
            ({"postcode"}, block_on("postcode")),
            ({"city"}, block_on("substr(name, 1, 6)", "city")),
            ({"name"}, block_on("name")),
            ({"website"}, block_on("website")),
            ({"email"}, block_on("email")),
            ({"phone"}, block_on("phone")),
            ({"identifier"}, block_on("identifier")),
        ],
        [({"postcode"}, block_on("postcode")), ({"name"}, block_on("name"))],
        [
            ({"postcode"}, block_on("name", "postcode")),
            ({"city"}, block_on("name", "city")),
        ],
    )


if __name__ == "__main__":
    main()
