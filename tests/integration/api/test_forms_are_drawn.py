"""Drafts through the API: begun from each source, saved with what is wrong at its place, tried, published."""

import io
import zipfile
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from ocr_service.access.roles import Role
from ocr_service.forms.result import FormResult
from ocr_service.forms.template import TemplatePackage
from tests.integration.api.api_stage import Stage, picture
from tests.integration.api.test_a_template_is_proposed import RecordedProposer
from tests.integration.usecases.conftest import SLIP, slip_result

DRAFTS = "/api/v1/template-drafts"


class RecordedReader:
    """Reads the slip's values, whatever the file."""

    def read(
        self, data: bytes, packages: tuple[TemplatePackage, ...], *, only_template: str | None = None
    ) -> FormResult:
        return slip_result()


@pytest.fixture
def stage(make_stage: Callable[..., Stage]) -> Stage:
    return make_stage(proposer=RecordedProposer(), trial=RecordedReader())


@pytest.fixture
def author(stage: Stage) -> TestClient:
    return stage.person(Role.AUTHOR)


def archive(yaml: str = SLIP, image: bytes | None = None) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as opened:
        opened.writestr("slip/template.yaml", yaml)
        opened.writestr("slip/page-1.png", picture() if image is None else image)
    return written.getvalue()


def imported(author: TestClient) -> dict:  # type: ignore[type-arg]
    answer = author.post(DRAFTS, files={"archive": ("slip.zip", archive())})
    assert answer.status_code == 201, answer.text
    return answer.json()  # type: ignore[no-any-return]


def test_a_scan_begins_a_draft_with_its_zones(author: TestClient) -> None:
    draft = author.post(DRAFTS, files={"file": picture()}, data={"name": "iou"}).json()
    assert (draft["name"], draft["revision"], draft["files"]) == ("iou", 1, ["page-1.png"])
    assert draft["content"]["fields"][0]["read"]["type"] == "date"
    assert author.get(f"{DRAFTS}/{draft['id']}/pages/1/picture").content == b"png"
    grown = author.post(f"{DRAFTS}/{draft['id']}/pages", files={"file": picture()}, data={"revision": "1"}).json()
    assert [field["name"] for field in grown["content"]["fields"]] == ["date", "date_2"]
    assert [one["id"] for one in author.get(DRAFTS).json()["items"]] == [draft["id"]]


def test_every_other_way_to_begin(author: TestClient) -> None:
    empty = author.post(DRAFTS, files={"name": (None, "my-form")}).json()
    assert "" in {part for problem in empty["problems"] for part in problem["parts"]}
    draft = imported(author)
    assert draft["problems"] == []
    assert author.post(f"{DRAFTS}/{draft['id']}/publish", json={"revision": 1}).status_code == 201
    begun = author.post(DRAFTS, files={"template": (None, "slip")}).json()
    assert (begun["template"], begun["template_version"]) == ("slip", 1)
    both = author.post(DRAFTS, files={"template": (None, "slip"), "file": picture()})
    assert both.json()["code"] == "draft_source_wanted"


def test_a_broken_archive_says_what_is_wrong(author: TestClient) -> None:
    answer = author.post(DRAFTS, files={"archive": ("slip.zip", archive(SLIP.replace("amount", "money")))})
    assert (answer.status_code, answer.json()["code"]) == (422, "draft_unusable")
    assert answer.json()["problems"][0]["text"]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "The picture page-1.png (page 1) cannot be opened"), ("zh-CN", "第 1 页的图片 page-1.png 打不开")],
)
def test_a_picture_that_cannot_be_opened_is_told(author: TestClient, language: str, sentence: str) -> None:
    headers = {"Accept-Language": language}
    answer = author.post(DRAFTS, files={"archive": ("a.zip", archive(image=picture()[:-20]))}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "draft_unusable")
    assert sentence in answer.json()["problems"][0]["text"]
    # What a proposal made of the scan is no picture here; nothing else is wrong with the form.
    draft = author.post(DRAFTS, files={"file": picture()}, data={"name": "iou"}).json()
    refused = author.post(f"{DRAFTS}/{draft['id']}/publish", json={"revision": 1}, headers=headers).json()
    assert (draft["problems"], refused["code"]) == ([], "template_invalid")
    assert [(one["code"], one["parts"]) for one in refused["problems"]] == [
        ("template_picture_no_picture", ["pages.0"])
    ]


def test_a_saved_draft_shows_its_file_and_its_mistakes(author: TestClient) -> None:
    draft = imported(author)
    path = f"{DRAFTS}/{draft['id']}"
    content = draft["content"]
    content["fields"][1]["box"] = [10, 12, 40, 8]
    saved = author.put(path, json={"revision": 1, "content": content}).json()
    assert [(one["code"], one["parts"]) for one in saved["problems"]] == [
        ("template_zones_overlap", ["fields.0", "fields.1"])
    ]
    assert "box: [10.0, 12.0, 40.0, 8.0]" in saved["yaml"]
    assert author.put(path, json={"revision": 1, "content": content}).json()["code"] == "draft_changed"
    refused = author.post(f"{path}/publish", json={"revision": 2}).json()
    assert (refused["code"], refused["problems"][0]["code"]) == ("template_invalid", "template_zones_overlap")
    assert author.delete(path).status_code == 204
    assert author.get(path).status_code == 404


