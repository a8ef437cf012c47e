"""A load is written beside the version in force and put in force at once; whatever goes wrong leaves the old one."""

import threading
from datetime import timedelta
from typing import Any

import pytest

from ocr_service.records.masterdata import MasterdataList
from ocr_service.records.people import AuditEntry
from ocr_service.usecases.masterdata import load_list, prune_versions, write_rows
from ocr_service.usecases.masterdata.change_rows import put_rows
from ocr_service.usecases.masterdata.masterdata_errors import (
    MasterdataFewer,
    MasterdataOvertaken,
    MasterdataRefused,
    MasterdataVersionNotFound,
)
from ocr_service.usecases.masterdata.prune_versions import ABANDONED_AFTER, sweep_masterdata
from ocr_service.usecases.masterdata.put_in_force import use_version
from ocr_service.usecases.masterdata.show_lists import show_list
from tests.integration.conftest import Clock
from tests.integration.masterdata.conftest import Ledger

TWO = "no,name,phone\nC1,华明电子,123\nC2,恒达包装,456\n"


def problems(refused: pytest.ExceptionInfo[MasterdataRefused]) -> list[tuple[str, Any]]:
    return [(one["code"], one["params"]) for one in refused.value.params["problems"]]


def test_a_new_list_takes_its_first_column_as_key_and_shows_the_second(ledger: Ledger) -> None:
    loaded = ledger.load(TWO)

    assert (loaded.version, loaded.rows, loaded.key, loaded.display) == ("1", 2, "no", ("name",))
    assert ledger.row("C2") == {"no": "C2", "name": "恒达包装", "phone": "456"}


def test_a_second_file_replaces_the_first_as_a_whole(ledger: Ledger) -> None:
    ledger.load(TWO)

    assert ledger.load("name,no\n新客户,C3\n华明电子,C1\n").version == "2"
    assert ledger.row("C2") is None
    assert ledger.row("C3") == {"no": "C3", "name": "新客户"}  # the key is still `no`


def test_every_load_is_in_the_audit_trail(ledger: Ledger) -> None:
    ledger.load(TWO)
    with ledger.services.database() as session:
        entry = session.query(AuditEntry).filter_by(action="masterdata.loaded").one()

    assert (entry.actor, entry.subject, entry.new) == (
        "key:erp",
        "customers",
        {"version": "1", "rows": 2, "source": "api"},
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("no,name\nC1,a\nC2,b\nC1,c\n", "masterdata_key_twice"),
        ("no,name\nC1,a,b\n", "masterdata_row_cells"),
        ("no,name\n", "masterdata_no_rows"),
        ("number,name\nC1,a\n", "masterdata_column_missing"),
        (b"no,name\nC1,\xff\xff\n", "masterdata_encoding"),
    ],
)
def test_a_file_that_is_not_sound_changes_nothing(ledger: Ledger, content: str | bytes, code: str) -> None:
    ledger.load(TWO)
    before = ledger.left_over()

    with pytest.raises(MasterdataRefused) as refused:
        ledger.load(content)

    assert problems(refused)[0][0] == code
    assert ledger.row("C2") is not None
    assert ledger.left_over() == before


def test_keys_given_twice_are_told_with_both_lines_however_far_apart(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_rows, "_BATCH", 3)
    monkeypatch.setattr(write_rows, "_BLOCK", 4)
    rows = "".join(f"C{number},x\n" for number in (1, 2, 1, 3, 4, 5, 6, 7, 2))

    with pytest.raises(MasterdataRefused) as refused:
        ledger.load("no,name\n" + rows)

    assert problems(refused) == [
        ("masterdata_key_twice", {"key": "C1", "first": 2, "line": 4}),
        ("masterdata_key_twice", {"key": "C2", "first": 3, "line": 10}),
    ]


