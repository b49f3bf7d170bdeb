"""Who writes rules at the desk, and who reviews them."""

import pytest

from compliance.services.office import Office
from tests.people import settled
from tests.web.conftest import SignIn
from tests.web.visitor import Visitor


@pytest.fixture
def lawyer(office: Office, sign_in: SignIn) -> Visitor:
    settled(office, "fa", "legal")
    return sign_in("fa")


@pytest.fixture
def reviewer(office: Office, sign_in: SignIn) -> Visitor:
    settled(office, "shen", "reviewer")
    return sign_in("shen")
