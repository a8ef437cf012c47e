"""Signing in, locking, keys and repeated requests: the same on SQLite and PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from ocr_service.access.roles import Permission, Role
from ocr_service.usecases.people.access_errors import LastAdministrator, NameTaken, SignInRefused, UserUnknown
from ocr_service.usecases.people.manage_keys import create_key, list_keys, revoke_key
from ocr_service.usecases.people.manage_users import change_user, create_first_administrator, create_user, set_password
from ocr_service.usecases.people.name_actors import name_actors
from ocr_service.usecases.people.show_users import list_users
from ocr_service.usecases.people.sign_in import LockoutRule, find_key, find_session, sign_in, sign_out
from ocr_service.usecases.ports import Services
from ocr_service.usecases.receiving.idempotency import (
    IdempotencyKeyReused,
    KeptAnswer,
    RequestUnderWay,
    begin_request,
    forget_request,
    keep_answer,
)

RULE = LockoutRule(failures=3, locked_for=timedelta(minutes=15))
IDLE = timedelta(hours=12)
PASSWORD = "correct horse 9"


def enter(services: Services, password: str) -> bool:
    try:
        sign_in(services, name="admin", password=password, rule=RULE, idle=IDLE)
    except SignInRefused:
        return False
    return True


def test_a_session_is_found_until_it_is_ended(services: Services) -> None:
    assert create_first_administrator(services, password=PASSWORD) == PASSWORD
    signed_in = sign_in(services, name="Admin", password=PASSWORD, rule=RULE, idle=IDLE)

    assert find_session(services, token=signed_in.token, idle=IDLE) == signed_in.caller
    sign_out(services, caller=signed_in.caller)
    assert find_session(services, token=signed_in.token, idle=IDLE) is None


def test_many_wrong_tries_at_once_do_not_outrun_the_lock(services: Services) -> None:
    create_first_administrator(services, password=PASSWORD)

    with ThreadPoolExecutor(6) as pool:
        assert not any(pool.map(lambda _: enter(services, "wrong"), range(6)))

    assert not enter(services, PASSWORD)
    assert list_users(services)[0].locked_until is not None


def test_of_two_who_take_the_same_name_one_gets_it(services: Services) -> None:
    def take(_: int) -> bool:
        try:
            create_user(services, actor="system", name="li.na", password=PASSWORD, role=Role.CLERK)
        except NameTaken:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(take, range(4))) == [False, False, False, True]


def test_two_administrators_cannot_disable_each_other_at_once(services: Services) -> None:
    pair = [
        create_user(services, actor="system", name=name, password=PASSWORD, role=Role.ADMINISTRATOR).id
        for name in ("one", "other")
    ]

    def disable(user_id: str) -> bool:
        try:
            change_user(services, actor="system", user_id=user_id, active=False)
        except LastAdministrator:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(disable, pair)) == [False, True]


def test_nobody_is_changed_who_is_not_there(services: Services) -> None:
    with pytest.raises(UserUnknown):
        set_password(services, actor="system", user_id="user_0", password=PASSWORD)


def test_a_key_is_found_until_it_is_revoked(services: Services) -> None:
    made = create_key(
        services, actor="system", name="ERP", scopes=[Permission.SCANS_READ], held=[Permission.SCANS_READ]
    )

    caller = find_key(services, key=made.key)
    assert caller is not None
    assert (caller.actor, caller.permissions) == (f"key:{made.view.id}", {Permission.SCANS_READ})
    assert name_actors(services, [caller.actor, "system", None, "user:none"]) == {caller.actor: "ERP"}
    revoke_key(services, actor="system", key_id=made.view.id)
    assert find_key(services, key=made.key) is None
    assert list_keys(services)[0].revoked_at is not None


def test_of_two_same_requests_at_once_one_is_carried_out(services: Services) -> None:
    def begin(_: int) -> str:
        try:
            return str(begin_request(services, actor="key:a", key="k", request_sha256="1" * 64))
        except RequestUnderWay:
            return "under way"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(begin, range(4))) == ["None", "under way", "under way", "under way"]


def test_an_answer_is_kept_for_the_same_request_only(services: Services) -> None:
    answer = KeptAnswer(status=201, body={"items": []})
    begin_request(services, actor="key:a", key="k", request_sha256="1" * 64)
    keep_answer(services, actor="key:a", key="k", answer=answer)
    forget_request(services, actor="key:a", key="k")  # too late: it was answered

    assert begin_request(services, actor="key:a", key="k", request_sha256="1" * 64) == answer
    with pytest.raises(IdempotencyKeyReused):
        begin_request(services, actor="key:a", key="k", request_sha256="2" * 64)
