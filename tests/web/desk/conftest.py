"""Rules of which two departments have their part."""

from pathlib import Path

import pytest

from tests.packs import changed
from tests.services.matters.officers import MARKET
from tests.web.packs import DISCRETION, LAMPS, SIGNS, write_rules


@pytest.fixture
def lamps_department() -> str:
    """Whose business the lamps are: another's than the signs."""
    return MARKET


@pytest.fixture
def rules(tmp_path: Path, lamps_department: str) -> Path:
    return write_rules(tmp_path, SIGNS, changed(LAMPS, "items", 0, "department", to=lamps_department), DISCRETION)
