"""The demo's table has each scan once, told by its whole name, with what the ERP took and answered."""

import io

import pytest

from ocr_service.cli.demo_overview import Overview
from ocr_service.cli.tables import open_file_console

NAMES = {"scan_1": "application-car-advance/11-returned-by-the-bank.png", "scan_2": "no-known-form/01-letter.png"}


def scan(scan_id: str, state: str, decisions: list[str]) -> dict[str, object]:
    fields = [{"decision": decision} for decision in decisions]
    return {"id": scan_id, "state": state, "fields": fields, "seconds": {"place": 0.25, "text": 0.5}}


@pytest.fixture
def overview() -> Overview:
    overview = Overview()
    overview.add(scan("scan_1", "answered", ["accept", "accept", "review"]))
    overview.add(scan("scan_2", "needs_template", []))
    overview.took("scan_1", "DN-000007")
    overview.answered("scan_1", approved=True, state="Approved by the ERP")
    return overview


def printed(overview: Overview) -> list[str]:
    file = io.StringIO()
    open_file_console(file).print(overview.table(NAMES))
    return file.getvalue().splitlines()


def test_a_line_tells_the_whole_way_of_its_scan(overview: Overview) -> None:
    (line,) = (line for line in printed(overview) if NAMES["scan_1"] in line)
    cells = [cell.strip() for cell in line.strip("│ ").split("│")]
    assert cells[1:] == ["Approved by the ERP", "3", "1", "0.8", "DN-000007"]


def test_a_scan_that_went_nowhere_has_its_line_too(overview: Overview) -> None:
    assert sum(NAMES["scan_2"] in line for line in printed(overview)) == 1


def test_what_the_erp_says_of_a_scan_of_others_is_left_out(overview: Overview) -> None:
    overview.took("scan_3", "DN-000008")
    overview.answered("scan_3", approved=False, state="sent back")
    assert not any("DN-000008" in line or "sent back" in line for line in printed(overview))
