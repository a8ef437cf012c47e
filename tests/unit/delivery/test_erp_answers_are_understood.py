import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_service.delivery.erp_answer import ErpAnswer, parse_answer


def test_approval_and_rejection_are_read() -> None:
    assert parse_answer(b'{"status": "approved", "reference": " PO-1001 "}') == ErpAnswer(
        status="approved", reference="PO-1001"
    )
    rejected = parse_answer('{"status": "rejected", "reason": "数量不符", "trace": 17}'.encode())
    assert rejected == ErpAnswer(status="rejected", reason="数量不符")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"ok",
        b"null",
        b"[]",
        b'"approved"',
        b'{"status": "ok"}',
        b'{"reference": "PO-1"}',
        b'{"status": "approved"',
        b"\xff\xfe",
        b"[" * 60_000,
    ],
)
def test_anything_else_is_only_a_yes(body: bytes) -> None:
    assert parse_answer(body) is None


@pytest.mark.parametrize(
    ("said", "reference", "reason"),
    [
        ({"reference": None, "reason": None, "fields": None}, None, ""),
        ({"reference": 4711}, "4711", ""),
        ({"reference": ""}, None, ""),
        ({"reference": "x" * 201}, "x" * 200, ""),
        ({"reference": ["PO-1"]}, None, ""),
        ({"reference": True}, None, ""),
        ({"reason": "at line 1\n" * 1000}, None, ("at line 1\n" * 1000)[:2000].strip()),
        ({"reason": {"code": 7, "text": "数量"}}, None, '{"code": 7, "text": "数量"}'),
    ],
)
def test_what_stands_beside_the_decision_does_not_cost_it(
    said: dict[str, Any], reference: str | None, reason: str
) -> None:
    answer = parse_answer(json.dumps({"status": "rejected", **said}).encode())
    assert answer == ErpAnswer(status="rejected", reference=reference, reason=reason)


def test_a_complaint_without_words_still_names_its_field() -> None:
    fields = [{"path": "qty", "reason": None}, {"path": None}, {"path": "price", "reason": 7}, "qty"]
    answer = parse_answer(json.dumps({"status": "rejected", "fields": fields}).encode())
    assert answer is not None
    assert [(one.path, one.reason) for one in answer.fields] == [("qty", ""), ("price", "7")]


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(st.characters(), max_size=300),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(["approved", "rejected"]), anything, anything, st.booleans())
def test_whatever_is_understood_can_be_kept(status: str, reference: Any, reason: Any, escaped: bool) -> None:
    said = {"status": status, "reference": reference, "reason": reason}
    body = json.dumps(said, ensure_ascii=escaped).encode("utf-8", "replace")
    answer = parse_answer(body)
    if answer is not None:
        kept = (answer.reference or "") + answer.reason
        assert "\0" not in kept
        kept.encode()
        assert len(answer.reference or "x") <= 200
        assert len(answer.reason) <= 2000


def test_half_a_character_from_another_door_is_replaced() -> None:
    answer = ErpAnswer.model_validate({"status": "rejected", "reason": "a\ud800\0b"})
    assert answer.reason == "a?b"
