"""A file waits until a process takes it up; whoever handed it in sees how it goes, and says whether it shall count."""

import io
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from ocr_service.records.masterdata_loads import MasterdataLoad
from ocr_service.usecases.following.forget_old import sweep_files
from ocr_service.usecases.masterdata.load_wishes import LoadWishes
from ocr_service.usecases.masterdata.loads import run_load as running
from ocr_service.usecases.masterdata.loads.decide_load import KEPT_FOR, confirm_load, drop_load, tidy_loads
from ocr_service.usecases.masterdata.loads.hand_in_file import hand_in_file
from ocr_service.usecases.masterdata.loads.run_load import ABANDONED_AFTER, MOST_ATTEMPTS, run_load, run_loads
from ocr_service.usecases.masterdata.loads.show_loads import LoadView, list_loads, show_load
from ocr_service.usecases.masterdata.masterdata_errors import (
    MasterdataFewer,
    MasterdataLoadOver,
    MasterdataOvertaken,
    MasterdataTooLarge,
)
from ocr_service.usecases.masterdata.prune_versions import sweep_masterdata
from tests.integration.conftest import Clock
from tests.integration.masterdata.conftest import Ledger

OLD = "no,name,phone\nC1,华明,1\nC2,恒达,2\nC3,宏远,3\n"
NEW = "no,name,phone\nC1,华明,1\nC3,宏远电子,3\nC4,新客户,4\n"


def hand_in(ledger: Ledger, content: str, *, hold: bool = False, **wishes: Any) -> LoadView:
    return hand_in_file(
        ledger.services,
        actor="user:mei",
        name="customers",
        file=io.BytesIO(content.encode()),
        limit_bytes=1_000_000,
        source="page",
        wishes=LoadWishes(**wishes),
        hold=hold,
    )


def work(ledger: Ledger) -> int:
    return run_loads(ledger.services, partial(run_load, ledger.services))


def now(ledger: Ledger, load: LoadView) -> LoadView:
    return show_load(ledger.services, load_id=load.id)


def test_files_are_loaded_in_the_order_in_which_they_came(ledger: Ledger) -> None:
    first, second = hand_in(ledger, OLD), hand_in(ledger, NEW)
    assert (first.state, ledger.left_over()) == ("waiting", (0, 0, 0))

    assert work(ledger) == 2

    assert [now(ledger, one).state for one in (first, second)] == ["in_force", "in_force"]
    assert ledger.row("C4") is not None
    assert work(ledger) == 0


def test_what_a_held_file_changes_is_told_and_changes_nothing_yet(ledger: Ledger) -> None:
    ledger.load(OLD)
    load = hand_in(ledger, NEW, hold=True)
    work(ledger)

    told = now(ledger, load)

    assert told.state == "checked"
    assert told.changes is not None
    counts = {name: told.changes[name] for name in ("before", "rows", "added", "changed", "gone")}
    assert counts == {"before": 3, "rows": 3, "added": 1, "changed": 1, "gone": 1}
    assert told.changes["first_added"] == [{"no": "C4", "name": "新客户", "phone": "4"}]
    assert told.changes["first_changed"] == [{"key": "C3", "columns": {"name": ["宏远", "宏远电子"]}}]
    assert told.changes["first_gone"] == [{"no": "C2", "name": "恒达", "phone": "2"}]
    assert ledger.row("C4") is None


def test_columns_that_moved_came_or_went_are_told_and_make_no_row_a_changed_one(ledger: Ledger) -> None:
    ledger.load(OLD)
    load = hand_in(ledger, "name,no,city\n华明,C1,苏州\n恒大,C2,无锡\n宏远,C3,常州\n", hold=True)
    work(ledger)

    changes = now(ledger, load).changes

    assert changes is not None
    assert (changes["columns_added"], changes["columns_gone"]) == (["city"], ["phone"])
    assert (changes["changed"], changes["added"], changes["gone"]) == (1, 0, 0)
    assert changes["first_changed"] == [{"key": "C2", "columns": {"name": ["恒达", "恒大"]}}]


def test_a_held_file_is_put_in_force_once_somebody_says_so(ledger: Ledger, clock: Clock) -> None:
    load = hand_in(ledger, OLD, hold=True)
    work(ledger)
    clock.advance(seconds=3600)
    assert sweep_masterdata(ledger.services) == 0  # it still waits for that person

    confirmed = confirm_load(ledger.services, actor="user:mei", load_id=load.id)

    assert (confirmed.state, ledger.row("C2") is not None) == ("in_force", True)
    with pytest.raises(MasterdataLoadOver):
        confirm_load(ledger.services, actor="user:mei", load_id=load.id)


