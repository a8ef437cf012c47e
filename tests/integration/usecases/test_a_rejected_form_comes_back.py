"""The ERP's no sends a form back to review, its reason on the field that it names; the corrected form goes out anew."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from ocr_service.delivery.attempt import Attempt
from ocr_service.delivery.erp_answer import ErpAnswer
from ocr_service.records.answers import ReceiverAnswer
from ocr_service.records.scans import ScanField
from ocr_service.usecases.delivering.claim_delivery import claim_delivery
from ocr_service.usecases.delivering.record_answer import record_answer
from ocr_service.usecases.delivering.send_delivery import record_attempt
from ocr_service.usecases.delivering.write_answer import AnswerSource, write_answer
from ocr_service.usecases.endpoints.manage_mappings import save_mapping
from ocr_service.usecases.errors import ScanStateConflict
from ocr_service.usecases.ports import Services
from ocr_service.usecases.refusals import lock_scan
from ocr_service.usecases.reviewing.close_review import accept_review
from ocr_service.usecases.reviewing.correct_fields import correct_fields
from ocr_service.usecases.reviewing.review_scan import claim_scan
from tests.integration.usecases.conftest import Desk

PERSON = "user:1"


def rejection(*fields: tuple[str, str], reason: str = "") -> ErpAnswer:
    named = [{"path": path, "reason": why} for path, why in fields]
    return ErpAnswer.model_validate({"status": "rejected", "reason": reason, "fields": named})


@pytest.fixture
def endpoint_id(desk: Desk) -> str:
    desk.publish()
    return desk.add_receiver()


@pytest.fixture
def scan_id(desk: Desk, endpoint_id: str) -> str:
    return desk.accepted()


@pytest.fixture
def answer(desk: Desk, services: Services) -> Callable[..., None]:
    """Sends what waits of a scan and lets its receiver answer so."""

    def act(scan_id: str, said: ErpAnswer | dict[str, Any]) -> None:
        body = said.model_dump_json() if isinstance(said, ErpAnswer) else json.dumps(said)
        for delivery in desk.deliveries(scan_id):
            if delivery.state == "waiting":
                claim = claim_delivery(services, delivery.id, lease=timedelta(minutes=1))
                assert claim is not None
                attempt = Attempt(status=200, error=None, seconds=0.1, body=body.encode(), complete=True)
                record_attempt(services, claim, attempt, days=3)

    return act


def say(services: Services, scan_id: str, said: ErpAnswer, endpoint_id: str | None, version: int = 1) -> str:
    source = AnswerSource(actor=f"endpoint:{endpoint_id}", way="response", endpoint_id=endpoint_id)
    with services.database.begin() as session:
        lock_scan(session, scan_id)
        return write_answer(session, scan_id, said, source=source, now=services.now(), result_version=version)


def fields(desk: Desk, scan_id: str) -> dict[str, ScanField]:
    return {row.path: row for row in desk.scan(scan_id).fields}


def reason(told: str) -> dict[str, Any]:
    return {"code": "rejected_by_erp", "params": {"reason": told}}


def correct(services: Services, scan_id: str, **corrections: Any) -> int:
    claim_scan(services, actor=PERSON, scan_id=scan_id, minutes=10)
    correct_fields(services, actor=PERSON, scan_id=scan_id, corrections=corrections)
    return accept_review(services, actor=PERSON, scan_id=scan_id)


def test_the_reason_stands_on_the_field_that_it_names(desk: Desk, scan_id: str, answer: Callable[..., None]) -> None:
    answer(scan_id, rejection(("number", "Slip S001 is booked already"), reason="Not bookable"))
    scan = desk.scan(scan_id)
    assert (scan.state, scan.erp_answer, scan.erp_rejections) == ("needs_review", "rejected", 1)
    assert (scan.accepted_at, scan.reasons) == (None, [reason("Not bookable")])
    assert (fields(desk, scan_id)["number"].decision, fields(desk, scan_id)["total"].decision) == ("review", "accept")
    assert fields(desk, scan_id)["number"].reasons == [reason("Slip S001 is booked already")]
    assert [entry.action for entry in desk.audit(scan_id)][-2:] == ["scan.answered", "scan.reopened"]


def test_the_corrected_form_goes_out_as_a_new_version_that_names_the_old_one(
    desk: Desk, services: Services, scan_id: str, answer: Callable[..., None]
) -> None:
    answer(scan_id, rejection(("number", "unknown")))
    assert correct(services, scan_id, number="S002") == 2
    first, second = desk.deliveries(scan_id)
    told = json.loads(second.payload)["data"]
    assert (told["result_version"], told["supersedes"], told["values"]["number"]) == (2, first.id, "S002")
    assert json.loads(first.payload)["data"]["supersedes"] is None
    assert desk.scan(scan_id).erp_answer is None
    answer(scan_id, {"status": "approved", "reference": "GR-7"})
    scan = desk.scan(scan_id)
    assert (scan.state, scan.erp_answer, scan.erp_reference, scan.erp_rejections) == ("answered", "approved", "GR-7", 1)


def test_a_form_that_goes_round_in_circles_shows_how_often(
    desk: Desk, services: Services, scan_id: str, answer: Callable[..., None]
) -> None:
    for number in ("S002", "S003"):
        answer(scan_id, rejection(("number", "unknown")))
        correct(services, scan_id, number=number)
    answer(scan_id, rejection(reason="Closed"))
    assert (desk.scan(scan_id).erp_rejections, desk.scan(scan_id).result_version) == (3, 3)


def test_a_person_may_insist_on_what_the_erp_does_not_want(
    desk: Desk, services: Services, scan_id: str, answer: Callable[..., None]
) -> None:
    answer(scan_id, rejection(("number", "unknown")))
    claim_scan(services, actor=PERSON, scan_id=scan_id, minutes=10)
    assert accept_review(services, actor=PERSON, scan_id=scan_id, confirmed=["number"]) == 2


def test_correcting_another_field_does_not_settle_what_the_erp_said(
    desk: Desk, services: Services, scan_id: str, answer: Callable[..., None]
) -> None:
    answer(scan_id, rejection(("note", "missing")))
    correct(services, scan_id, note="first")
    answer(scan_id, rejection(("note", "still wrong")))
    claim_scan(services, actor=PERSON, scan_id=scan_id, minutes=10)
    correct_fields(services, actor=PERSON, scan_id=scan_id, corrections={"number": "S009"})
    assert fields(desk, scan_id)["note"].decision == "review"
    assert reason("still wrong") in fields(desk, scan_id)["note"].reasons


@pytest.mark.parametrize(
    ("named", "path"),
    [
        ("items[1].price", "items[1].price"),
        ("/items/1/price", "items[1].price"),
        ("BillNo", "number"),
        ("Head.Total", "total"),
        ("Entry[0].Price", "items[0].price"),
        ("Remark", "note"),  # blank on the paper
        ("Price", None),  # in two rows
        ("Entry.Price", None),
        ("Both", None),  # made of two fields
        ("Constant", None),
        ("Nowhere", None),
    ],
)
def test_a_name_of_the_mappings_is_translated_back_where_it_means_one_field(
    desk: Desk,
    services: Services,
    endpoint_id: str,
    answer: Callable[..., None],
    named: str,
    path: str | None,
) -> None:
    expression = """{
        BillNo: upper(data.values.number),
        Head: {Total: to_number(data.values.total)},
        Entry: numbered(data.values.items[].{Goods: goods, Price: to_number(price)}),
        Remark: data.values.note || '',
        Both: join('/', [data.values.number, data.values.total]),
        Constant: 'x'
    }"""
    save_mapping(services, actor=PERSON, endpoint_id=endpoint_id, expression=expression)
    scan_id = desk.accepted()
    answer(scan_id, rejection((named, "wrong"), reason="No"))
    doubtful = [row.path for row in desk.scan(scan_id).fields if row.decision == "review"]
    assert doubtful == ([path] if path else [])
    assert desk.scan(scan_id).reasons == [reason("No" if path else f"No; {named}: wrong")]


def test_a_no_that_the_operator_has_in_hand_is_not_taken_back_by_another_receivers_yes(
    desk: Desk, services: Services
) -> None:
    desk.publish()
    erp, approvals = desk.add_receiver(), desk.add_receiver()
    scan_id = desk.accepted()
    for delivery in desk.deliveries(scan_id):
        claim_delivery(services, delivery.id, lease=timedelta(minutes=1))
    assert say(services, scan_id, rejection(("number", "unknown")), erp) == "counted"
    yes = ErpAnswer(status="approved", reference="A-1")
    assert say(services, scan_id, yes, approvals) == "held"
    assert desk.scan(scan_id).state == "needs_review"
    assert say(services, scan_id, yes, erp) == "counted"


def test_a_late_approval_of_the_same_result_closes_the_review(
    desk: Desk, services: Services, endpoint_id: str, scan_id: str, answer: Callable[..., None]
) -> None:
    accepted_at = desk.scan(scan_id).accepted_at
    answer(scan_id, rejection(("number", "unknown")))
    claim_scan(services, actor=PERSON, scan_id=scan_id, minutes=10)
    assert say(services, scan_id, ErpAnswer(status="approved", reference="GR-8"), endpoint_id) == "counted"
    scan = desk.scan(scan_id)
    assert (scan.state, scan.erp_answer, scan.erp_reference, scan.reviewer) == ("answered", "approved", "GR-8", None)
    assert (scan.accepted_at, scan.accepted_by, scan.reasons) == (accepted_at, "system", [])
    assert (fields(desk, scan_id)["number"].decision, fields(desk, scan_id)["number"].reasons) == ("accept", [])


def test_a_late_approval_of_what_was_corrected_meanwhile_is_only_kept(
    desk: Desk, services: Services, endpoint_id: str, scan_id: str, answer: Callable[..., None]
) -> None:
    answer(scan_id, rejection(("number", "unknown")))
    claim_scan(services, actor=PERSON, scan_id=scan_id, minutes=10)
    correct_fields(services, actor=PERSON, scan_id=scan_id, corrections={"number": "S002"})
    yes = ErpAnswer(status="approved", reference="GR-8")
    assert say(services, scan_id, yes, endpoint_id) == "held"
    assert desk.scan(scan_id).state == "needs_review"
    assert accept_review(services, actor=PERSON, scan_id=scan_id) == 2
    assert say(services, scan_id, yes, endpoint_id) == "superseded"
    assert (desk.scan(scan_id).state, desk.scan(scan_id).erp_answer) == ("accepted", None)
    with services.database() as session:
        kept = [row.outcome for row in session.query(ReceiverAnswer).order_by(ReceiverAnswer.id)]
    assert kept == ["counted", "held", "superseded"]


def test_a_second_no_adds_its_reason_and_opens_nothing_twice(
    desk: Desk, services: Services, endpoint_id: str, scan_id: str, answer: Callable[..., None]
) -> None:
    answer(scan_id, rejection(reason="Closed"))
    assert say(services, scan_id, rejection(reason="Closed"), endpoint_id) == "repeated"
    assert say(services, scan_id, rejection(("BillNo", "x"), reason="Other"), endpoint_id) == "counted"
    scan = desk.scan(scan_id)
    assert (scan.erp_rejections, scan.reasons) == (1, [reason("Closed"), reason("Other; BillNo: x")])


def test_what_waits_for_other_receivers_is_not_sent_any_more(
    desk: Desk, services: Services, answer: Callable[..., None]
) -> None:
    desk.publish()
    erp, other = desk.add_receiver(), desk.add_receiver()
    scan_id = desk.accepted()
    first, second = sorted(desk.deliveries(scan_id), key=lambda delivery: delivery.endpoint_id != erp)
    claim_delivery(services, first.id, lease=timedelta(minutes=1))
    say(services, scan_id, rejection(reason="No"), erp)
    assert claim_delivery(services, second.id, lease=timedelta(minutes=1)) is None
    assert {row.endpoint_id: row.state for row in desk.deliveries(scan_id)}[other] == "cancelled"
    # It never heard of the first result, so the second one replaces nothing for it.
    correct(services, scan_id, number="S002")
    told = {row.endpoint_id: json.loads(row.payload)["data"] for row in desk.deliveries(scan_id)[2:]}
    assert (told[erp]["supersedes"], told[other]["supersedes"]) == (first.id, None)


def test_a_person_may_tell_the_rejection_too(desk: Desk, services: Services, scan_id: str) -> None:
    with pytest.raises(ScanStateConflict):
        record_answer(services, actor="key:erp", scan_id=scan_id, answer=rejection(reason="No"))
    claim_delivery(services, desk.deliveries(scan_id)[0].id, lease=timedelta(minutes=1))
    record_answer(services, actor="key:erp", scan_id=scan_id, answer=rejection(("number", "No")))
    assert fields(desk, scan_id)["number"].decision == "review"


def test_who_wants_to_know_is_told_that_it_is_back_in_review(
    desk: Desk, services: Services, endpoint_id: str, scan_id: str, answer: Callable[..., None]
) -> None:
    with services.database.begin() as session:
        session.connection().exec_driver_sql(
            """UPDATE webhook_endpoints SET events = '["form.accepted", "form.needs_review"]'"""
        )
    answer(scan_id, rejection(reason="Closed"))
    events = [json.loads(row.payload) for row in desk.deliveries(scan_id) if row.event == "form.needs_review"]
    assert [event["data"]["reasons"] for event in events] == [[reason("Closed")]]


def test_the_documents_number_stands_on_the_form_before_it_is_decided_on(
    desk: Desk, scan_id: str, answer: Callable[..., None]
) -> None:
    answer(scan_id, {"reference": "DRAFT-9", "anything": 1})
    scan = desk.scan(scan_id)
    assert (scan.state, scan.erp_answer, scan.erp_reference) == ("delivered", None, "DRAFT-9")
