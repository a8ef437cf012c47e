"""One table says who may use which route; every route of the service must stand in it."""

from collections.abc import Callable, Iterator

import pytest
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from ocr_service.access.roles import KEY_SCOPES, ROLE_PERMISSIONS, Permission, Role
from tests.integration.api.api_stage import Stage

O, U, S = Role.OPERATOR, Role.AUTHOR, Role.SUPERVISOR  # noqa: E741 - a table's column heads
I, A = Role.INTEGRATOR, Role.ADMINISTRATOR  # noqa: E741 - as above
ALL = set(Role)
P = Permission
EVERYBODY = "everybody"
ANY_KEY = "any key"
NO_KEY = None

# Route -> who (roles), and with which scope a key (ANY_KEY: all; NO_KEY: none). EVERYBODY needs no sign-in.
TABLE: dict[str, tuple[object, object]] = {
    "GET /healthz": (EVERYBODY, EVERYBODY),
    "GET /readyz": (EVERYBODY, EVERYBODY),
    "GET /login": (EVERYBODY, EVERYBODY),
    "POST /api/v1/session": (EVERYBODY, EVERYBODY),
    "GET /offline": (EVERYBODY, EVERYBODY),
    "GET /assets/0/static/base.css": (EVERYBODY, EVERYBODY),
    "GET /api/v1/payloads/{delivery_id}": (EVERYBODY, EVERYBODY),
    "POST /api/v1/callbacks/{endpoint_id}": (EVERYBODY, EVERYBODY),
    "GET /admin/start": ({A}, NO_KEY),
    "PUT /api/v1/first-steps": ({A}, NO_KEY),
    "GET /metrics": ({S, I, A}, P.METRICS_READ),
    "DELETE /api/v1/session": (ALL, ANY_KEY),
    "GET /api/v1/me": (ALL, ANY_KEY),
    "GET /api/v1/openapi.json": (ALL, ANY_KEY),
    "PUT /api/v1/me/language": (ALL, NO_KEY),
    "PUT /api/v1/me/password": (ALL, NO_KEY),
    "GET /": (ALL, NO_KEY),
    "GET /docs": (ALL, NO_KEY),
    "GET /docs/operations": (ALL, NO_KEY),
    "GET /upload": (ALL, NO_KEY),
    "GET /blank/{name}": (ALL, NO_KEY),
    "GET /scans": (ALL, NO_KEY),
    "GET /scans/{scan_id}": (ALL, NO_KEY),
    "GET /review": ({O, S, A}, NO_KEY),
    "POST /api/v1/templates/{name}/blanks": (ALL, P.SCANS_WRITE),
    "POST /api/v1/uploads": (ALL, P.SCANS_WRITE),
    "GET /api/v1/uploads/{upload_id}": (ALL, P.SCANS_WRITE),
    "PATCH /api/v1/uploads/{upload_id}": (ALL, P.SCANS_WRITE),
    "DELETE /api/v1/uploads/{upload_id}": (ALL, P.SCANS_WRITE),
    "POST /api/v1/uploads/{upload_id}/look": (ALL, P.SCANS_WRITE),
    "POST /api/v1/uploads/{upload_id}/finish": (ALL, P.SCANS_WRITE),
    "POST /api/v1/uploads/document": (ALL, P.SCANS_WRITE),
    "GET /api/v1/intake/refused": (ALL, P.SCANS_WRITE),
    "POST /api/v1/scans": (ALL, P.SCANS_WRITE),
    "GET /api/v1/scans": (ALL, P.SCANS_READ),
    "GET /api/v1/scans/{scan_id}": (ALL, P.SCANS_READ),
    "GET /api/v1/scans/{scan_id}/result": (ALL, P.SCANS_READ),
    "GET /api/v1/scans/{scan_id}/file": (ALL, P.SCANS_READ),
    "GET /api/v1/scans/{scan_id}/history": (ALL, P.SCANS_READ),
    "GET /api/v1/scans/{scan_id}/answers": (ALL, P.SCANS_READ),
    "GET /api/v1/scans/{scan_id}/pages/{number}/picture": (ALL, P.SCANS_READ),
    "GET /api/v1/scans/{scan_id}/pages/{number}/preview": (ALL, P.SCANS_READ),
    "GET /api/v1/scans/{scan_id}/fields/{path}/crop": (ALL, P.SCANS_READ),
    "POST /api/v1/scans/{scan_id}/cancel": (ALL, P.SCANS_WRITE),
    "POST /api/v1/scans/{scan_id}/reprocess": (ALL, P.SCANS_WRITE),
    "POST /api/v1/scans/{scan_id}/answer": ({I, A}, P.ANSWERS_WRITE),
    "POST /api/v1/scans/{scan_id}/use-given": (ALL, P.SCANS_WRITE),
    "GET /api/v1/given": (ALL, P.SCANS_READ),
    "GET /api/v1/cases": (ALL, P.SCANS_READ),
    "POST /api/v1/cases": (ALL, P.SCANS_WRITE),
    "GET /api/v1/cases/{case_id}": (ALL, P.SCANS_READ),
    "PUT /api/v1/cases/{case_id}/scans/{scan_id}": (ALL, P.SCANS_WRITE),
    "DELETE /api/v1/cases/{case_id}/scans/{scan_id}": (ALL, P.SCANS_WRITE),
    "POST /api/v1/cases/{case_id}/await": (ALL, P.SCANS_WRITE),
    "POST /api/v1/cases/{case_id}/complete": (ALL, P.SCANS_WRITE),
    "PATCH /api/v1/scans/{scan_id}/fields": ({O, S, A}, P.REVIEW_WRITE),
    "GET /api/v1/review/waiting": ({O, S, A}, P.REVIEW_WRITE),
    "PUT /api/v1/scans/{scan_id}/tables/{table}/rows": ({O, S, A}, P.REVIEW_WRITE),
    "POST /api/v1/scans/{scan_id}/tables/{table}/undo": ({O, S, A}, P.REVIEW_WRITE),
    "POST /api/v1/scans/{scan_id}/review/check": ({O, S, A}, P.REVIEW_WRITE),
    "GET /api/v1/review/queue": ({O, S, A}, P.REVIEW_WRITE),
    "POST /api/v1/review/ahead": ({O, S, A}, P.REVIEW_WRITE),
    "GET /api/v1/review/colleagues": ({O, S, A}, P.REVIEW_WRITE),
    "POST /api/v1/scans/{scan_id}/review/hand-over": ({O, S, A}, P.REVIEW_WRITE),
    "GET /api/v1/scans/{scan_id}/comments": (ALL, P.SCANS_READ),
    "POST /api/v1/scans/{scan_id}/comments": (ALL, P.SCANS_WRITE),
    "POST /api/v1/review/claim": ({O, S, A}, P.REVIEW_WRITE),
    "POST /api/v1/scans/{scan_id}/review/renew": ({O, S, A}, P.REVIEW_WRITE),
    "POST /api/v1/scans/{scan_id}/review/release": ({O, S, A}, P.REVIEW_WRITE),
    "POST /api/v1/scans/{scan_id}/review/accept": ({O, S, A}, P.REVIEW_WRITE),
    "POST /api/v1/scans/{scan_id}/review/reject": ({O, S, A}, P.REVIEW_WRITE),
    "POST /api/v1/scans/{scan_id}/review/template": ({O, S, A}, P.REVIEW_WRITE),
    "POST /api/v1/scans/{scan_id}/review/undo": ({O, S, A}, P.REVIEW_WRITE),
    "GET /api/v1/check/groups": ({O, S, A}, P.REVIEW_WRITE),
    "POST /api/v1/check/groups/claim": ({O, S, A}, P.REVIEW_WRITE),
    "POST /api/v1/check/groups/renew": ({O, S, A}, P.REVIEW_WRITE),
    "POST /api/v1/check/groups/release": ({O, S, A}, P.REVIEW_WRITE),
    "POST /api/v1/check/groups/verify": ({O, S, A}, P.REVIEW_WRITE),
    "POST /api/v1/check/groups/undo": ({O, S, A}, P.REVIEW_WRITE),
    "POST /api/v1/review/turn": ({O, S, A}, P.REVIEW_WRITE),
    "GET /api/v1/check/waiting": ({O, S, A}, P.REVIEW_WRITE),
    "POST /api/v1/check/keying/claim": ({O, S, A}, P.REVIEW_WRITE),
    "POST /api/v1/check/keying/release": ({O, S, A}, P.REVIEW_WRITE),
    "POST /api/v1/scans/{scan_id}/fields/{path}/keyed": ({O, S, A}, P.REVIEW_WRITE),
    "POST /api/v1/scans/{scan_id}/fields/{path}/key-again": ({O, S, A}, P.REVIEW_WRITE),
    "POST /api/v1/check/audits/claim": ({O, S, A}, P.REVIEW_WRITE),
    "POST /api/v1/check/audits/{check_id}/release": ({O, S, A}, P.REVIEW_WRITE),
    "POST /api/v1/check/audits/{check_id}/typed": ({O, S, A}, P.REVIEW_WRITE),
    "POST /api/v1/check/audits/{check_id}/settle": ({O, S, A}, P.REVIEW_WRITE),
    "GET /api/v1/audits/errors": ({S, A}, P.BOARD_READ),
    "GET /check": ({O, S, A}, NO_KEY),
    "GET /api/v1/templates": (ALL, P.TEMPLATES_READ),
    "GET /api/v1/templates/{name}": (ALL, P.TEMPLATES_READ),
    "GET /api/v1/templates/{name}/versions/{version}": (ALL, P.TEMPLATES_READ),
    "GET /api/v1/templates/{name}/versions": (ALL, P.TEMPLATES_READ),
    "GET /api/v1/templates/{name}/changes": (ALL, P.TEMPLATES_READ),
    "GET /api/v1/templates/{name}/versions/{version}/archive": (ALL, P.TEMPLATES_READ),
    "POST /api/v1/templates/{name}/versions/{version}/restore": ({U, I, A}, P.TEMPLATES_WRITE),
    "GET /api/v1/template-drafts": ({U, I, A}, P.TEMPLATES_WRITE),
    "POST /api/v1/template-drafts": ({U, I, A}, P.TEMPLATES_WRITE),
    "GET /api/v1/template-drafts/{draft_id}": ({U, I, A}, P.TEMPLATES_WRITE),
    "PUT /api/v1/template-drafts/{draft_id}": ({U, I, A}, P.TEMPLATES_WRITE),
    "PUT /api/v1/template-drafts/{draft_id}/file": ({U, I, A}, P.TEMPLATES_WRITE),
    "DELETE /api/v1/template-drafts/{draft_id}": ({U, I, A}, P.TEMPLATES_WRITE),
    "POST /api/v1/template-drafts/{draft_id}/pages": ({U, I, A}, P.TEMPLATES_WRITE),
    "POST /api/v1/template-drafts/{draft_id}/lists/{name}": ({U, I, A}, P.TEMPLATES_WRITE),
    "POST /api/v1/template-drafts/{draft_id}/pages/{number}/wipe": ({U, I, A}, P.TEMPLATES_WRITE),
    "GET /api/v1/template-drafts/{draft_id}/pages/{number}/picture": ({U, I, A}, P.TEMPLATES_WRITE),
    "GET /api/v1/template-drafts/{draft_id}/pages/{number}/rulings": ({U, I, A}, P.TEMPLATES_WRITE),
    "GET /api/v1/template-drafts/{draft_id}/archive": ({U, I, A}, P.TEMPLATES_WRITE),
    "POST /api/v1/template-drafts/{draft_id}/publish": ({U, I, A}, P.TEMPLATES_WRITE),
    "GET /api/v1/template-drafts/{draft_id}/samples": ({U, I, A}, P.TEMPLATES_WRITE),
    "POST /api/v1/template-drafts/{draft_id}/samples": ({U, I, A}, P.TEMPLATES_WRITE),
    "DELETE /api/v1/template-drafts/{draft_id}/samples/{sample_id}": ({U, I, A}, P.TEMPLATES_WRITE),
    "POST /api/v1/template-drafts/{draft_id}/samples/{sample_id}/read": ({U, I, A}, P.TEMPLATES_WRITE),
    "PUT /api/v1/template-drafts/{draft_id}/samples/{sample_id}/expected": ({U, I, A}, P.TEMPLATES_WRITE),
    "GET /api/v1/template-drafts/{draft_id}/samples/{sample_id}/pages/{number}/picture": ({U, I, A}, P.TEMPLATES_WRITE),
    "GET /designer": ({U, I, A}, NO_KEY),
    "GET /designer/{draft_id}": ({U, I, A}, NO_KEY),
    "GET /forms": (ALL, NO_KEY),
    "GET /forms/{name}": (ALL, NO_KEY),
    "POST /api/v1/templates/proposals": ({U, I, A}, P.TEMPLATES_WRITE),
    "GET /api/v1/templates/{name}/pages/{number}/picture": (ALL, P.TEMPLATES_READ),
    "GET /api/v1/templates/{name}/calibration": ({S, I, A}, P.METRICS_READ),
    "GET /api/v1/template-schema": (ALL, P.TEMPLATES_READ),
    "POST /api/v1/templates": ({U, I, A}, P.TEMPLATES_WRITE),
    "GET /api/v1/masterdata": (ALL, P.TEMPLATES_READ),
    "GET /api/v1/masterdata/{list_name}": (ALL, P.TEMPLATES_READ),
    "PUT /api/v1/masterdata/{list_name}": ({U, I, A}, P.MASTERDATA_WRITE),
    "PUT /api/v1/masterdata/{list_name}/source": ({U, I, A}, P.MASTERDATA_WRITE),
    "GET /api/v1/masterdata/{list_name}/source": ({U, I, A}, P.MASTERDATA_WRITE),
    "DELETE /api/v1/masterdata/{list_name}/source": ({U, I, A}, P.MASTERDATA_WRITE),
    "POST /api/v1/masterdata/{list_name}/source/fetch": ({U, I, A}, P.MASTERDATA_WRITE),
    "POST /api/v1/masterdata/{list_name}/versions/{number}/use": ({U, I, A}, P.MASTERDATA_WRITE),
    "GET /api/v1/masterdata-sources": ({U, I, A}, P.MASTERDATA_WRITE),
    "GET /api/v1/masterdata-loads": ({U, I, A}, P.MASTERDATA_WRITE),
    "GET /api/v1/masterdata-loads/{load_id}": ({U, I, A}, P.MASTERDATA_WRITE),
    "POST /api/v1/masterdata-loads/{load_id}/confirm": ({U, I, A}, P.MASTERDATA_WRITE),
    "DELETE /api/v1/masterdata-loads/{load_id}": ({U, I, A}, P.MASTERDATA_WRITE),
    "GET /api/v1/masterdata/{list_name}/entries": (ALL, P.TEMPLATES_READ),
    "GET /api/v1/masterdata/{list_name}/rows": (ALL, P.TEMPLATES_READ),
    "PUT /api/v1/masterdata/{list_name}/rows": ({U, I, A}, P.MASTERDATA_WRITE),
    "DELETE /api/v1/masterdata/{list_name}/rows": ({U, I, A}, P.MASTERDATA_WRITE),
    "GET /api/v1/scans/{scan_id}/fields/{path}/completions": (ALL, P.SCANS_READ),
    "GET /api/v1/connectors": ({I, A}, P.WEBHOOKS_MANAGE),
    "GET /api/v1/webhook-endpoints": ({I, A}, P.WEBHOOKS_MANAGE),
    "POST /api/v1/webhook-endpoints": ({I, A}, P.WEBHOOKS_MANAGE),
    "GET /api/v1/webhook-endpoints/{endpoint_id}": ({I, A}, P.WEBHOOKS_MANAGE),
    "PATCH /api/v1/webhook-endpoints/{endpoint_id}": ({I, A}, P.WEBHOOKS_MANAGE),
    "DELETE /api/v1/webhook-endpoints/{endpoint_id}": ({I, A}, P.WEBHOOKS_MANAGE),
    "POST /api/v1/webhook-endpoints/{endpoint_id}/rotate-secret": ({I, A}, P.WEBHOOKS_MANAGE),
    "POST /api/v1/webhook-endpoints/{endpoint_id}/test": ({I, A}, P.WEBHOOKS_MANAGE),
    "POST /api/v1/webhook-endpoints/{endpoint_id}/replay": ({O, S, I, A}, P.DELIVERIES_REPLAY),
    "GET /api/v1/webhook-endpoints/{endpoint_id}/mappings": ({I, A}, P.WEBHOOKS_MANAGE),
    "POST /api/v1/webhook-endpoints/{endpoint_id}/mappings": ({I, A}, P.WEBHOOKS_MANAGE),
    "POST /api/v1/webhook-endpoints/{endpoint_id}/mappings/preview": ({I, A}, P.WEBHOOKS_MANAGE),
    "GET /api/v1/deliveries": ({O, S, I, A}, P.DELIVERIES_READ),
    "GET /api/v1/deliveries/{delivery_id}": ({O, S, I, A}, P.DELIVERIES_READ),
    "POST /api/v1/deliveries/{delivery_id}/replay": ({O, S, I, A}, P.DELIVERIES_REPLAY),
    "GET /api/v1/users": ({A}, NO_KEY),
    "POST /api/v1/users": ({A}, NO_KEY),
    "PATCH /api/v1/users/{user_id}": ({A}, NO_KEY),
    "PUT /api/v1/users/{user_id}/password": ({A}, NO_KEY),
    "DELETE /api/v1/users/{user_id}/sessions": ({A}, NO_KEY),
    "GET /api/v1/keys": ({I, A}, NO_KEY),
    "POST /api/v1/keys": ({I, A}, NO_KEY),
    "PATCH /api/v1/keys/{key_id}": ({I, A}, NO_KEY),
    "DELETE /api/v1/keys/{key_id}": ({I, A}, NO_KEY),
    "GET /admin": ({U, O, S, I, A}, NO_KEY),
    "GET /admin/people": ({A}, NO_KEY),
    "GET /admin/sites": ({A}, NO_KEY),
    "GET /admin/keys": ({I, A}, NO_KEY),
    "GET /admin/receivers": ({I, A}, NO_KEY),
    "GET /admin/receivers/new": ({I, A}, NO_KEY),
    "GET /admin/receivers/{endpoint_id}": ({I, A}, NO_KEY),
    "GET /admin/deliveries": ({O, S, I, A}, NO_KEY),
    "GET /admin/masterdata": ({U, I, A}, NO_KEY),
    "GET /admin/masterdata/{list_name}": ({U, I, A}, NO_KEY),
    "GET /admin/retention": ({A}, NO_KEY),
    "GET /admin/audit": ({S, A}, NO_KEY),
    "GET /api/v1/webhook-endpoints/health": ({I, A}, P.WEBHOOKS_MANAGE),
    "GET /api/v1/audit": ({S, A}, P.AUDIT_READ),
    "GET /api/v1/audit/export": ({S, A}, P.AUDIT_READ),
    "GET /api/v1/retention": ({A}, NO_KEY),
    "PUT /api/v1/retention": ({A}, NO_KEY),
    "GET /board": ({S, A}, NO_KEY),
    "GET /api/v1/board": ({S, A}, P.BOARD_READ),
    "GET /api/v1/board/history": ({S, A}, P.BOARD_READ),
    "GET /api/v1/board/errors": ({S, A}, P.BOARD_READ),
    "GET /api/v1/board/warnings": ({S, A}, P.BOARD_READ),
    "POST /api/v1/board/warnings/{warning_id}/see": ({S, A}, NO_KEY),
    "POST /api/v1/board/warnings/{warning_id}/close": ({S, A}, NO_KEY),
    "GET /quality": ({S, A}, NO_KEY),
    "GET /api/v1/board/quality": ({S, A}, P.BOARD_READ),
    "GET /api/v1/board/quality/export": ({S, A}, P.BOARD_READ),
    "GET /api/v1/board/wall-links": ({S, A}, NO_KEY),
    "POST /api/v1/board/wall-links": ({S, A}, NO_KEY),
    "DELETE /api/v1/board/wall-links/{link_id}": ({S, A}, NO_KEY),
    "GET /wall": (EVERYBODY, EVERYBODY),
    "GET /api/v1/wall": (EVERYBODY, EVERYBODY),
    "GET /api/v1/sites": (ALL, P.SCANS_READ),
    "POST /api/v1/sites": ({A}, NO_KEY),
    "PATCH /api/v1/sites/{site_id}": ({A}, NO_KEY),
}

