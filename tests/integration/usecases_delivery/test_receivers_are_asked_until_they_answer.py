from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from ocr_service.delivery.attempt import Attempt, Message
from ocr_service.delivery.erp_answer import ErpAnswer
from ocr_service.delivery.question import Asked, Question, next_question
from ocr_service.records.answers import DeliveryQuestion, ReceiverAnswer
from ocr_service.records.scans import Scan
from ocr_service.usecases.delivering.ask_receivers import ask_due
from ocr_service.usecases.delivering.deliver_results import deliver_due
from ocr_service.usecases.delivering.record_answer import record_answer
from ocr_service.usecases.endpoints.manage_endpoints import create_endpoint, switch_endpoint
from ocr_service.usecases.following.find_overdue import find_overdue
from ocr_service.usecases.ports import Services
from tests.integration.conftest import Clock


class Erp:
    """Takes every document, and says about it what it is told to say."""

    def __init__(self) -> None:
        self.says: list[Asked | Exception] = []
        self.asked: list[Question] = []

    def check(self, url: str, kind: str = "webhook") -> None:
        pass

    def test(self, message: Message) -> Attempt:
        return self.send(message)

    def send(self, message: Message) -> Attempt:
        return Attempt(status=200, error=None, seconds=0.1, body=b'{"reference": "D-1"}', complete=True)

    def ask(self, question: Question) -> Asked:
        self.asked.append(question)
        said = self.says.pop(0) if self.says else Asked()
        if isinstance(said, Exception):
            raise said
        return said


@pytest.fixture
def erp() -> Erp:
    return Erp()


@pytest.fixture
def endpoint_id(services: Services, erp: Erp) -> str:
    settings = {"poll_url": "http://erp.lan/documents/{reference}"}
    made = create_endpoint(services, erp, actor="user:1", url="http://erp.lan/", settings=settings)
    return made.endpoint.id


@pytest.fixture
def scan_id(services: Services, erp: Erp, endpoint_id: str, accept: Callable[[], str]) -> str:
    scan_id = accept()
    deliver_due(services, erp, days=3, attempt_seconds=10)
    return scan_id


@pytest.fixture
def ask(services: Services, erp: Erp) -> Callable[..., int]:
    return lambda sender=erp: ask_due(services, sender, days=14, attempt_seconds=10)


def question(services: Services) -> DeliveryQuestion:
    with services.database() as session:
        return session.scalars(select(DeliveryQuestion)).one()


def scan(services: Services, scan_id: str) -> Scan:
    with services.database() as session:
        return session.get_one(Scan, scan_id)


def test_it_is_asked_under_its_own_number_until_it_has_decided(
    services: Services, clock: Clock, erp: Erp, scan_id: str, ask: Callable[..., int]
) -> None:
    assert ask() == 0, "not at once"
    clock.advance(minutes=1)
    assert (ask(), ask()) == (1, 0)
    clock.advance(minutes=2)
    erp.says = [Asked(answer=ErpAnswer(status="approved", reference="GR-9"))]
    assert ask() == 1
    assert [one.reference for one in erp.asked] == ["D-1", "D-1"]
    answered = scan(services, scan_id)
    assert (answered.state, answered.erp_answer, answered.erp_reference) == ("answered", "approved", "GR-9")
    assert (question(services).state, question(services).asks) == ("answered", 2)
    clock.advance(days=1)
    assert ask() == 0
    with services.database() as session:
        assert session.scalars(select(ReceiverAnswer.way)).all() == ["asked"]


def test_a_no_reopens_the_review(
    services: Services, clock: Clock, erp: Erp, scan_id: str, ask: Callable[..., int]
) -> None:
    clock.advance(minutes=1)
    no = {"status": "rejected", "reason": "单价不符", "fields": [{"path": "no", "reason": "重号"}]}
    erp.says = [Asked(answer=ErpAnswer.model_validate(no))]
    ask()
    assert scan(services, scan_id).state == "needs_review"


def test_what_goes_wrong_is_asked_again_later_and_told(
    services: Services, clock: Clock, erp: Erp, scan_id: str, ask: Callable[..., int]
) -> None:
    clock.advance(minutes=1)
    erp.says = [Asked(error="delivery_timeout"), RuntimeError("bug")]
    ask()
    kept = question(services)
    assert (kept.state, kept.last_error) == ("open", "delivery_timeout")
    clock.advance(minutes=2)
    ask()
    assert (question(services).last_error, question(services).asks) == ("delivery_sender_failed", 2)


def test_a_receiver_that_wants_to_be_left_alone_is(
    services: Services, clock: Clock, erp: Erp, scan_id: str, ask: Callable[..., int]
) -> None:
    clock.advance(minutes=1)
    erp.says = [Asked(error="connector_busy", retry_after=7200)]
    ask()
    clock.advance(minutes=119)
    assert ask() == 0
    clock.advance(minutes=2)
    assert ask() == 1


def test_it_is_given_up_after_the_days_and_a_person_is_told(
    services: Services, clock: Clock, erp: Erp, scan_id: str, ask: Callable[..., int]
) -> None:
    asks = 0
    for _ in range(500):
        clock.advance(hours=1)
        asks += ask()
    assert (question(services).state, question(services).last_error) == ("given_up", "delivery_unanswered")
    assert 60 < asks < 130, "ever less often"
    assert scan(services, scan_id).state == "delivered"


