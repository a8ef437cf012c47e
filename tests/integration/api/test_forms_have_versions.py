"""A form's versions through the API: listed, compared in words, gone back to, exported; and as pages."""

import io
import zipfile

import pytest
from PIL import Image
from starlette.testclient import TestClient

from ocr_service.access.roles import Role
from tests.integration.api.api_stage import Stage, picture
from tests.integration.usecases.conftest import SLIP

FORM = "/api/v1/templates/slip"
SECOND = SLIP.replace("version: 1", "version: 2").replace("[10, 30, 40, 8]", "[10, 33, 40, 8]")


@pytest.fixture
def author(stage: Stage) -> TestClient:
    author = stage.person(Role.AUTHOR)
    for yaml in (SLIP, SECOND):
        files = [("template", ("template.yaml", yaml)), ("files", ("page-1.png", picture()))]
        assert author.post("/api/v1/templates", files=files).status_code == 201
    return author


def test_versions_name_whoever_published_them(author: TestClient) -> None:
    rows = author.get(f"{FORM}/versions").json()["items"]
    assert [(row["version"], row["in_use"], row["publisher"], row["scans"]) for row in rows] == [
        (2, True, "author", 0),
        (1, False, "author", 0),
    ]


def test_changes_come_in_words_and_with_their_places(author: TestClient) -> None:
    [change] = author.get(f"{FORM}/changes?old=1&new=2", headers={"Accept-Language": "en"}).json()["items"]
    assert change["text"] == "“Total” moved by 3.0 mm."
    assert (change["zone"], change["before"], change["after"]) == ("total", [10, 30, 40, 8], [10, 33, 40, 8])
    assert author.get(f"{FORM}/changes?old=1&new=9").status_code == 404


def test_going_back_makes_the_next_version(author: TestClient, stage: Stage) -> None:
    assert author.post(f"{FORM}/versions/1/restore").json()["version"] == 3
    assert author.post(f"{FORM}/versions/3/restore").json()["code"] == "template_version_in_use"
    assert stage.person(Role.OPERATOR).post(f"{FORM}/versions/1/restore").status_code == 403


def test_a_version_is_exported_as_its_folder(author: TestClient) -> None:
    answer = author.get(f"{FORM}/versions/1/archive")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["slip/template.yaml", "slip/page-1.png"]
        assert archive.read("slip/template.yaml").decode() == SLIP


def test_a_small_picture_is_for_lists(author: TestClient) -> None:
    large = io.BytesIO()
    Image.new("L", (2000, 1000), 255).save(large, "PNG")
    files = [
        ("template", ("template.yaml", SLIP.replace("version: 1", "version: 3"))),
        ("files", ("page-1.png", large.getvalue())),
    ]
    assert author.post("/api/v1/templates", files=files).status_code == 201
    answer = author.get(f"{FORM}/pages/1/picture?version=3&small=true")
    assert answer.headers["content-type"] == "image/jpeg"
    assert Image.open(io.BytesIO(answer.content)).size == (360, 180)
    assert author.get(f"{FORM}/pages/1/picture?version=3").content == large.getvalue()


def test_pages_show_all_forms_and_one(author: TestClient) -> None:
    assert 'href="/forms/slip"' in author.get("/forms", headers={"Accept": "text/html"}).text
    assert author.get("/forms/slip", headers={"Accept": "text/html"}).status_code == 200
    assert author.get("/forms/nothing", headers={"Accept": "text/html"}).status_code == 404