# Identifiers of nothing: what is allowed answers 404 or 422 then, and changes nothing for the next row.
NOTHING = {
    "{scan_id}": "scan_" + "0" * 26,
    "{endpoint_id}": "hook_" + "0" * 26,
    "{case_id}": "case_" + "0" * 26,
    "{delivery_id}": "msg_" + "0" * 26,
    "{user_id}": "user_" + "0" * 26,
    "{key_id}": "key_" + "0" * 26,
    "{site_id}": "site_" + "0" * 26,
    "{check_id}": "check_" + "0" * 26,
    "{upload_id}": "up_" + "0" * 26,
    "{warning_id}": "warn_" + "0" * 26,
    "{link_id}": "wall_" + "0" * 26,
    "{number}": "1",
    "{path}": "total",
    "{table}": "items",
    "{name}": "no-such-form",
    "{version}": "1",
    "{list_name}": "no_such_list",
    "{load_id}": "load_" + "0" * 26,
}

# Whoever comes without the right password or signature is refused there as elsewhere.
PROVED_BY_THEIR_BODY = ("POST /api/v1/session", "POST /api/v1/callbacks/{endpoint_id}")


def routes(stage: Stage) -> set[str]:
    found = {"GET /assets/0/static/base.css"}  # a layer before the routes
    for context in iter_route_contexts(stage.app.routes):
        found |= {f"{method} {context.path}" for method in context.methods or ()}
    return found


