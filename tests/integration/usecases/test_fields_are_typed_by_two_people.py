"""A double-keyed field: two people type it blind, a third decides where they differ, and nobody settles it alone."""

import pytest

from ocr_service.records.states import ScanState
from ocr_service.usecases.checking.key_fields import claim_keying, count_keying, key_again, key_field, release_keying
from ocr_service.usecases.errors import (
    FieldKeyedTwice,
    FieldNotKeyed,
    FieldValueInvalid,
    LeaseLost,
    NothingToReview,
    ScanStateConflict,
)
from ocr_service.usecases.following.show_history import show_history
from ocr_service.usecases.ports import Services
from ocr_service.usecases.processing.change_scan import reprocess_scan
from ocr_service.usecases.reviewing.close_review import accept_review, reject_scan, reopen_scan
from ocr_service.usecases.reviewing.correct_fields import correct_fields
from ocr_service.usecases.reviewing.queue_order import Wanted
from ocr_service.usecases.reviewing.review_scan import claim_next, claim_scan, release_scan
from ocr_service.usecases.reviewing.show_queue import show_queue
from ocr_service.usecases.reviewing.take_turn import Turn, take_turn
from tests.integration.conftest import Clock
from tests.integration.usecases.conftest import SLIP, Desk, slip_result

KEYED = SLIP.replace("{name: note,", "{name: note, double_keyed: true,")


@pytest.fixture
def scan_id(desk: Desk) -> str:
    """A slip in which the machine is sure of everything; its note is typed twice."""
    desk.publish(KEYED)
    desk.add_receiver()
    scan_id = desk.take_in().scan_id
    assert desk.read(scan_id, slip_result(note="急")) == ScanState.NEEDS_REVIEW
    return scan_id


def claim(services: Services, actor: str) -> list[str]:
    return [field.path for field in claim_keying(services, actor=actor, minutes=10).fields]


def type_note(services: Services, actor: str, scan_id: str, text: str) -> str:
    claim(services, actor)
    return key_field(services, actor=actor, scan_id=scan_id, path="note", entered=text)


def test_however_sure_the_machine_is_the_form_waits_for_two_people(
    desk: Desk, services: Services, scan_id: str
) -> None:
    assert desk.scan(scan_id).reasons == [{"code": "fields_to_key", "params": {"count": 1}}]
    assert type_note(services, "user:1", scan_id, "急件") == "waiting"
    assert (desk.scan(scan_id).state, desk.deliveries(scan_id)) == (ScanState.NEEDS_REVIEW, [])
    assert type_note(services, "user:2", scan_id, "急件") == "settled"
    scan = desk.scan(scan_id)
    assert (scan.state, scan.accepted_by) == (ScanState.ACCEPTED, "user:2")
    settled = next(field for field in scan.fields if field.path == "note")
    assert (settled.value, settled.read_value, settled.decision) == ("急件", "急", "accept")
    assert "急件" in desk.deliveries(scan_id)[0].payload


def test_what_only_waits_to_be_typed_is_not_counted_at_the_desk(services: Services, scan_id: str) -> None:
    assert claim(services, "user:1") == ["note"]
    assert show_queue(services, actor="user:1").waiting == 0
    with pytest.raises(NothingToReview):
        claim_next(services, actor="user:1", minutes=10)


def test_the_same_person_never_types_it_twice(services: Services, scan_id: str) -> None:
    type_note(services, "user:1", scan_id, "急")
    assert (claim(services, "user:1"), count_keying(services, actor="user:1")) == ([], 0)
    with pytest.raises(LeaseLost):
        key_field(services, actor="user:1", scan_id=scan_id, path="note", entered="急件")
    assert claim(services, "user:2") == ["note"]


def test_what_was_typed_and_not_heard_of_is_said_again_and_counts_once(
    desk: Desk, services: Services, scan_id: str
) -> None:
    def again(actor: str, text: str) -> str:
        return key_field(services, actor=actor, scan_id=scan_id, path="note", entered=text)

    assert (type_note(services, "user:1", scan_id, "急件"), again("user:1", "急件")) == ("waiting", "waiting")
    assert (type_note(services, "user:2", scan_id, "急伴"), again("user:2", "急伴")) == ("differs", "differs")
    assert (type_note(services, "user:3", scan_id, "急伴"), again("user:3", "急伴")) == ("settled", "settled")
    # By now the form is accepted.
    assert (again("user:1", "急件"), again("user:2", "急伴")) == ("waiting", "differs")
    assert (desk.scan(scan_id).state, desk.scan(scan_id).result_version) == (ScanState.ACCEPTED, 1)
    keyed = [entry for entry in show_history(services, scan_id=scan_id) if entry.action == "field.keyed"]
    assert len(keyed) == 3


