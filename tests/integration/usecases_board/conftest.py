"""The board's tests begin with the same small form and scans as the other use cases'."""

import pytest

from ocr_service.usecases.ports import Services
from tests.integration.usecases.conftest import Desk


@pytest.fixture
def desk(services: Services) -> Desk:
    desk = Desk(services)
    desk.publish()
    return desk
