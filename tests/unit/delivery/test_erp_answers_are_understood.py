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
        b'{"status": "approved", "reference": ""}',
        b'{"status": "approved", "reference": 17}',
        b'{"status": "approved", "reference": "' + b"x" * 201 + b'"}',
        b'{"status": "approved"',
        b"\xff\xfe",
        b"[" * 60_000,
    ],
)
def test_anything_else_is_only_a_yes(body: bytes) -> None:
    assert parse_answer(body) is None


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