def test_an_operators_part_that_was_not_heard_of_is_known_again_by_its_key(desk: Desk, services: Services) -> None:
    desk.publish(KEYED)
    done, following = desk.in_review(number="S001"), desk.in_review(number="S002")
    claim_scan(services, actor="user:1", scan_id=done, minutes=10)

    def once(key: str, actor: str = "user:1") -> Turn:
        given = {"actor": actor, "scan_id": done, "confirmed": ["total"], "key": key}
        return take_turn(services, minutes=10, wanted=Wanted(), **given)  # type: ignore[arg-type]

    for taken in (once("0123456789ab"), once("0123456789ab")):
        assert taken.state == ScanState.NEEDS_REVIEW
        assert taken.next is not None
        assert taken.next.summary.id == following
    # Another act, or another person's, is none of it.
    for key, actor in (("ba9876543210", "user:1"), ("0123456789ab", "user:2")):
        with pytest.raises(LeaseLost):
            once(key, actor)
    for actor in ("user:2", "user:3"):
        type_note(services, actor, done, "急")
    assert (once("0123456789ab").state, desk.scan(done).result_version) == (ScanState.ACCEPTED, 1)


def test_where_two_differ_a_third_sees_both_and_decides(desk: Desk, services: Services, scan_id: str) -> None:
    type_note(services, "user:1", scan_id, "急件")
    assert type_note(services, "user:2", scan_id, "急伴") == "differs"
    assert (claim(services, "user:1"), claim(services, "user:2")) == ([], [])
    [field] = claim_keying(services, actor="user:3", minutes=10).fields
    assert {one.text for one in field.between} == {"急件", "急伴"}
    assert key_field(services, actor="user:3", scan_id=scan_id, path="note", entered="急件") == "settled"
    assert desk.scan(scan_id).state == ScanState.ACCEPTED


def test_what_the_first_typed_is_shown_to_nobody(services: Services, scan_id: str) -> None:
    type_note(services, "user:1", scan_id, "特急件")
    [field] = claim_keying(services, actor="user:2", minutes=10).fields
    assert field.between == ()
    assert "特急件" not in repr(show_history(services, scan_id=scan_id))


def test_nobody_confirms_or_corrects_it_at_the_desk(desk: Desk, services: Services, scan_id: str) -> None:
    claim_scan(services, actor="user:1", scan_id=scan_id, minutes=10)
    for act in ({"corrections": {"note": "x"}}, {"corrections": {}, "confirmed": ["note"]}):
        with pytest.raises(FieldKeyedTwice):
            correct_fields(services, actor="user:1", scan_id=scan_id, **act)  # type: ignore[arg-type]
    with pytest.raises(FieldKeyedTwice):
        accept_review(services, actor="user:1", scan_id=scan_id, confirmed=["note"])
    accept_review(services, actor="user:1", scan_id=scan_id)
    assert (desk.scan(scan_id).state, desk.scan(scan_id).reviewer) == (ScanState.NEEDS_REVIEW, None)


def test_the_desk_is_offered_only_forms_with_something_to_do_there(
    desk: Desk, services: Services, scan_id: str
) -> None:
    with pytest.raises(NothingToReview):
        claim_next(services, actor="user:1", minutes=10)
    doubtful = desk.in_review(number="S002")
    assert claim_next(services, actor="user:1", minutes=10).scan_id == doubtful


def test_desk_and_keying_work_side_by_side_and_the_later_one_accepts(desk: Desk, services: Services) -> None:
    desk.publish(KEYED)
    first, other = desk.in_review(number="S001"), desk.in_review(number="S002")
    claim_scan(services, actor="user:1", scan_id=first, minutes=10)
    accept_review(services, actor="user:1", scan_id=first, confirmed=["total"])
    for actor in ("user:2", "user:3"):
        for scan_id in (first, other):
            type_note(services, actor, scan_id, "急")
    assert (desk.scan(first).state, desk.scan(first).accepted_by) == (ScanState.ACCEPTED, "user:3")
    assert desk.scan(other).state == ScanState.NEEDS_REVIEW
    claim_scan(services, actor="user:1", scan_id=other, minutes=10)
    accept_review(services, actor="user:1", scan_id=other, confirmed=["total"])
    assert desk.scan(other).state == ScanState.ACCEPTED


def test_a_form_that_lies_on_a_desk_is_ended_there(desk: Desk, services: Services, scan_id: str) -> None:
    type_note(services, "user:1", scan_id, "急")
    claim_scan(services, actor="user:3", scan_id=scan_id, minutes=10)
    assert type_note(services, "user:2", scan_id, "急") == "settled"
    assert (desk.scan(scan_id).state, desk.scan(scan_id).reasons) == (ScanState.NEEDS_REVIEW, [])
    release_scan(services, actor="user:3", scan_id=scan_id)
    assert claim_next(services, actor="user:3", minutes=10).scan_id == scan_id
    accept_review(services, actor="user:3", scan_id=scan_id)
    assert desk.scan(scan_id).state == ScanState.ACCEPTED


def test_a_page_that_is_left_puts_back_nothing_that_the_next_one_has_claimed(
    services: Services, scan_id: str, clock: Clock
) -> None:
    left = claim_keying(services, actor="user:1", minutes=10)
    clock.advance(seconds=1)
    now = claim_keying(services, actor="user:1", minutes=10)
    release_keying(services, actor="user:1", until=left.until)
    assert claim(services, "user:2") == []
    release_keying(services, actor="user:1", until=now.until)
    assert claim(services, "user:2") == ["note"]


