"""The original, pages, and what one field looks like."""

import io

import pytest
from PIL import Image
from starlette.testclient import TestClient

from ocr_service.access.roles import Permission
from ocr_service.web.api.pictures import attachment
from tests.integration.api.api_stage import Stage, picture
from tests.integration.api.slips import page_picture, slip_to_review


@pytest.fixture
def erp(stage: Stage) -> TestClient:
    return stage.machine(Permission.SCANS_READ)


def test_the_file_comes_back_to_the_byte_as_a_download(stage: Stage, erp: TestClient) -> None:
    slip = slip_to_review(stage, name='送货单 "1".png')

    answer = erp.get(f"/api/v1/scans/{slip}/file")

    assert answer.content == picture()
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert answer.headers["content-security-policy"] == "sandbox"


def test_a_page_is_a_jpeg(stage: Stage, erp: TestClient) -> None:
    slip = slip_to_review(stage)

    assert erp.get(f"/api/v1/scans/{slip}/pages/1/picture").content == page_picture()
    assert erp.get(f"/api/v1/scans/{slip}/pages/2/picture").json()["code"] == "page_not_found"
    assert erp.get(f"/api/v1/scans/{slip}/pages/0/picture").status_code == 422


@pytest.mark.parametrize(("margin", "size"), [(0, (40, 20)), (5, (50, 30)), (200, (200, 100))])
def test_a_crop_is_the_fields_box_with_a_margin_within_the_page(
    stage: Stage, erp: TestClient, margin: int, size: tuple[int, int]
) -> None:
    slip = slip_to_review(stage)

    crop = Image.open(io.BytesIO(erp.get(f"/api/v1/scans/{slip}/fields/total/crop?margin={margin}").content))

    middle = crop.convert("L").getpixel((margin + 20 if margin < 100 else 40, margin + 10 if margin < 100 else 20))
    assert crop.size == size
    assert isinstance(middle, int)
    assert middle < 40


def test_a_tables_cell_has_its_crop_too(stage: Stage, erp: TestClient) -> None:
    slip = slip_to_review(stage)

    assert erp.get(f"/api/v1/scans/{slip}/fields/items%5B0%5D.price/crop").headers["content-type"] == "image/jpeg"
    assert erp.get(f"/api/v1/scans/{slip}/fields/items%5B7%5D.price/crop").json()["code"] == "field_not_found"
    assert erp.get(f"/api/v1/scans/{slip}/fields/..%2f..%2fx/crop").status_code in (404, 422)


@pytest.mark.parametrize("what", ["pages/1/picture", "fields/total/crop", "fields/total/crop?margin=0"])
def test_a_picture_that_the_browser_has_is_not_sent_again(stage: Stage, erp: TestClient, what: str) -> None:
    path = f"/api/v1/scans/{slip_to_review(stage)}/{what}"
    first = erp.get(path)

    again = erp.get(path, headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'})

    assert first.headers["cache-control"] == again.headers["cache-control"] == "private, no-cache"
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert erp.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_other_pictures_have_other_tags(stage: Stage, erp: TestClient) -> None:
    slip = slip_to_review(stage)
    parts = ("pages/1/picture", "fields/total/crop", "fields/total/crop?margin=0")

    tags = [erp.get(f"/api/v1/scans/{slip}/{part}").headers["etag"] for part in parts]

    assert len({*tags}) == len(parts)


def test_whoever_may_not_see_a_picture_is_not_told_that_it_is_still_right(stage: Stage, erp: TestClient) -> None:
    path = f"/api/v1/scans/{slip_to_review(stage)}/pages/1/picture"
    tag = erp.get(path).headers["etag"]

    assert stage.stranger().get(path, headers={"If-None-Match": tag}).status_code == 401
    assert stage.machine(Permission.METRICS_READ).get(path, headers={"If-None-Match": tag}).status_code == 403


def test_a_file_that_is_gone_is_told_as_gone(stage: Stage, erp: TestClient) -> None:
    slip = slip_to_review(stage)
    for path in (stage.folder / "files").rglob("*"):
        if path.is_file():
            path.unlink()

    answer = erp.get(f"/api/v1/scans/{slip}/file")

    assert (answer.status_code, answer.json()["code"]) == (410, "file_missing")


@pytest.mark.parametrize("name", ['a"; filename="b.exe', "a\r\nSet-Cookie: x", "送货单.png", "a;b,c%00.png", "\\"])
def test_no_name_breaks_out_of_its_header(name: str) -> None:
    header = attachment(name)

    assert header.isascii()
    assert header.count('"') == 2
    assert "\r" not in header
    assert "\n" not in header
