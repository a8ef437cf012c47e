"""Tokens and keys."""

import hashlib
import re

from ocr_service.access.tokens import fingerprint, new_api_key, new_token, same_token


def test_tokens_have_256_bits_and_are_safe_in_headers_and_cookies() -> None:
    tokens = {new_token() for _ in range(100)}

    assert len(tokens) == 100
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in tokens)


def test_a_key_can_be_recognised_where_it_leaks() -> None:
    assert re.fullmatch(r"ocr_[A-Za-z0-9_-]{43}", new_api_key())


def test_what_is_kept_is_the_sha256() -> None:
    assert fingerprint("abc") == hashlib.sha256(b"abc").hexdigest()


def test_hostile_tokens_are_only_wrong() -> None:
    assert not same_token("\ud800", "abc")
    assert not same_token("", "abc")
    assert same_token("abc", "abc")
    assert fingerprint("\ud800") != fingerprint("?")
