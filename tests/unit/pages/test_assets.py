"""Scripts and styles are served under a path that names their content."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from ocr_service.web.assets import ASSETS, assets_app, load_assets

ROOMS = ("login", "upload", "scans", "scan", "review")
client = TestClient(assets_app)


def test_an_asset_may_be_kept_for_good() -> None:
    answer = client.get(f"/{ASSETS.digest}/static/base.css")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]


def test_an_old_path_is_answered_but_not_kept() -> None:
    answer = client.get("/0123456789ab/static/base.css")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")


@pytest.mark.parametrize("name", ["review/routes.py", "review/page.html", "../settings.py", "review/%2e%2e/app.py"])
def test_nothing_but_assets_is_served(name: str) -> None:
    assert client.get(f"/{ASSETS.digest}/{name}").status_code == 404


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


def test_the_heaviest_page_stays_light() -> None:
    weights = {room: sum(len(ASSETS.files[name]) for name in ASSETS.scripts_of(f"{room}/page.js")) for room in ROOMS}
    assert max(weights.values()) < 200_000
