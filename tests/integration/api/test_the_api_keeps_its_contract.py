"""Whatever is sent to it, the API answers with nothing that its description does not say, and never with a 5xx.

Requests are made up from the description (schemathesis), good and bad ones, the same in every run; half of those that
name something name what exists.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import schemathesis
from fastapi.routing import iter_route_contexts
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry
from schemathesis.checks import not_a_server_error
from schemathesis.generation.case import Case
from schemathesis.python import asgi
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from ocr_service.access.roles import KEY_SCOPES, Role
from ocr_service.files.local import LocalFileStore
from ocr_service.queue.testing import InMemoryQueue
from ocr_service.settings import Settings
from ocr_service.usecases.people.manage_users import create_user
from ocr_service.usecases.ports import Services
from ocr_service.web.api import api_router
from ocr_service.web.app import create_app
from ocr_service.web.guard import SESSION_COOKIE
from tests.doubles.list_loader import loads_are_run
from tests.doubles.open_picture import OPEN_PICTURE
from tests.doubles.quick import open_quickly
from tests.integration.api.api_stage import PASSWORD, Clock, RecordingSender, Stage, picture
from tests.integration.api.test_a_template_is_proposed import RecordedProposer
from tests.integration.api.test_forms_are_drawn import RecordedReader

# A file's pieces are bytes like any others (see web/api/resumable.py).
schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")

EXAMPLES = 6
OPERATIONS = sorted(
    f"{method} {context.path}"
    for context in iter_route_contexts(api_router().routes)
    if not context.path.endswith("openapi.json")
    for method in context.methods or ()
)
# Only a person may do these, and some of them end the session.
FOR_PEOPLE = (
    *("/api/v1/users", "/api/v1/keys", "/api/v1/session", "/api/v1/me"),
    *("/api/v1/board/wall-links", "/api/v1/board/warnings"),
)
NO_BODIES = [
    (b"{", "application/json"),
    (b"--x", "multipart/form-data; boundary=x"),
    (b"hello", "multipart/form-data"),
    (b"hello", "text/plain"),
    (b" " * 1_000_001, "application/json"),
]
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def stage(blank_database: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("contract")
    (folder / "records.sqlite").write_bytes(blank_database)
    made = Settings(data_folder=folder, models_folder=folder / "models")
    database = open_quickly(made.database_url)
    clock, queue, sender = Clock(), InMemoryQueue(), RecordingSender()
    services = Services(
        database=database.sessions,
        files=LocalFileStore(folder / "files"),
        queue=queue,
        check_picture=OPEN_PICTURE,
        now=clock,
    )
    proposer = RecordedProposer()
    app = create_app(
        services, made, sender=sender, proposer=proposer, trial=RecordedReader(), registry=CollectorRegistry()
    )
    create_user(services, actor="system", name="root", password=PASSWORD, role=Role.ADMINISTRATOR)
    with ExitStack() as clients:
        clients.callback(database.engine.dispose)
        clients.enter_context(loads_are_run(services))
        yield Stage(app, services, made, clock, queue, sender, folder, clients)


@pytest.fixture(scope="module")
def machine(stage: Stage) -> TestClient:
    return stage.machine(*KEY_SCOPES)


@pytest.fixture(scope="module")
def schema(machine: TestClient) -> BaseSchema:
    document = machine.get("/api/v1/openapi.json").json()
    return schemathesis.openapi.from_dict(document)


@pytest.fixture(scope="module")
def known(machine: TestClient) -> dict[str, str]:
    """The identifiers of things that there are, by the name that paths have for them."""
    scan = machine.post("/api/v1/scans", files={"files": ("a.png", picture())}).json()["items"][0]["scan"]["id"]
    made = machine.post("/api/v1/webhook-endpoints", json={"url": "http://erp.factory.lan/in"}).json()
    return {"scan_id": scan, "endpoint_id": made["id"], "number": "1", "version": "1", "path": "total"}


@pytest.fixture
def caller(stage: Stage, machine: TestClient, operation: str) -> Iterator[Any]:
    with asgi.get_client(stage.app) as client:
        if operation.partition(" ")[2].startswith(FOR_PEOPLE):
            person = stage.sign_in("root")
            client.cookies.set(SESSION_COOKIE, person.cookies[SESSION_COOKIE])
            client.headers["X-CSRF-Token"] = person.headers["X-CSRF-Token"]
        else:
            client.headers["Authorization"] = machine.headers["Authorization"]
        yield client


@pytest.mark.parametrize("operation", OPERATIONS)
def test_nothing_is_answered_that_is_not_described(
    operation: str, schema: BaseSchema, known: dict[str, str], caller: Any
) -> None:
    method, _, path = operation.partition(" ")
    described = schema[path][method]

    @seed(20260302)
    @settings(
        max_examples=EXAMPLES, derandomize=False, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=described.as_strategy(), existing=st.booleans())
    def send(case: Case, existing: bool) -> None:
        if existing:
            case.path_parameters.update({name: known[name] for name in case.path_parameters if name in known})
        response = case.call(session=caller)
        case.validate_response(response, checks=CHECKS)

    send()


@pytest.mark.parametrize("operation", [one for one in OPERATIONS if one.startswith(("POST", "PUT", "PATCH"))])
def test_a_body_that_is_none_is_refused_as_described(
    operation: str, schema: BaseSchema, known: dict[str, str], caller: Any
) -> None:
    method, _, path = operation.partition(" ")
    described = schema.raw_schema["paths"][path][method.lower()]["responses"]
    for content, kind in NO_BODIES:
        url = path.format_map(defaultdict(lambda: "nothing", known))
        answer = caller.request(method, url, data=content, headers={"content-type": kind})
        assert str(answer.status_code) in described, (content[:20], kind, answer.text)