def test_the_file_can_be_edited_in_place_of_the_picture(author: TestClient) -> None:
    draft = imported(author)
    path = f"{DRAFTS}/{draft['id']}/file"
    changed = author.put(path, json={"revision": 1, "yaml": draft["yaml"].replace("en: Note", "en: Remark")}).json()
    assert changed["content"]["fields"][2]["label"] == {"en": "Remark"}
    refused = author.put(path, json={"revision": 2, "yaml": "name: ["})
    assert (refused.status_code, refused.json()["problems"][0]["code"]) == (422, "template_not_yaml")


def test_pages_of_the_designer(author: TestClient) -> None:
    html = {"Accept": "text/html"}
    draft = imported(author)
    assert f'data-draft="{draft["id"]}"' in author.get(f"/designer/{draft['id']}", headers=html).text
    assert f'href="/designer/{draft["id"]}"' in author.get("/forms", headers=html).text
    begun = author.get("/designer?scan=scan_1", headers=html, follow_redirects=False)
    assert (begun.status_code, begun.headers["location"]) == (303, "/forms?scan=scan_1")
    assert author.get("/designer/draft_1", headers=html).status_code == 404


def test_a_list_is_put_beside_a_draft(author: TestClient) -> None:
    path = f"{DRAFTS}/{imported(author)['id']}"
    kept = author.post(f"{path}/lists/units", files={"file": b"kg\n"}, data={"revision": "1"}).json()
    assert kept["files"] == ["lookups/units.csv", "page-1.png"]
    with zipfile.ZipFile(io.BytesIO(author.get(f"{path}/archive").content)) as opened:
        assert opened.read("slip/lookups/units.csv") == b"kg\n"
    assert author.post(f"{path}/lists/units", files={"revision": (None, "2")}).json()["files"] == ["page-1.png"]
    workbook = author.post(f"{path}/lists/units", files={"file": b"PK\x03\x04"}, data={"revision": "3"})
    assert workbook.status_code == 422
    assert [problem["code"] for problem in workbook.json()["problems"]] == ["template_list_unreadable"]


def test_entries_are_wiped_out_of_a_page(author: TestClient) -> None:
    draft = imported(author)
    path = f"{DRAFTS}/{draft['id']}/pages"
    wish = {"revision": 1, "boxes": [[10, 10, 40, 8]]}
    wiped = author.post(f"{path}/1/wipe", json=wish).json()
    assert [page["image"] for page in wiped["content"]["pages"]] == ["page-1-blank-1.png"]
    assert author.get(f"{path}/1/picture").content.startswith(b"\x89PNG")
    assert author.post(f"{path}/1/wipe", json=wish).json()["code"] == "draft_changed"
    assert author.post(f"{path}/2/wipe", json={**wish, "revision": 3}).status_code == 404
    broken = author.post(DRAFTS, files={"file": picture()}, data={"name": "iou"}).json()
    answer = author.post(f"{DRAFTS}/{broken['id']}/pages/1/wipe", json=wish)
    assert (answer.status_code, answer.json()["code"]) == (409, "blank_picture_unusable")


def test_a_draft_is_tried_and_its_values_kept(author: TestClient) -> None:
    draft = imported(author)
    samples = f"{DRAFTS}/{draft['id']}/samples"
    sample = author.post(samples, files={"file": ("one.png", picture())}).json()
    assert (sample["file_name"], sample["reading"]) == ("one.png", None)
    read = author.post(f"{samples}/{sample['id']}/read").json()
    assert (read["fresh"], read["reading"]["known_as"], read["reading"]["fields"][0]["value"]) == (True, "slip", "S001")
    assert author.get(f"{samples}/{sample['id']}/pages/1/picture").content == b"jpeg"
    values = {field["path"]: field["value"] for field in read["reading"]["fields"]} | {"total": "31"}
    kept = author.put(f"{samples}/{sample['id']}/expected", json={"values": values}).json()
    assert [(one["path"], one["expected"], one["read"]) for one in kept["differences"]] == [("total", "31.00", "30.00")]
    publication = author.post(f"{DRAFTS}/{draft['id']}/publish", json={"revision": 1})
    assert (publication.status_code, publication.json()["code"]) == (409, "draft_differs")
    accepted = {"revision": 1, "accepted": [sample["id"]]}
    assert author.post(f"{DRAFTS}/{draft['id']}/publish", json=accepted).status_code == 201


def test_only_authors_draw(stage: Stage) -> None:
    assert stage.person(Role.OPERATOR).get(DRAFTS).status_code == 403