def ask(client: TestClient, route: str) -> int:
    method, path = route.split(" ")
    for name, value in NOTHING.items():
        path = path.replace(name, value)
    return client.request(method, path, follow_redirects=False).status_code


def mistakes(client: TestClient, allowed: Callable[[str], bool]) -> Iterator[str]:
    # Signing out comes last: the rows after it would find nobody signed in.
    for route in sorted(TABLE, key=lambda route: route == "DELETE /api/v1/session"):
        status = ask(client, route)
        broken = status >= 500 and route != "GET /readyz"
        if broken or ((status not in (401, 403)) != allowed(route) and route not in PROVED_BY_THEIR_BODY):
            yield f"{route}: {status}"


def test_every_route_stands_in_the_table(stage: Stage) -> None:
    assert routes(stage) == set(TABLE)


def test_strangers_get_health_and_the_way_in_and_nothing_else(stage: Stage) -> None:
    assert list(mistakes(stage.stranger(), lambda route: TABLE[route][0] == EVERYBODY)) == []


@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_what_the_table_says(stage: Stage, role: Role) -> None:
    def allowed(route: str) -> bool:
        who = TABLE[route][0]
        return who == EVERYBODY or (isinstance(who, set) and role in who)

    assert list(mistakes(stage.person(role), allowed)) == []


@pytest.mark.parametrize("scope", sorted(KEY_SCOPES))
def test_a_key_may_do_what_its_scope_says(stage: Stage, scope: Permission) -> None:
    def allowed(route: str) -> bool:
        return TABLE[route][1] in (EVERYBODY, ANY_KEY, scope)

    assert list(mistakes(stage.machine(scope), allowed)) == []


@pytest.mark.parametrize("role", Role)
def test_without_the_sessions_token_nobody_changes_anything(stage: Stage, role: Role) -> None:
    client = stage.person(role)
    del client.headers["X-CSRF-Token"]
    unsafe = [route for route in TABLE if not route.startswith("GET ") and TABLE[route][0] != EVERYBODY]

    assert {route: ask(client, route) for route in unsafe if ask(client, route) != 403} == {}


def test_every_permission_is_somebodys_and_guards_something() -> None:
    guarding = {key for _, key in TABLE.values() if isinstance(key, Permission)}

    assert guarding == KEY_SCOPES
    assert frozenset().union(*ROLE_PERMISSIONS.values()) == frozenset(Permission)
