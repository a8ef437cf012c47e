"""Templates through the API."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from ocr_service.access.roles import Role
from tests.integration.api.api_stage import Stage, picture
from tests.integration.api.slips import SLIP

TEMPLATES = "/api/v1/templates"


@pytest.fixture
def integrator(stage: Stage) -> TestClient:
    return stage.person(Role.INTEGRATOR)


def publish(client: TestClient, yaml: str | bytes = SLIP, **files: bytes) -> Any:
    given = files or {"page-1.png": picture()}
    parts: list[Any] = [("template", ("template.yaml", yaml))]
    return client.post(TEMPLATES, files=parts + [("files", one) for one in given.items()])


def test_a_form_is_published_listed_and_shown(integrator: TestClient) -> None:
    published = publish(integrator)

    assert published.status_code == 201
    assert [one["name"] for one in integrator.get(TEMPLATES).json()["items"]] == ["slip"]
    shown = integrator.get(f"{TEMPLATES}/slip").json()
    assert (shown["version"], shown["in_use"], shown["yaml"]) == (1, True, SLIP)
    assert shown["template"]["title"] == {"zh-CN": "送货单", "en": "Slip"}
    assert integrator.get(f"{TEMPLATES}/slip/versions/1").json() == shown
    assert integrator.get(f"{TEMPLATES}/slip/pages/1/picture").content == picture()


def test_what_is_not_there_is_told(integrator: TestClient) -> None:
    publish(integrator)

    assert integrator.get(f"{TEMPLATES}/other").json()["code"] == "template_not_found"
    assert integrator.get(f"{TEMPLATES}/slip/versions/2").json()["code"] == "template_not_found"
    assert integrator.get(f"{TEMPLATES}/slip/pages/2/picture").json()["code"] == "page_not_found"


def test_every_mistake_is_listed_with_its_sentence(integrator: TestClient) -> None:
    answer = publish(integrator, SLIP.replace("type: tick", "type: smell").replace("size_mm", "size"))

    document = answer.json()
    assert (answer.status_code, document["code"]) == (422, "template_invalid")
    assert len(document["problems"]) >= 2
    assert all(problem["text"] not in ("", problem["code"]) for problem in document["problems"])
    assert integrator.get(TEMPLATES).json()["items"] == []


def test_a_picture_that_cannot_be_opened_is_told(integrator: TestClient) -> None:
    answer = publish(integrator, **{"page-1.png": b"\x89PNG\r\n\x1a\n"})

    assert (answer.status_code, answer.json()["code"]) == (422, "template_invalid")
    assert [problem["code"] for problem in answer.json()["problems"]] == ["template_picture_broken"]
    assert integrator.get(TEMPLATES).json()["items"] == []


@pytest.mark.parametrize(
    "yaml",
    [
        "",
        "just text",
        "a: [",
        "\x00",
        b"\xff\xfe\x00",
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n",
        "!!python/object/apply:os.system ['true']",
        "[" * 5000,
    ],
)
def test_what_is_no_template_is_refused(integrator: TestClient, yaml: str | bytes) -> None:
    answer = publish(integrator, yaml)

    assert (answer.status_code, answer.json()["code"]) == (422, "template_invalid")


def test_a_published_version_never_changes(integrator: TestClient) -> None:
    publish(integrator)

    assert publish(integrator).status_code == 201
    changed = publish(integrator, SLIP.replace("en: Slip", "en: Other"))
    assert (changed.status_code, changed.json()["code"]) == (409, "template_version_taken")


def test_a_form_without_its_template_file_is_refused(integrator: TestClient) -> None:
    answer = integrator.post(TEMPLATES, files=[("files", ("page-1.png", picture()))])

    assert answer.json()["code"] == "template_file_wanted"


def test_files_with_paths_are_not_taken_for_more_than_names(stage: Stage, integrator: TestClient) -> None:
    answer = publish(integrator, **{"page-1.png": picture(), "../../evil.png": b"x", "/etc/passwd": b"x"})

    assert answer.json()["files"] == ["page-1.png"]


def test_editors_get_the_schema(integrator: TestClient) -> None:
    assert integrator.get("/api/v1/template-schema").json()["$schema"].startswith("https://json-schema.org/")
