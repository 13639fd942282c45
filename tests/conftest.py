"""What every test shares: a data folder of its own, and the folder of real lists where it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

# A deadline for one example measures how busy the machine is, not what is tested.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings: Any) -> Path:
    """Give each test a data folder that nothing else writes to."""
    folder = tmp_path / "data"
    folder.mkdir()
    settings.DATA_DIR = folder
    return folder


@pytest.fixture(autouse=True)
def no_kept_pages(settings: Any) -> None:
    """Keep no drawn page: tests write to the tables behind the services' back."""
    settings.CACHES = {
        **settings.CACHES,
        "pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    }


@pytest.fixture(scope="session")
def real_lists() -> Path:
    """Return the folder of real lists beside the project, or skip and say so."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip("the real lists are not here (../shared/data)")
    return folder
