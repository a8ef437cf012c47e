"""Lists that tests load, and what they look at afterwards."""

import io
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select

from ocr_service.records.masterdata import MasterdataPair, MasterdataRow, MasterdataVersion
from ocr_service.usecases.masterdata.list_version import LoadedVersion
from ocr_service.usecases.masterdata.load_list import load_list
from ocr_service.usecases.masterdata.load_wishes import LoadWishes
from ocr_service.usecases.masterdata.loads.run_load import run_load, run_loads
from ocr_service.usecases.masterdata.master_lists import MasterLists
from ocr_service.usecases.ports import Services


class Ledger:
    """Loads lists and looks into them."""

    def __init__(self, services: Services) -> None:
        self.services = services

    def load(
        self,
        content: str | bytes,
        name: str = "customers",
        *,
        while_loading: Callable[[int], None] = lambda _: None,
        **wishes: Any,
    ) -> LoadedVersion:
        data = content.encode() if isinstance(content, str) else content
        return load_list(
            self.services,
            actor="key:erp",
            name=name,
            file=io.BytesIO(data),
            size_bytes=len(data),
            source="api",
            wishes=LoadWishes(**wishes),
            while_loading=while_loading,
        )

    def work(self, seconds: float = 0.0) -> bool:
        """What the process does that loads files, as something that passes the time; never to stop."""
        run_loads(self.services, partial(run_load, self.services))
        return False

    def row(self, key: str, name: str = "customers") -> dict[str, str] | None:
        with self.services.database() as session:
            found = MasterLists(session).row(name, key)
            return None if found is None else dict(found)

    def ask(self, question: Callable[[MasterLists], Any]) -> Any:
        with self.services.database() as session:
            return question(MasterLists(session))

    def left_over(self) -> tuple[int, int, int]:
        """How many versions, rows and pairs there are in all."""
        with self.services.database() as session:
            tables = (MasterdataVersion, MasterdataRow, MasterdataPair)
            first, second, third = (session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)
            return first, second, third


@pytest.fixture
def ledger(services: Services) -> Ledger:
    return Ledger(services)
