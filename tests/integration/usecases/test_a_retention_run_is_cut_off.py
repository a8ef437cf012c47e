"""A retention run that was cut off is gone on with, and tells how much the whole of it forgot."""

from typing import Any

import pytest

from ocr_service.usecases.following import forget_old
from ocr_service.usecases.following.retention import choose_retention, keep_to_retention, show_retention
from ocr_service.usecases.ports import Services
from tests.integration.conftest import Clock
from tests.integration.usecases.conftest import Desk


@pytest.fixture
def cut_off(desk: Desk, services: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five old scans, forgotten two at a time by a run that ends with the first two."""
    for number in range(5):
        desk.accepted(bytes([number]))
    choose_retention(services, actor="user:1", fixed_days=None, keep_days=30)
    clock.advance(days=31)
    monkeypatch.setattr(forget_old, "_AT_ONCE", 2)
    portions = iter([forget_old._forget_some])

    def once(*given: Any) -> int:
        try:
            return next(portions)(*given)
        except StopIteration:
            raise KeyboardInterrupt from None

    with monkeypatch.context() as patch:
        patch.setattr(forget_old, "_forget_some", once)
        with pytest.raises(KeyboardInterrupt):
            keep_to_retention(services, fixed_days=None)


@pytest.mark.usefixtures("cut_off")
def test_what_it_had_forgotten_is_shown_as_a_run_that_has_not_ended(services: Services, clock: Clock) -> None:
    shown = show_retention(services, fixed_days=None)
    assert (shown.running, shown.scans, shown.ran_at, shown.forgettable.scans) == (True, 2, clock(), 3)


@pytest.mark.usefixtures("cut_off")
def test_it_goes_on_soon_and_counts_the_whole(services: Services, clock: Clock) -> None:
    began = show_retention(services, fixed_days=None).ran_at
    at_once = keep_to_retention(services, fixed_days=None)
    clock.advance(minutes=10)
    later = keep_to_retention(services, fixed_days=None)
    shown = show_retention(services, fixed_days=None)

    assert at_once is None, "it may still be at work, on another machine"
    assert later is not None
    assert (later.scans, shown.scans, shown.forgettable.scans) == (5, 5, 0)
    assert (shown.running, shown.ran_at) == (False, began)


@pytest.mark.usefixtures("cut_off")
def test_after_it_has_ended_a_day_passes_as_ever(services: Services, clock: Clock) -> None:
    clock.advance(minutes=10)
    keep_to_retention(services, fixed_days=None)
    clock.advance(hours=23, minutes=49)
    assert keep_to_retention(services, fixed_days=None) is None
    clock.advance(minutes=1)
    assert keep_to_retention(services, fixed_days=None) is not None
    assert show_retention(services, fixed_days=None).scans == 0
