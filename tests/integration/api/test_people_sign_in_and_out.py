"""Signing in: the cookie, the token, the lock, the throttle."""

from collections.abc import Callable
from http.cookies import SimpleCookie
from typing import Any

import pytest
from sqlalchemy import select

from ocr_service.access.passwords import hash_password
from ocr_service.access.roles import Role
from ocr_service.access.tokens import fingerprint
from ocr_service.records.people import AuditEntry, Session, User
from ocr_service.usecases.people.manage_users import create_first_administrator, create_user
from tests.integration.api.api_stage import PASSWORD, Stage


def try_in(stage: Stage, name: str, password: str = "wrong password", **options: Any) -> tuple[int, str]:
    answer = stage.stranger().post("/api/v1/session", json={"name": name, "password": password}, **options)
    return answer.status_code, answer.json().get("code", "")


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(stage: Stage) -> None:
    create_user(stage.services, actor="system", name="li.na", password=PASSWORD, role=Role.CLERK)

    answer = stage.stranger().post("/api/v1/session", json={"name": "Li.Na ", "password": PASSWORD})

    cookie = SimpleCookie(answer.headers["set-cookie"])["ocr_session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["secure"]) == (True, "lax", "/", "")
    assert answer.json()["name"] == "li.na"
    assert cookie.value not in answer.text


def test_behind_https_the_cookie_goes_through_https_only(make_stage: Callable[..., Stage]) -> None:
    stage = make_stage(public_url="https://ocr.factory.lan")
    create_user(stage.services, actor="system", name="li.na", password=PASSWORD, role=Role.CLERK)

    answer = stage.stranger().post("/api/v1/session", json={"name": "li.na", "password": PASSWORD})

    assert "; Secure" in answer.headers["set-cookie"]


def test_the_database_holds_no_token(stage: Stage) -> None:
    client = stage.person(Role.CLERK)
    token = client.cookies["ocr_session"]

    with stage.services.database() as session:
        assert [row.token_sha256 for row in session.scalars(select(Session))] == [fingerprint(token)]


def test_each_sign_in_gets_a_new_token_and_ignores_one_that_was_planted(stage: Stage) -> None:
    create_user(stage.services, actor="system", name="li.na", password=PASSWORD, role=Role.CLERK)
    planted = {"Cookie": "ocr_session=planted-by-somebody-else"}

    answer = stage.stranger().post("/api/v1/session", json={"name": "li.na", "password": PASSWORD}, headers=planted)

    assert "planted" not in answer.headers["set-cookie"]
    assert stage.stranger().get("/api/v1/me", headers=planted).status_code == 401


def test_after_signing_out_the_token_opens_nothing(stage: Stage) -> None:
    client = stage.person(Role.CLERK)
    token = client.cookies["ocr_session"]

    assert client.delete("/api/v1/session").status_code == 204
    assert stage.stranger().get("/api/v1/me", headers={"Cookie": f"ocr_session={token}"}).status_code == 401


def test_a_session_ends_after_so_long_without_use_and_lives_while_it_is_used(make_stage: Callable[..., Stage]) -> None:
    stage = make_stage(session_hours=2)
    client = stage.person(Role.CLERK)
    for _ in range(3):
        stage.clock.advance(hours=1.5)
        assert client.get("/api/v1/me").status_code == 200

    stage.clock.advance(hours=2)

    assert client.get("/api/v1/me").status_code == 401


def test_wrong_name_wrong_password_locked_and_disabled_are_told_alike(make_stage: Callable[..., Stage]) -> None:
    stage = make_stage(lockout_failures=2)
    for name in ("locked", "known", "disabled"):
        create_user(stage.services, actor="system", name=name, password=PASSWORD, role=Role.CLERK)
    with stage.services.database.begin() as session:
        session.scalars(select(User).where(User.name == "disabled")).one().active = False
    try_in(stage, "locked")
    try_in(stage, "locked")

    refusals = {
        try_in(stage, "known"),
        try_in(stage, "nobody"),
        try_in(stage, "locked", PASSWORD),
        try_in(stage, "disabled", PASSWORD),
        try_in(stage, ""),
        try_in(stage, "a\x00b"),
        try_in(stage, "n" * 200),
    }

    assert refusals == {(401, "sign_in_refused")}


def test_a_locked_name_opens_again_after_its_time(make_stage: Callable[..., Stage]) -> None:
    stage = make_stage(lockout_failures=3, lockout_minutes=15)
    create_user(stage.services, actor="system", name="li.na", password=PASSWORD, role=Role.CLERK)
    for _ in range(3):
        try_in(stage, "li.na")
    assert try_in(stage, "li.na", PASSWORD)[0] == 401

    stage.clock.advance(minutes=15)

    assert try_in(stage, "li.na", PASSWORD)[0] == 200


def test_the_right_password_forgets_the_failures_before_it(make_stage: Callable[..., Stage]) -> None:
    stage = make_stage(lockout_failures=3)
    create_user(stage.services, actor="system", name="li.na", password=PASSWORD, role=Role.CLERK)
    for _ in range(3):
        try_in(stage, "li.na")
        try_in(stage, "li.na")
        assert try_in(stage, "li.na", PASSWORD)[0] == 200


def test_one_address_cannot_try_names_without_end(stage: Stage) -> None:
    outcomes = [try_in(stage, f"name{number}")[0] for number in range(51)]

    assert outcomes == [401] * 50 + [429]
    stage.clock.advance(minutes=15)
    assert try_in(stage, "another")[0] == 401


def test_a_hash_with_older_parameters_is_renewed_at_sign_in(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    from argon2 import PasswordHasher

    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    created = create_user(stage.services, actor="system", name="li.na", password=PASSWORD, role=Role.CLERK)
    with stage.services.database.begin() as session:
        session.get_one(User, created.id).password_hash = old

    assert try_in(stage, "li.na", PASSWORD)[0] == 200

    with stage.services.database() as session:
        kept = session.get_one(User, created.id).password_hash
    assert kept != old
    assert kept.split("$")[3] == hash_password("x").split("$")[3]


def test_signing_in_from_another_sites_page_is_refused(stage: Stage) -> None:
    create_user(stage.services, actor="system", name="li.na", password=PASSWORD, role=Role.CLERK)

    assert try_in(stage, "li.na", PASSWORD, headers={"Sec-Fetch-Site": "cross-site"}) == (403, "other_site")
    assert try_in(stage, "li.na", PASSWORD, headers={"Origin": "http://evil.example"}) == (403, "other_site")
    assert try_in(stage, "li.na", PASSWORD, headers={"Origin": "http://ocr.factory.lan"})[0] == 200


def test_coming_and_going_and_failing_stand_in_the_audit_trail(stage: Stage) -> None:
    client = stage.person(Role.CLERK)
    try_in(stage, "clerk")
    client.delete("/api/v1/session")

    with stage.services.database() as session:
        actions = [entry.action for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert actions == ["user.created", "user.signed_in", "user.sign_in_refused", "user.signed_out"]


def test_the_first_administrator_is_made_once(stage: Stage) -> None:
    password = create_first_administrator(stage.services)

    assert password is not None
    assert try_in(stage, "admin", password)[0] == 200
    assert create_first_administrator(stage.services) is None