def test_a_held_file_that_was_overtaken_or_lost_its_rows_is_not_put_in_force_by_mistake(ledger: Ledger) -> None:
    many = "no,name\n" + "".join(f"C{number},x\n" for number in range(50))
    ledger.load(many)
    few = hand_in(ledger, "no,name\nC1,x\n", hold=True)
    work(ledger)

    with pytest.raises(MasterdataFewer):
        confirm_load(ledger.services, actor="user:mei", load_id=few.id)
    ledger.load(many)
    with pytest.raises(MasterdataOvertaken):
        confirm_load(ledger.services, actor="user:mei", load_id=few.id, allow_fewer=True)
    assert ledger.row("C49") is not None


def test_nothing_is_left_of_a_file_that_was_dropped_or_forgotten(ledger: Ledger, clock: Clock) -> None:
    ledger.load(OLD)
    before = ledger.left_over()
    dropped, forgotten = hand_in(ledger, NEW, hold=True), hand_in(ledger, NEW, hold=True)
    work(ledger)

    drop_load(ledger.services, actor="user:mei", load_id=dropped.id)
    clock.advance(seconds=KEPT_FOR.total_seconds() + 1)
    tidy_loads(ledger.services)

    assert [now(ledger, one).state for one in (dropped, forgotten)] == ["dropped", "dropped"]
    assert ledger.left_over() == before


def test_what_is_wrong_with_a_file_stands_with_it(ledger: Ledger) -> None:
    load = hand_in(ledger, "no,name\nC1\nC2,a,b\n")
    work(ledger)

    told = now(ledger, load)

    assert (told.state, told.error and told.error["code"]) == ("failed", "masterdata_refused")
    assert told.error is not None
    assert [one["params"]["line"] for one in told.error["params"]["problems"]] == [2, 3]
    assert ledger.left_over() == (0, 0, 0)


def test_a_load_whose_process_dies_is_taken_up_again_but_not_for_ever(ledger: Ledger) -> None:
    ledger.load(OLD)
    before = ledger.left_over()
    load = hand_in(ledger, NEW)
    times = 0

    def die(load_id: str) -> None:
        nonlocal times
        times += 1

    run_loads(ledger.services, die)

    told = now(ledger, load)
    assert times == MOST_ATTEMPTS
    assert (told.state, told.error) == ("failed", {"code": "masterdata_load_crashed", "params": {"times": times}})
    assert (ledger.row("C2") is not None, ledger.left_over()) == (True, before)


def test_a_service_that_stops_puts_the_file_down_as_if_nothing_had_been(ledger: Ledger) -> None:
    load = hand_in(ledger, NEW)
    for _ in range(MOST_ATTEMPTS + 1):
        stopped: list[str] = []
        run_loads(ledger.services, stopped.append, stopping=lambda stopped=stopped: bool(stopped))

    assert now(ledger, load).state == "waiting"
    assert (work(ledger), now(ledger, load).state) == (1, "in_force")


def test_a_process_that_dies_right_after_the_switch_takes_nothing_away(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = hand_in(ledger, NEW, hold=True)
    work(ledger)

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ocr_service.usecases.masterdata.loads.decide_load._note_in_force", die)
    with pytest.raises(KeyboardInterrupt):
        confirm_load(ledger.services, actor="user:mei", load_id=load.id)
    monkeypatch.undo()
    drop_load(ledger.services, actor="user:mei", load_id=load.id)

    assert ledger.row("C4") is not None


def test_a_load_that_is_left_lying_is_taken_up_and_the_one_before_can_do_no_harm(
    ledger: Ledger, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = hand_in(ledger, NEW)
    monkeypatch.setattr(running, "put_back", lambda *_, **__: None)  # as where the whole machine is gone
    run_loads(ledger.services, lambda _: None)
    monkeypatch.undo()
    with ledger.services.database() as session:
        left = session.get_one(MasterdataLoad, load.id)
    assert work(ledger) == 0

    clock.advance(seconds=ABANDONED_AFTER.total_seconds() + 1)
    assert work(ledger) == 1
    running.put_back(ledger.services, left)  # it wakes up, and finds that it is none of its business

    assert now(ledger, load).state == "in_force"


def test_files_that_are_too_large_are_not_kept_and_others_as_long_as_they_are_needed(
    ledger: Ledger, clock: Clock
) -> None:
    with pytest.raises(MasterdataTooLarge):
        hand_in(ledger, "no\n" + "x" * 1_000_001)
    load = hand_in(ledger, OLD)
    # Files are as old as the disk says: a year after today everything is old enough.
    clock.time = datetime.now(UTC) + timedelta(days=365)
    assert sweep_files(ledger.services) == 0

    work(ledger)

    assert [one.id for one in list_loads(ledger.services, name="customers")] == [load.id]
    assert sweep_files(ledger.services) == 1
