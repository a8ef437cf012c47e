"""A form is handed to a colleague: off this desk, first on the other, and back to all after a time."""

import pytest

from ocr_service.access.roles import Role
from ocr_service.usecases.errors import LeaseLost, NothingToReview, ReviewedByOther, ScanNotFound
from ocr_service.usecases.people.manage_users import create_user
from ocr_service.usecases.ports import Services
from ocr_service.usecases.reviewing.comment_scan import comment_scan, list_comments
from ocr_service.usecases.reviewing.desk_errors import ColleagueUnknown
from ocr_service.usecases.reviewing.hand_over import HANDED_MINUTES, hand_over, list_colleagues
from ocr_service.usecases.reviewing.queue_order import Wanted
from ocr_service.usecases.reviewing.review_scan import claim_next, claim_scan, release_scan
from ocr_service.usecases.reviewing.show_queue import show_queue
from tests.integration.conftest import Clock
from tests.integration.usecases.conftest import Desk


@pytest.fixture
def wang(services: Services) -> str:
    return person(services, "wang", Role.OPERATOR)


def person(services: Services, name: str, role: Role) -> str:
    return create_user(services, actor="system", name=name, password="correct horse 9", role=role).id


def in_hand(desk: Desk, services: Services, **values: str) -> str:
    scan_id = desk.in_review(**values)
    claim_scan(services, actor="user:1", scan_id=scan_id, minutes=10)
    return scan_id


def take_next(services: Services, actor: str) -> str:
    return claim_next(services, actor=actor, minutes=10, wanted=Wanted(template="other")).scan_id


def test_it_is_the_next_one_for_the_colleague_whatever_he_works_on(desk: Desk, services: Services, wang: str) -> None:
    desk.in_review(number="S007")
    scan_id = in_hand(desk, services)

    hand_over(services, actor="user:1", scan_id=scan_id, to=wang)

    assert show_queue(services, actor=f"user:{wang}").handed == 1
    assert take_next(services, f"user:{wang}") == scan_id


def test_nobody_else_is_offered_it_until_its_time_is_over(
    desk: Desk, services: Services, wang: str, clock: Clock
) -> None:
    scan_id = in_hand(desk, services)

    hand_over(services, actor="user:1", scan_id=scan_id, to=wang)

    for actor in ("user:1", "user:2"):
        with pytest.raises(NothingToReview):
            claim_next(services, actor=actor, minutes=10)
    clock.advance(minutes=HANDED_MINUTES)
    assert claim_next(services, actor="user:2", minutes=10).scan_id == scan_id


def test_a_colleague_who_skips_it_gives_it_back_to_all(desk: Desk, services: Services, wang: str) -> None:
    scan_id = in_hand(desk, services)
    hand_over(services, actor="user:1", scan_id=scan_id, to=wang)
    take_next(services, f"user:{wang}")

    release_scan(services, actor=f"user:{wang}", scan_id=scan_id)

    assert claim_next(services, actor="user:1", minutes=10).scan_id == scan_id


def test_what_is_asked_goes_with_it(desk: Desk, services: Services, wang: str) -> None:
    scan_id = in_hand(desk, services)
    hand_over(services, actor="user:1", scan_id=scan_id, to=wang, comment="是 3 还是 8？")

    comment_scan(services, actor=f"user:{wang}", scan_id=scan_id, text="8")

    said = [(one.actor, one.text) for one in list_comments(services, scan_id=scan_id)]
    assert said == [("user:1", "是 3 还是 8？"), (f"user:{wang}", "8")]
    assert [entry.action for entry in desk.audit(scan_id)][-3:] == [
        "scan.commented", "scan.handed_over", "scan.commented",
    ]  # fmt: skip


@pytest.mark.parametrize("role", [Role.CLERK, Role.AUTHOR])
def test_only_those_who_review_can_be_handed_a_form(desk: Desk, services: Services, role: Role) -> None:
    scan_id = in_hand(desk, services)
    to = person(services, "li", role)

    with pytest.raises(ColleagueUnknown):
        hand_over(services, actor="user:1", scan_id=scan_id, to=to)
    assert [one.id for one in list_colleagues(services, actor="user:1")] == []


def test_nobody_hands_a_form_to_himself_or_to_nobody(desk: Desk, services: Services, wang: str) -> None:
    scan_id = desk.in_review()
    claim_scan(services, actor=f"user:{wang}", scan_id=scan_id, minutes=10)

    for to in (wang, "user_nobody"):
        with pytest.raises(ColleagueUnknown):
            hand_over(services, actor=f"user:{wang}", scan_id=scan_id, to=to)


def test_only_what_is_in_hand_is_handed_over(desk: Desk, services: Services, wang: str) -> None:
    with pytest.raises(LeaseLost):
        hand_over(services, actor="user:1", scan_id=desk.in_review(), to=wang)
    with pytest.raises(ScanNotFound):
        comment_scan(services, actor="user:1", scan_id="scan_nowhere", text="?")


def test_said_once_more_with_its_key_it_is_handed_over_once(desk: Desk, services: Services, wang: str) -> None:
    scan_id = in_hand(desk, services)
    said = {"actor": "user:1", "scan_id": scan_id, "to": wang, "comment": "which one?", "key": "0123456789ab"}
    until = hand_over(services, **said)
    claim_next(services, actor=f"user:{wang}", minutes=10)

    assert hand_over(services, **said) == until

    assert desk.scan(scan_id).reviewer == f"user:{wang}"
    assert len(list_comments(services, scan_id=scan_id)) == 1
    for other in ({"key": "ab0123456789"}, {"key": None}, {"actor": "user:2"}):
        with pytest.raises((ReviewedByOther, LeaseLost)):
            hand_over(services, **said | other)


def test_a_comment_said_once_more_with_its_key_counts_once(desk: Desk, services: Services) -> None:
    said = {"scan_id": desk.in_review(), "text": "哪一页？", "key": "0123456789ab"}
    first = comment_scan(services, actor="user:1", **said)

    assert comment_scan(services, actor="user:1", **said) == first

    # Another person's word, and the same words meant twice, are comments of their own.
    comment_scan(services, actor="user:2", **said)
    comment_scan(services, actor="user:1", **{**said, "key": "ba9876543210"})
    assert len(list_comments(services, scan_id=said["scan_id"])) == 3
