"""How columns are read: proposed, corrected by hand, saved, carried to the next edition."""

from commonweave.registry.domain.mapping.carry import Differences, carry_over
from commonweave.registry.domain.mapping.propose import known_schemes, propose_mapping
from commonweave.registry.domain.mapping.readings import (
    OPTIONS,
    ColumnReading,
    Mapping,
    apply_overrides,
    mapping_problems,
)

__all__ = [
    "OPTIONS",
    "ColumnReading",
    "Differences",
    "Mapping",
    "apply_overrides",
    "carry_over",
    "known_schemes",
    "mapping_problems",
    "propose_mapping",
]
