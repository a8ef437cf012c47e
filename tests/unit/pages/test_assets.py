"""Scripts and styles are served under a path that names their content."""

from pathlib import Path

import pytest
from starlette.responses import Response
from starlette.testclient import TestClient

from ocr_service.web.assets import ASSETS, PublicFiles, load_assets

ROOMS = ("login", "upload", "scans", "scan", "review")
client = TestClient(PublicFiles(Response("not a file", status_code=418)))


def test_an_asset_may_be_kept_for_good() -> None:
    answer = client.get(f"{ASSETS.prefix}/static/base.css")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]


def test_an_old_path_is_answered_but_not_kept() -> None:
    answer = client.get("/assets/0123456789ab/static/base.css")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")


def test_scripts_and_styles_travel_compressed_where_that_is_understood() -> None:
    path = f"{ASSETS.prefix}/static/base.css"
    small, plain = (client.get(path, headers={"Accept-Encoding": coding}) for coding in ("br, gzip", "identity"))
    assert small.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert small.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert int(small.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    assert small.content == plain.content == ASSETS.files["static/base.css"]


@pytest.mark.parametrize("name", ["review/routes.py", "review/page.html", "../settings.py", "review/%2e%2e/app.py"])
def test_nothing_but_assets_is_served(name: str) -> None:
    assert client.get(f"{ASSETS.prefix}/{name}").status_code == 404


@pytest.mark.parametrize(("method", "path"), [("GET", "/review"), ("POST", f"{ASSETS.prefix}/static/base.css")])
def test_all_else_is_for_others_to_answer(method: str, path: str) -> None:
    assert client.request(method, path).status_code == 418


@pytest.mark.parametrize("room", ROOMS)
def test_a_page_knows_all_scripts_that_it_needs(room: str) -> None:
    scripts = ASSETS.scripts_of(f"{room}/page.js")
    assert f"{room}/page.js" in scripts
    for script in scripts:
        assert script in ASSETS.files


def test_one_changed_byte_changes_the_path(tmp_path: Path) -> None:
    (tmp_path / "room").mkdir()
    script = tmp_path / "room" / "page.js"
    script.write_text("1;")
    before = load_assets(tmp_path).prefix
    script.write_text("2;")
    assert load_assets(tmp_path).prefix != before
