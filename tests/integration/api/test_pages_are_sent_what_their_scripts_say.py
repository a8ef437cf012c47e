"""Every sentence that a page's scripts name is sent along with the page: a key is no sentence."""

import json
import re

import pytest
from starlette.testclient import TestClient

from ocr_service.access.roles import Role
from tests.integration.api.api_stage import Stage, picture

PAGES = (
    *("/login", "/upload", "/review", "/check", "/scans", "/forms", "/board", "/quality"),
    *("/admin/start", "/admin/people", "/admin/sites", "/admin/keys", "/admin/receivers", "/admin/receivers/new"),
    *("/admin/deliveries", "/admin/masterdata", "/admin/retention", "/admin/audit"),
)
# Pages of one thing each: a scan, a form as it is drawn.
SCAN, DRAFT = "/scans/{scan}", "/designer/{draft}"
SENT = re.compile(r'<script type="application/json" id="texts">(.*?)</script>', re.DOTALL)
SCRIPT = re.compile(r'<link rel="modulepreload" href="([^"]+)">')
SAID = re.compile(r"""(?<![\w.])t\(\s*"([a-z_]+\.[a-z_.-]+[a-z])"\s*[,)]""")


@pytest.fixture
def administrator(stage: Stage) -> TestClient:
    return stage.person(Role.ADMINISTRATOR)


def open_page(person: TestClient, path: str) -> str:
    if path == SCAN:
        handed_in = person.post("/api/v1/scans", files={"files": ("a.png", picture())})
        path = path.format(scan=handed_in.json()["items"][0]["scan"]["id"])
    if path == DRAFT:
        path = path.format(
            draft=person.post("/api/v1/template-drafts", files={"page": ("blank.png", picture())}).json()["id"]
        )
    return person.get(path, headers={"accept": "text/html"}).text


@pytest.mark.parametrize("path", [*PAGES, SCAN, DRAFT])
def test_a_page_is_sent_every_sentence_that_its_scripts_name(administrator: TestClient, path: str) -> None:
    page = open_page(administrator, path)
    sent = SENT.search(page)
    assert sent
    scripts = SCRIPT.findall(page)
    named = {(script, key) for script in scripts for key in SAID.findall(administrator.get(script).text)}
    assert named
    known = json.loads(sent[1])
    assert {(script, key) for script, key in named if key not in known} == set()
