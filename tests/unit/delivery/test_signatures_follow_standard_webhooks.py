"""The vectors are those of the specification and of its reference libraries' own tests."""

import base64

import pytest

from ocr_service.delivery.signing import SignatureInvalid, new_secret, sign, signed_headers, verify

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
AT = 1614265330
BODY = b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
OTHER = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc="


def headers(**changed: str) -> dict[str, str]:
    given = {"webhook-id": ID, "webhook-timestamp": str(AT), "webhook-signature": SIGNATURE}
    return given | {name.replace("_", "-"): value for name, value in changed.items()}


def refusal(given: dict[str, str], *, body: bytes = BODY, now: float = AT, secret: str = SECRET) -> str:
    with pytest.raises(SignatureInvalid) as caught:
        verify([secret], given, body, now=now)
    return caught.value.code


def test_the_published_vector_is_signed_and_verified() -> None:
    assert sign([SECRET], ID, AT, BODY) == SIGNATURE
    assert signed_headers([SECRET], ID, AT, BODY) == headers()
    assert verify([SECRET], headers(), BODY, now=AT) == ID


def test_signatures_of_other_keys_and_schemes_stand_beside_the_right_one() -> None:
    mixed = headers(webhook_signature=f"{OTHER} v2,{SIGNATURE[3:]} v1a,abc {SIGNATURE} {OTHER}")
    assert verify([SECRET], mixed, BODY, now=AT) == ID
    assert refusal(headers(webhook_signature=f"v2,{SIGNATURE[3:]}")) == "webhook_signature_wrong"


def test_during_a_rotation_both_secrets_verify() -> None:
    fresh = new_secret()
    both = headers(webhook_signature=sign([fresh, SECRET], ID, AT, BODY))
    assert both["webhook-signature"].count("v1,") == 2
    assert verify([fresh], both, BODY, now=AT) == verify([SECRET], both, BODY, now=AT) == ID


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_header_is_refused(name: str) -> None:
    given = headers()
    del given[name]
    assert refusal(given) == "webhook_headers_missing"


@pytest.mark.parametrize("signature", ["v1,dawfeoifkpqwoekfpqoekf", SIGNATURE[:8], "v1,", "v1", SIGNATURE[3:], "ä"])
def test_a_wrong_signature_is_refused(signature: str) -> None:
    assert refusal(headers(webhook_signature=signature)) == "webhook_signature_wrong"


@pytest.mark.parametrize(
    "given",
    [{"body": BODY + b" "}, {"body": BODY.upper()}, {"secret": new_secret()}],
    ids=["longer", "other", "secret"],
)
def test_another_body_or_secret_is_refused(given: dict[str, bytes]) -> None:
    assert refusal(headers(), **given) == "webhook_signature_wrong"  # type: ignore[arg-type]


def test_a_changed_id_or_time_is_refused() -> None:
    assert refusal(headers(webhook_id="msg_other")) == "webhook_signature_wrong"
    assert refusal(headers(webhook_timestamp=str(AT + 1))) == "webhook_signature_wrong"
    # Written otherwise, it is the same time, but not what was signed.
    assert refusal(headers(webhook_timestamp=f"0{AT}")) == "webhook_signature_wrong"


@pytest.mark.parametrize("seconds", [-300, 300])
def test_five_minutes_of_difference_are_taken(seconds: int) -> None:
    assert verify([SECRET], headers(), BODY, now=AT + seconds) == ID


@pytest.mark.parametrize("seconds", [-301, 301, -600, 600])
def test_more_than_five_minutes_are_refused(seconds: int) -> None:
    assert refusal(headers(), now=AT + seconds) == "webhook_time_outside"


@pytest.mark.parametrize("timestamp", ["hello", "1614265330.0", "-1614265330", "１６１４２６５３３０", "9" * 400, "²"])
def test_a_time_that_is_none_is_refused(timestamp: str) -> None:
    assert refusal(headers(webhook_timestamp=timestamp)) == "webhook_time_outside"


def test_a_new_secret_is_random_and_of_the_right_form() -> None:
    first, second = new_secret(), new_secret()
    assert first != second
    assert first.startswith("whsec_")
    assert len(base64.b64decode(first.removeprefix("whsec_"), validate=True)) == 32


@pytest.mark.parametrize(
    "secret",
    [
        SECRET.removeprefix("whsec_"),
        "whsec_",
        "whsec_!!!!",
        "whsec_" + base64.b64encode(b"x" * 23).decode(),
        "whsec_" + base64.b64encode(b"x" * 65).decode(),
    ],
)
def test_what_is_no_secret_signs_nothing(secret: str) -> None:
    with pytest.raises(ValueError, match="secret"):
        sign([secret], ID, AT, BODY)


def test_an_id_with_a_full_stop_is_not_signed() -> None:
    # "a.1" at 2 and "a" at "1.2" would be the same text to sign.
    with pytest.raises(ValueError, match="full stop"):
        sign([SECRET], "a.1", AT, BODY)


def test_nothing_is_sent_unsigned() -> None:
    with pytest.raises(ValueError, match="at least one secret"):
        sign([], ID, AT, BODY)
