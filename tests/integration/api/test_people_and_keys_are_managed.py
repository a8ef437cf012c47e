"""Administrators manage people; integrators make keys, but never stronger than themselves."""

import pytest
from sqlalchemy import select

from ocr_service.access.roles import Permission, Role
from ocr_service.records.people import ApiKey, AuditEntry
from tests.integration.api.api_stage import PASSWORD, Stage

NEW = {"name": "Wang Wei", "password": PASSWORD, "role": "operator"}


def test_a_person_is_added_and_can_sign_in(stage: Stage) -> None:
    made = stage.person(Role.ADMINISTRATOR).post("/api/v1/users", json=NEW)

    assert made.status_code == 201
    assert (made.json()["name"], made.json()["role"], made.json()["active"]) == ("wang wei", "operator", True)
    assert stage.sign_in("WANG WEI").get("/api/v1/me").json()["role"] == "operator"
    assert "password" not in made.text


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"password": "short"}, "password_too_weak"),
        ({"name": "verylongname", "password": "VeryLongName"}, "password_too_weak"),
        ({"name": "administrator"}, "name_taken"),
        ({"name": "n" * 61}, "name_unusable"),
        ({"name": "a\u202eb"}, "name_unusable"),
        ({"name": "a\x00b"}, "request_invalid"),
        ({"name": "  "}, "request_invalid"),
        ({"role": "king"}, "request_invalid"),
        ({"is_admin": True}, "request_invalid"),
        ({"password": ["x"]}, "request_invalid"),
    ],
)
def test_what_cannot_be_is_refused(stage: Stage, change: dict[str, object], code: str) -> None:
    assert stage.person(Role.ADMINISTRATOR).post("/api/v1/users", json={**NEW, **change}).json()["code"] == code


def test_a_disabled_person_is_out_at_once(stage: Stage) -> None:
    administrator, clerk = stage.person(Role.ADMINISTRATOR), stage.person(Role.CLERK)
    user_id = clerk.get("/api/v1/me").json()["actor"].removeprefix("user:")

    administrator.patch(f"/api/v1/users/{user_id}", json={"active": False})

    assert clerk.get("/api/v1/me").status_code == 401


def test_a_new_role_counts_from_the_next_request_on(stage: Stage) -> None:
    administrator, clerk = stage.person(Role.ADMINISTRATOR), stage.person(Role.CLERK)
    user_id = clerk.get("/api/v1/me").json()["actor"].removeprefix("user:")

    administrator.patch(f"/api/v1/users/{user_id}", json={"role": "operator"})

    assert clerk.get("/api/v1/review/waiting").status_code == 200


@pytest.mark.parametrize("change", [{"active": False}, {"role": "clerk"}])
def test_the_last_administrator_stays(stage: Stage, change: dict[str, object]) -> None:
    administrator = stage.person(Role.ADMINISTRATOR)
    user_id = administrator.get("/api/v1/me").json()["actor"].removeprefix("user:")

    refused = administrator.patch(f"/api/v1/users/{user_id}", json=change)
    stage.person(Role.ADMINISTRATOR, "second")
    allowed = administrator.patch(f"/api/v1/users/{user_id}", json=change)

    assert (refused.json()["code"], allowed.status_code) == ("last_administrator", 200)


def test_a_given_password_ends_all_sessions_and_unlocks(stage: Stage) -> None:
    administrator, clerk = stage.person(Role.ADMINISTRATOR), stage.person(Role.CLERK)
    user_id = clerk.get("/api/v1/me").json()["actor"].removeprefix("user:")
    for _ in range(stage.settings.lockout_failures):
        stage.stranger().post("/api/v1/session", json={"name": "clerk", "password": "wrong"})

    administrator.put(f"/api/v1/users/{user_id}/password", json={"password": "a quite new one"})

    assert clerk.get("/api/v1/me").status_code == 401
    again = stage.stranger().post("/api/v1/session", json={"name": "clerk", "password": "a quite new one"})
    assert again.status_code == 200


def test_whoever_changes_their_password_stays_and_their_other_sessions_end(stage: Stage) -> None:
    here = stage.person(Role.CLERK)
    elsewhere = stage.sign_in("clerk")

    wrong = here.put("/api/v1/me/password", json={"old": "wrong", "new": "a quite new one"})
    right = here.put("/api/v1/me/password", json={"old": PASSWORD, "new": "a quite new one"})

    assert (wrong.json()["code"], right.status_code) == ("sign_in_refused", 204)
    assert here.get("/api/v1/me").status_code == 200
    assert elsewhere.get("/api/v1/me").status_code == 401


