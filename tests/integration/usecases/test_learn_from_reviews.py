"""Reviewers' answers are kept with how sure the machine was; enough of them move a field's readings."""

import math
from datetime import timedelta

import pytest
from sqlalchemy import select

from ocr_service.records.calibration import FieldOutcome, FieldShift
from ocr_service.usecases.errors import TemplateNotFound
from ocr_service.usecases.following.forget_old import forget_old
from ocr_service.usecases.ports import Services
from ocr_service.usecases.reviewing.close_review import accept_review, reopen_scan
from ocr_service.usecases.reviewing.correct_fields import correct_fields
from ocr_service.usecases.reviewing.learn_from_reviews import learn_from_reviews, show_calibration
from ocr_service.usecases.reviewing.review_scan import claim_scan
from ocr_service.usecases.templates.publish_template import TemplatesInUse
from tests.integration.usecases.conftest import Desk, slip_result


@pytest.fixture
def scan_id(desk: Desk, services: Services) -> str:
    """A slip in the hands of user:1; the field `total` is doubtful (probability 0.4)."""
    desk.publish()
    scan_id = desk.in_review()
    claim_scan(services, actor="user:1", scan_id=scan_id, minutes=10)
    return scan_id


def outcomes(services: Services) -> list[tuple[str, float, bool | None]]:
    with services.database() as session:
        rows = session.scalars(select(FieldOutcome).order_by(FieldOutcome.path))
        return [(row.field, round(1.0 / (1.0 + math.exp(-row.log_odds)), 3), row.right) for row in rows]


def answered(services: Services, field: str, *, right: int, wrong: int, probability: float) -> None:
    """As many answers about a field as if so many forms had been reviewed."""
    log_odds = math.log(probability / (1.0 - probability))
    with services.database.begin() as session:
        session.add_all(
            FieldOutcome(
                scan_id=f"scan_{index}", path=f"{field}[{index}]", template="slip", field=field, log_odds=log_odds,
                right=index < right, at=services.now() + timedelta(seconds=index),
            )
            for index in range(right + wrong)
        )  # fmt: skip


@pytest.mark.parametrize(("entered", "right"), [("30.00", True), ("31.00", False)])
def test_a_doubtful_reading_is_answered_when_the_form_is_accepted(
    services: Services, scan_id: str, entered: str, right: bool
) -> None:
    assert outcomes(services) == [("total", 0.4, None)]
    correct_fields(services, actor="user:1", scan_id=scan_id, corrections={"total": entered})
    looked_at = ["total", "items[0].price", "items[1].price"]
    accept_review(services, actor="user:1", scan_id=scan_id, confirmed=looked_at)
    assert outcomes(services) == [("total", 0.4, right)]


def test_an_undone_review_takes_its_answers_back(services: Services, scan_id: str) -> None:
    accept_review(services, actor="user:1", scan_id=scan_id, confirmed=["total"])
    reopen_scan(services, actor="user:1", scan_id=scan_id)
    assert outcomes(services) == [("total", 0.4, None)]


def test_what_a_rule_stopped_and_what_was_sure_is_not_asked_about(desk: Desk, services: Services) -> None:
    desk.publish()
    result = slip_result("review")
    stopped = tuple(field.model_copy(update={"weighed": False}) for field in result.fields)
    desk.read(desk.take_in().scan_id, result.model_copy(update={"fields": stopped}))
    assert outcomes(services) == []


def test_an_answer_outlives_its_scan_and_a_question_does_not(desk: Desk, services: Services, scan_id: str) -> None:
    with services.database.begin() as session:
        session.add(
            FieldOutcome(
                scan_id=scan_id, path="note", template="slip", field="note", log_odds=1.0, right=None, at=services.now()
            )
        )  # fmt: skip
    accept_review(services, actor="user:1", scan_id=scan_id, confirmed=["total"])
    later = Services(
        database=services.database, files=services.files, queue=services.queue, check_picture=services.check_picture,
        now=lambda: services.now() + timedelta(days=40),
    )  # fmt: skip
    assert forget_old(later, keep_days=30).scans == 1
    assert outcomes(services) == [("total", 0.4, True)]


def test_enough_answers_move_the_fields_readings(desk: Desk, services: Services) -> None:
    desk.publish()
    templates = TemplatesInUse(services)
    [before] = templates.load()
    answered(services, "items.price", right=20, wrong=60, probability=0.7)
    answered(services, "note", right=10, wrong=30, probability=0.7)
    assert learn_from_reviews(services) == 1
    [after] = templates.load()
    assert before.shifts == {}
    assert list(after.shifts) == ["items.price"]
    assert after.shifts["items.price"] < -1.0
    assert templates.load()[0] is after


def test_learning_again_from_the_same_answers_changes_nothing(desk: Desk, services: Services) -> None:
    desk.publish()
    answered(services, "note", right=60, wrong=0, probability=0.7)
    assert learn_from_reviews(services) == 1
    assert learn_from_reviews(services) == 0
    [entry] = [entry for entry in desk.audit("slip") if entry.action == "template.shift_learnt"]
    assert (entry.actor, entry.path, entry.old) == ("system", "note", {"shift": 0.0})
    assert entry.new is not None
    assert entry.new["outcomes"] == 60


def test_only_the_newest_answers_are_kept(desk: Desk, services: Services) -> None:
    desk.publish()
    answered(services, "note", right=300, wrong=350, probability=0.5)
    learn_from_reviews(services)
    with services.database() as session:
        [shift] = session.scalars(select(FieldShift))
    assert (len(outcomes(services)), shift.outcomes) == (500, 500)


def test_the_calibration_tells_what_was_found(desk: Desk, services: Services) -> None:
    desk.publish()
    answered(services, "note", right=45, wrong=15, probability=0.95)
    learn_from_reviews(services)
    shown = show_calibration(services, name="slip")
    [field] = shown.fields
    assert (field.field, field.outcomes, field.right, field.expected) == ("note", 60, 45, 57.0)
    assert field.shift < 0
    assert field.learnt_at == services.now()
    assert (shown.reliability[9].count, shown.reliability[9].right) == (60, 0.75)


def test_an_unknown_form_has_no_calibration(services: Services) -> None:
    with pytest.raises(TemplateNotFound):
        show_calibration(services, name="nowhere")
