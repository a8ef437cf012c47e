import pytest

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


def test_a_nul_does_not_reach_the_database() -> None:
    answer = parse_answer(b'{"status": "rejected", "reason": "a\\u0000b"}')
    assert answer is not None
    assert "\0" not in answer.reason
