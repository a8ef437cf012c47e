"""Passwords: what is kept, what is right, what is renewed."""

import pytest
from argon2 import PasswordHasher

from ocr_service.access import passwords
from ocr_service.access.passwords import check_password, hash_password, new_password


def test_what_is_kept_is_an_argon2id_hash_with_its_own_salt() -> None:
    one, other = hash_password("correct horse"), hash_password("correct horse")

    assert one.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert one != other
    assert "correct" not in one


def test_the_right_password_is_right_and_any_other_is_not() -> None:
    kept = hash_password("correct horse")

    assert check_password(kept, "correct horse").right
    assert not check_password(kept, "correct horsf").right
    assert not check_password(kept, "").right


def test_letters_composed_and_decomposed_or_wide_are_the_same_password() -> None:
    assert check_password(hash_password("caf\u00e9 12345"), "cafe\u0301 １２３４５").right


def test_a_hash_with_older_parameters_is_replaced_when_the_password_is_right() -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("correct horse")

    check = check_password(old, "correct horse")

    assert check.right
    assert check.new_hash is not None
    assert check_password(check.new_hash, "correct horse") == passwords.PasswordCheck(right=True)
    assert check_password(old, "wrong").new_hash is None


def test_an_unknown_name_costs_the_same_hashing_as_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    check_password(None, "warm up")
    parameters: list[str] = []

    class Watched(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:
            parameters.append(str(hash).rsplit("$", 2)[0])
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "_HASHER", Watched(time_cost=2, memory_cost=19_456, parallelism=1))

    assert not check_password(None, "correct horse").right
    assert not check_password(hash_password("other"), "correct horse").right
    assert parameters[0] == parameters[1]


@pytest.mark.parametrize("kept", ["", "no hash", "$argon2id$broken"])
def test_what_is_no_hash_lets_nobody_in(kept: str) -> None:
    assert not check_password(kept, "anything").right


def test_a_lone_surrogate_or_a_megabyte_is_only_a_wrong_password() -> None:
    kept = hash_password("correct horse")

    assert not check_password(kept, "\ud800").right
    assert not check_password(kept, "x" * 1_000_000).right


def test_made_passwords_are_long_enough_and_differ() -> None:
    made = {new_password() for _ in range(50)}

    assert len(made) == 50
    assert all(len(password) >= passwords.MINIMUM_LENGTH for password in made)
