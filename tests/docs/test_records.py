"""Every canonical field of a record is documented, as it is stored."""

import re
from typing import get_type_hints, is_typeddict

from commonweave.registry.domain import fields
from tests.architecture.source import ROOT

PAGE = ROOT / "docs" / "reference" / "records.md"


def test_every_canonical_field_is_documented() -> None:
    words = set(re.findall(r"[a-z_]+", PAGE.read_text(encoding="utf-8")))
    shapes = [shape for shape in vars(fields).values() if is_typeddict(shape)]
    assert shapes
    missing = {f"{shape.__name__}.{name}" for shape in shapes for name in get_type_hints(shape)} - {
        f"{shape.__name__}.{name}" for shape in shapes for name in words
    }
    assert missing == set()
