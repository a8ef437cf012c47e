import threading

import pytest

from ocr_service.access.roles import Role
from ocr_service.usecases.ports import Services
from ocr_service.usecases.warning.keep_ledger import WarningView, close_warning, list_warnings, see_warning, settle
from ocr_service.usecases.warning.trouble import Trouble
from ocr_service.usecases.warning.warning_errors import WarningClosed, WarningNotFound
from tests.integration.conftest import Clock

KIND = "disk_fills"


def look(services: Services, *troubles: Trouble) -> int:
    return settle(services, troubles, kinds=(KIND,))


def trouble(subject: str = "", *, firm: bool = True, **params: object) -> Trouble:
    return Trouble(kind=KIND, subject=subject, role=Role.ADMINISTRATOR, params=params, firm=firm)


def only(services: Services, *, closed: bool = False) -> WarningView:
    (found,) = list_warnings(services, closed=closed)
    return found


def test_a_trouble_is_told_once_with_its_newest_figures(services: Services, clock: Clock) -> None:
    opened = clock()
    assert look(services, trouble(free_gb=10)) == 1
    clock.advance(minutes=1)
    assert look(services, trouble(free_gb=9)) == 0
    assert (only(services).opened_at, only(services).params, only(services).role) == (
        opened,
        {"free_gb": 9},
        "administrator",
    )


def test_what_is_not_firm_opens_nothing_and_keeps_what_is_open(services: Services, clock: Clock) -> None:
    assert look(services, trouble(firm=False)) == 0
    look(services, trouble())
    for _ in range(30):
        clock.advance(minutes=1)
        look(services, trouble(firm=False))
    assert only(services).closed_at is None


def test_it_closes_by_itself_after_some_calm_and_not_before(services: Services, clock: Clock) -> None:
    look(services, trouble())
    look(services)
    assert only(services).calm
    clock.advance(minutes=9)
    look(services, trouble())
    assert not only(services).calm
    look(services)
    clock.advance(minutes=10)
    look(services)
    assert list_warnings(services, closed=False) == ()
    assert only(services, closed=True).closed_by == "system"
    assert look(services, trouble()) == 1


def test_other_kinds_of_trouble_are_left_alone(services: Services, clock: Clock) -> None:
    look(services, trouble())
    settle(services, (), kinds=("no_worker",))
    clock.advance(hours=1)
    settle(services, (), kinds=("no_worker",))
    assert not only(services).calm


def test_somebody_sees_it_and_closes_it_with_a_note(services: Services, clock: Clock) -> None:
    look(services, trouble())
    warning_id = only(services).id
    see_warning(services, actor="user:1", warning_id=warning_id)
    see_warning(services, actor="user:2", warning_id=warning_id)
    assert only(services).seen_by == "user:1"
    close_warning(services, actor="user:2", warning_id=warning_id, note="moved old scans")
    closed = only(services, closed=True)
    assert (closed.closed_by, closed.note, closed.seen_by) == ("user:2", "moved old scans", "user:1")
    with pytest.raises(WarningClosed):
        close_warning(services, actor="user:1", warning_id=warning_id, note="me too")
    with pytest.raises(WarningNotFound):
        see_warning(services, actor="user:1", warning_id="warn_0")


def test_what_a_person_closed_is_not_told_again_the_same_day(services: Services, clock: Clock) -> None:
    look(services, trouble())
    close_warning(services, actor="user:1", warning_id=only(services).id, note="known")
    for _ in range(23):
        clock.advance(hours=1)
        assert look(services, trouble()) == 0
    clock.advance(hours=2)
    assert look(services, trouble()) == 1


def test_unless_it_had_been_over_in_between(services: Services, clock: Clock) -> None:
    look(services, trouble())
    close_warning(services, actor="user:1", warning_id=only(services).id, note="known")
    look(services)
    clock.advance(minutes=11)
    assert look(services, trouble()) == 1


def test_hosts_that_look_at_once_open_one(services: Services) -> None:
    opened: list[int] = []
    threads = [threading.Thread(target=lambda: opened.append(look(services, trouble()))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(opened) == [0, 0, 0, 1]