def test_a_file_with_less_than_half_of_the_rows_needs_somebodys_word(ledger: Ledger) -> None:
    ledger.load("no,name\n" + "".join(f"C{number},x\n" for number in range(100)))
    few = "no,name\n" + "".join(f"C{number},x\n" for number in range(49))

    with pytest.raises(MasterdataFewer) as refused:
        ledger.load(few)

    assert refused.value.params == {"list": "customers", "rows": 49, "before": 100}
    assert ledger.row("C99") is not None
    assert ledger.load(few, allow_fewer=True).rows == 49


def test_a_crash_before_the_switch_leaves_the_old_version_and_is_swept_up(
    ledger: Ledger, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.load(TWO)
    before = ledger.left_over()

    def crash(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    # As where the process was killed: neither the switch nor the clearing up takes place.
    monkeypatch.setattr(load_list, "put_in_force", crash)
    monkeypatch.setattr(load_list, "forget_quietly", lambda *_: None)
    with pytest.raises(KeyboardInterrupt):
        ledger.load("no,name\nC9,a\nC8,b\n")

    assert ledger.row("C2") is not None
    assert ledger.left_over() > before
    assert sweep_masterdata(ledger.services) == 0  # it might be another process that is still at it
    clock.advance(seconds=(ABANDONED_AFTER + timedelta(seconds=1)).total_seconds())
    assert sweep_masterdata(ledger.services) == 1
    assert ledger.left_over() == before


def test_a_load_that_fails_in_the_middle_leaves_nothing(ledger: Ledger) -> None:
    def fail(_: int) -> None:
        raise OSError("disk")

    with pytest.raises(OSError, match="disk"):
        ledger.load(TWO, while_loading=fail)

    assert ledger.left_over() == (0, 0, 0)


def test_of_two_loads_the_one_that_began_later_stays(ledger: Ledger) -> None:
    later_is_in_force = threading.Event()

    def load_another(_: int) -> None:
        if not later_is_in_force.is_set():
            later_is_in_force.set()
            ledger.load("no,name\nNEW,b\n")

    with pytest.raises(MasterdataOvertaken):
        ledger.load("no,name\nOLD,a\n", while_loading=load_another)

    assert (ledger.row("NEW") is not None, ledger.row("OLD")) == (True, None)


def test_of_long_lists_only_the_version_before_is_kept(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prune_versions, "_ROWS_KEPT", 1)
    for number in range(4):
        ledger.load(f"no,name\nC{number},a\n")

    versions, rows, _ = ledger.left_over()
    assert (versions, rows) == (2, 2)
    with ledger.services.database() as session:
        assert session.get_one(MasterdataList, "customers").last_number == 4


def test_an_older_version_is_current_again_with_the_changes_that_it_had(ledger: Ledger, clock: Clock) -> None:
    ledger.load(TWO)
    put_rows(ledger.services, actor="key:erp", name="customers", rows=[{"no": "C7", "name": "seven"}])
    clock.advance(seconds=1)
    ledger.load("no,name\nC9,a\n")
    clock.advance(seconds=1)

    back = use_version(ledger.services, actor="user:mei", name="customers", number=1)

    assert (back.version, ledger.row("C7") is not None, ledger.row("C9")) == ("1.1", True, None)
    clock.advance(seconds=1)
    assert ledger.load(TWO).number == 3
    with pytest.raises(MasterdataVersionNotFound):
        use_version(ledger.services, actor="user:mei", name="customers", number=9)


def test_the_five_versions_that_were_last_in_force_are_kept(ledger: Ledger, clock: Clock) -> None:
    for number in range(5):
        ledger.load(f"no,name\nC{number},a\n")
        clock.advance(seconds=1)
    use_version(ledger.services, actor="user:mei", name="customers", number=1)
    clock.advance(seconds=1)
    ledger.load("no,name\nNEW,a\n")

    kept = [one.number for one in show_list(ledger.services, name="customers")]
    assert kept == [6, 5, 4, 3, 1]
