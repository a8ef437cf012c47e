from pathlib import Path

from sqlalchemy import update

from ocr_service.records.deliveries import WebhookEndpoint
from ocr_service.usecases.board.show_board import show_board
from ocr_service.usecases.ports import Services
from tests.integration.usecases.conftest import Desk


def unreceived(services: Services) -> int:
    return show_board(services, data_folder=Path(".")).unreceived


def test_without_any_receiver_every_accepted_form_is_counted(desk: Desk, services: Services) -> None:
    assert unreceived(services) == 0
    desk.accepted(b"1")
    desk.accepted(b"2")
    desk.in_review()
    assert unreceived(services) == 2


def test_a_receiver_of_another_form_is_a_choice(desk: Desk, services: Services) -> None:
    desk.add_receiver("another-form")
    desk.accepted()
    assert unreceived(services) == 0


def test_a_receiver_that_only_hears_of_failures_gets_no_results(desk: Desk, services: Services) -> None:
    desk.add_receiver()
    with services.database.begin() as session:
        session.execute(update(WebhookEndpoint).values(events=["delivery.failed"]))
    desk.accepted()
    assert unreceived(services) == 1


def test_what_a_receiver_that_was_switched_off_should_get_is_no_concern_of_this(desk: Desk, services: Services) -> None:
    desk.add_receiver()
    desk.accepted(b"made out to it")
    with services.database.begin() as session:
        session.execute(update(WebhookEndpoint).values(active=False))
    desk.accepted(b"made out to nobody")
    assert unreceived(services) == 1
