"""The ERP drops files into a folder; each replaces the list of its name."""

from pathlib import Path

import pytest

from tests.integration.masterdata.conftest import Ledger
from workers.masterdata_folder import MasterdataFolder


class Drop:
    """The folder, on a clock that a test moves."""

    def __init__(self, ledger: Ledger, path: Path) -> None:
        self.path = path
        self.time = 0.0
        self.folder = MasterdataFolder(
            ledger.services, path, limit_bytes=1000, wait=ledger.work, clock=lambda: self.time
        )

    def put(self, name: str, content: str) -> None:
        (self.path / name).write_text(content, encoding="utf-8")
        self.folder.look()
        self.time += 5
        self.folder.look()

    def names(self, folder: str) -> list[str]:
        return sorted(entry.name for entry in (self.path / folder).iterdir())


@pytest.fixture
def drop(ledger: Ledger, tmp_path: Path) -> Drop:
    (tmp_path / "drop").mkdir()
    return Drop(ledger, tmp_path / "drop")


def test_a_file_replaces_the_list_of_its_name(ledger: Ledger, drop: Drop) -> None:
    drop.put("customers.csv", "no,name\nC1,华明\n")
    drop.put("Customers.CSV", "no,name\nC2,恒达\n")

    assert (ledger.row("C1"), ledger.row("C2")) == (None, {"no": "C2", "name": "恒达"})
    assert {name.partition("-")[2] for name in drop.names("done")} == {"customers.csv", "Customers.CSV"}


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("customers.csv", "no,name\nC1,a\nC1,b\n", "in line 2 and in line 3"),
        ("customers.csv", "no,name\n" + "C1,a\n" * 300, "OCR_MASTERDATA_MB"),
        ("Kunden 2026.csv", "no,name\nC1,a\n", "such as customers.csv"),
    ],
)
def test_a_file_that_is_not_sound_comes_with_a_note(
    ledger: Ledger, drop: Drop, name: str, content: str, told: str
) -> None:
    drop.put("customers.csv", "no,name\nOLD,x\n")
    drop.put(name, content)

    assert ledger.row("OLD") is not None
    assert drop.names("failed") == [name, f"{name}.txt"]
    assert told in (drop.path / "failed" / f"{name}.txt").read_text(encoding="utf-8-sig")