def test_a_claim_keeps_others_out_until_it_is_put_back_or_runs_out(
    services: Services, scan_id: str, clock: Clock
) -> None:
    assert claim(services, "user:1") == ["note"]
    assert (claim(services, "user:2"), claim(services, "user:1")) == ([], ["note"])
    release_keying(services, actor="user:1")
    assert claim(services, "user:2") == ["note"]
    clock.advance(minutes=11)
    assert claim(services, "user:3") == ["note"]
    with pytest.raises(LeaseLost):
        key_field(services, actor="user:2", scan_id=scan_id, path="note", entered="急")
    assert key_field(services, actor="user:3", scan_id=scan_id, path="note", entered="急") == "waiting"


def test_a_claim_that_ran_out_still_counts_where_nobody_took_it(services: Services, scan_id: str, clock: Clock) -> None:
    claim(services, "user:1")
    clock.advance(minutes=30)
    assert key_field(services, actor="user:1", scan_id=scan_id, path="note", entered="急") == "waiting"


def test_what_is_no_value_of_the_field_is_refused(desk: Desk, services: Services) -> None:
    desk.publish(SLIP.replace("{name: total,", "{name: total, double_keyed: true,"))
    scan_id = desk.take_in().scan_id
    desk.read(scan_id, slip_result())
    claim(services, "user:1")
    with pytest.raises(FieldValueInvalid):
        key_field(services, actor="user:1", scan_id=scan_id, path="total", entered="much")
    assert key_field(services, actor="user:1", scan_id=scan_id, path="total", entered="30") == "waiting"
    claim(services, "user:2")
    assert key_field(services, actor="user:2", scan_id=scan_id, path="total", entered="30.00") == "settled"


def test_a_rule_that_fails_does_not_reopen_what_two_people_read_alike(desk: Desk, services: Services) -> None:
    desk.publish(SLIP.replace("{name: total,", "{name: total, double_keyed: true,"))
    scan_id = desk.take_in().scan_id
    desk.read(scan_id, slip_result())
    for actor in ("user:1", "user:2"):
        claim(services, actor)
        key_field(services, actor=actor, scan_id=scan_id, path="total", entered="31.00")
    scan = desk.scan(scan_id)
    doubtful = [field.path for field in scan.fields if field.decision == "review"]
    assert (scan.state, doubtful) == (ScanState.NEEDS_REVIEW, ["items[0].price", "items[1].price"])
    assert claim_next(services, actor="user:1", minutes=10).scan_id == scan_id


@pytest.mark.parametrize("how", ["reprocessed", "rejected"])
def test_a_form_that_went_elsewhere_meanwhile_takes_nothing(
    desk: Desk, services: Services, scan_id: str, how: str
) -> None:
    claim(services, "user:1")
    if how == "rejected":
        claim_scan(services, actor="user:9", scan_id=scan_id, minutes=10)
        reject_scan(services, actor="user:9", scan_id=scan_id, reason="x")
    else:
        reprocess_scan(services, actor="user:9", scan_id=scan_id)
    with pytest.raises(ScanStateConflict):
        key_field(services, actor="user:1", scan_id=scan_id, path="note", entered="急")
    assert claim(services, "user:1") == []


def test_a_form_that_was_read_again_is_typed_anew(desk: Desk, services: Services, scan_id: str) -> None:
    type_note(services, "user:1", scan_id, "急")
    reprocess_scan(services, actor="user:9", scan_id=scan_id)
    desk.read(scan_id, slip_result(note="急"))
    assert claim(services, "user:1") == ["note"]


def test_what_two_agreed_on_is_typed_again_on_request(desk: Desk, services: Services, scan_id: str) -> None:
    for actor in ("user:1", "user:2"):
        type_note(services, actor, scan_id, "急")
    reopen_scan(services, actor="user:3", scan_id=scan_id)
    claim_scan(services, actor="user:3", scan_id=scan_id, minutes=10)
    with pytest.raises(FieldKeyedTwice):
        correct_fields(services, actor="user:3", scan_id=scan_id, corrections={"note": "x"})
    with pytest.raises(FieldNotKeyed):
        key_again(services, actor="user:3", scan_id=scan_id, path="total")
    key_again(services, actor="user:3", scan_id=scan_id, path="note")
    correct_fields(services, actor="user:3", scan_id=scan_id, corrections={"number": "S002"})
    accept_review(services, actor="user:3", scan_id=scan_id)
    for actor in ("user:1", "user:2"):
        type_note(services, actor, scan_id, "急急")
    assert (desk.scan(scan_id).state, desk.scan(scan_id).result_version) == (ScanState.ACCEPTED, 2)


def test_cells_of_a_column_are_typed_twice(desk: Desk, services: Services) -> None:
    desk.publish(SLIP.replace("{name: price,", "{name: price, double_keyed: true,"))
    desk.read(desk.take_in().scan_id, slip_result())
    assert claim(services, "user:1") == ["items[0].price", "items[1].price"]