def test_a_key_is_shown_once_and_kept_as_a_fingerprint(stage: Stage) -> None:
    integrator = stage.person(Role.INTEGRATOR)

    made = integrator.post("/api/v1/keys", json={"name": "ERP", "scopes": ["scans:read"]}).json()

    listed = integrator.get("/api/v1/keys").text
    with stage.services.database() as session:
        row = session.scalars(select(ApiKey)).one()
    assert made["key"].startswith("ocr_")
    assert made["key"] not in listed
    assert made["key"] not in str(vars(row))


def test_a_key_notes_when_it_was_last_used_and_opens_nothing_once_revoked(stage: Stage) -> None:
    integrator = stage.person(Role.INTEGRATOR)
    made = integrator.post("/api/v1/keys", json={"name": "ERP", "scopes": ["scans:read"]}).json()
    machine = stage.stranger()
    machine.headers["Authorization"] = f"bearer {made['key']}"

    assert machine.get("/api/v1/scans").status_code == 200
    assert integrator.get("/api/v1/keys").json()["items"][0]["last_used_at"] is not None
    assert integrator.delete(f"/api/v1/keys/{made['id']}").status_code == 204
    assert integrator.delete(f"/api/v1/keys/{made['id']}").status_code == 204
    assert (machine.get("/api/v1/scans").status_code, machine.get("/api/v1/scans").json()["code"]) == (
        401,
        "key_refused",
    )


@pytest.mark.parametrize("scope", ["review:write", "keys:manage", "users:manage"])
def test_nobody_makes_a_key_that_may_more_than_they(stage: Stage, scope: str) -> None:
    answer = stage.person(Role.INTEGRATOR).post("/api/v1/keys", json={"name": "ERP", "scopes": [scope]})

    assert (answer.status_code, answer.json()["code"]) == (403, "scope_not_allowed")


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer ", "Bearer ocr_nothing", "Basic b2NyOm9jcg==", "ocr_x", "Bearer \u00ff"]
)
def test_a_wrong_key_is_refused_even_beside_a_good_session(stage: Stage, authorization: str) -> None:
    client = stage.person(Role.CLERK)

    answer = client.get("/api/v1/me", headers=[(b"Authorization", authorization.encode("latin-1"))])

    assert (answer.status_code, answer.json()["code"]) == (401, "key_refused")


def test_all_of_it_stands_in_the_audit_trail_without_secrets(stage: Stage) -> None:
    administrator = stage.person(Role.ADMINISTRATOR)
    administrator.post("/api/v1/users", json=NEW)
    made = administrator.post("/api/v1/keys", json={"name": "ERP", "scopes": [Permission.SCANS_READ]}).json()
    administrator.delete(f"/api/v1/keys/{made['id']}")

    with stage.services.database() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.action for entry in entries][-3:] == ["user.created", "key.created", "key.revoked"]
    assert all(PASSWORD not in str(entry.new) and made["key"] not in str(entry.new) for entry in entries)


def test_the_language_follows_a_person(stage: Stage) -> None:
    client = stage.person(Role.CLERK)
    client.put("/api/v1/me/language", json={"language": "en"})

    assert stage.sign_in("clerk").get("/api/v1/me").json()["language"] == "en"
    assert '<html lang="en">' in client.get("/upload").text


def test_a_person_is_signed_out_everywhere_and_may_come_back(stage: Stage) -> None:
    administrator, here = stage.person(Role.ADMINISTRATOR), stage.person(Role.CLERK)
    elsewhere = stage.sign_in("clerk")
    clerk = next(user for user in administrator.get("/api/v1/users").json()["items"] if user["name"] == "clerk")

    ended = administrator.delete(f"/api/v1/users/{clerk['id']}/sessions").json()

    after = next(user for user in administrator.get("/api/v1/users").json()["items"] if user["name"] == "clerk")
    assert (clerk["browsers"], ended, after["browsers"], after["seen_at"]) == (2, {"ended": 2}, 0, None)
    assert clerk["seen_at"] is not None
    assert [one.get("/api/v1/me").status_code for one in (here, elsewhere)] == [401, 401]
    assert stage.sign_in("clerk").get("/api/v1/me").status_code == 200