def test_what_is_of_no_use_is_given_up_at_once(
    services: Services, clock: Clock, erp: Erp, scan_id: str, ask: Callable[..., int]
) -> None:
    clock.advance(minutes=1)
    erp.says = [Asked(error="connector_document_gone", detail="D-1", final=True)]
    ask()
    kept = question(services)
    assert (kept.state, kept.last_error, kept.detail) == ("given_up", "connector_document_gone", "D-1")
    assert find_overdue(services, [scan_id]) == {scan_id: "answer"}


def test_whoever_dies_over_a_question_leaves_it_to_the_next(
    services: Services, clock: Clock, erp: Erp, scan_id: str, ask: Callable[..., int]
) -> None:
    class Dying(Erp):
        def ask(self, question: Question) -> Asked:
            raise KeyboardInterrupt

    clock.advance(minutes=1)
    with pytest.raises(KeyboardInterrupt):
        ask(Dying())
    assert question(services).state == "asking"
    assert ask() == 0, "its claim has not run out"
    clock.advance(minutes=1)
    assert ask() == 1


def test_a_dead_askers_late_answer_counts_once(
    services: Services, clock: Clock, erp: Erp, scan_id: str, ask: Callable[..., int]
) -> None:
    yes = Asked(answer=ErpAnswer(status="approved", reference="GR-9"))

    class Slow(Erp):
        def ask(self, question: Question) -> Asked:
            clock.advance(minutes=5)
            erp.says = [yes]
            assert ask() == 1, "another asks meanwhile"
            return yes

    clock.advance(minutes=1)
    ask(Slow())
    with services.database() as session:
        assert session.scalars(select(ReceiverAnswer.outcome)).all() == ["counted"]


def test_an_answer_that_came_otherwise_ends_the_asking(
    services: Services, clock: Clock, erp: Erp, scan_id: str, ask: Callable[..., int]
) -> None:
    record_answer(services, actor="key:1", scan_id=scan_id, answer=ErpAnswer(status="approved"))
    clock.advance(minutes=1)
    assert (ask(), question(services).state) == (0, "answered")


def test_an_answer_that_overtakes_the_response_is_not_asked_for(
    services: Services,
    clock: Clock,
    erp: Erp,
    endpoint_id: str,
    accept: Callable[[], str],
    ask: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scan_id = accept()
    take = erp.send

    def send(message: Message) -> Attempt:
        record_answer(services, actor="key:erp", scan_id=scan_id, answer=ErpAnswer(status="approved", reference="GR-9"))
        return take(message)

    monkeypatch.setattr(erp, "send", send)
    deliver_due(services, erp, days=3, attempt_seconds=10)

    clock.advance(days=1)
    assert ask() == 0
    assert (scan(services, scan_id).state, scan(services, scan_id).erp_reference) == ("answered", "GR-9")


def test_a_receiver_that_is_switched_off_is_not_asked(
    services: Services, clock: Clock, erp: Erp, endpoint_id: str, scan_id: str, ask: Callable[..., int]
) -> None:
    switch_endpoint(services, actor="user:1", endpoint_id=endpoint_id, active=False)
    clock.advance(minutes=1)
    assert ask() == 0
    switch_endpoint(services, actor="user:1", endpoint_id=endpoint_id, active=True)
    assert ask() == 1


def test_a_result_that_was_replaced_is_not_asked_about(
    services: Services, clock: Clock, erp: Erp, scan_id: str, ask: Callable[..., int]
) -> None:
    with services.database.begin() as session:
        session.get_one(Scan, scan_id).result_version = 2
    clock.advance(minutes=1)
    assert (ask(), question(services).state) == (0, "superseded")


def test_a_receiver_that_cannot_be_reached_is_asked_once_a_round(
    services: Services, clock: Clock, erp: Erp, endpoint_id: str, accept: Callable[[], str], ask: Callable[..., int]
) -> None:
    for _ in range(3):
        accept()
    deliver_due(services, erp, days=3, attempt_seconds=10)
    clock.advance(minutes=1)
    erp.says = [Asked(error="delivery_refused")]
    assert ask() == 1
    assert ask() == 2


def test_a_receiver_that_cannot_be_asked_is_not(
    services: Services, clock: Clock, erp: Erp, accept: Callable[[], str], ask: Callable[..., int]
) -> None:
    create_endpoint(services, erp, actor="user:1", url="http://erp.lan/")
    accept()
    deliver_due(services, erp, days=3, attempt_seconds=10)
    with services.database() as session:
        assert session.scalars(select(DeliveryQuestion)).all() == []


def test_the_gaps_grow_and_end(clock: Clock) -> None:
    opened, gaps = clock(), []
    now = opened
    for asks in range(80):
        again = next_question(asks, opened_at=opened, now=now, days=30, wish=None)
        assert again is not None
        gaps.append((again - now).total_seconds())
        now = again
    assert 27 <= gaps[0] <= 33
    assert all(3240 <= gap <= 3960 for gap in gaps[7:40])
    assert all(12_960 <= gap <= 15_840 for gap in gaps[60:])
    assert next_question(1, opened_at=opened, now=opened + timedelta(days=30), days=30, wish=None) is None
