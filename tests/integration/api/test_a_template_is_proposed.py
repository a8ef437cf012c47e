"""The start of a template through the API, for a file or for a scan that is here."""

import base64
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from ocr_service.access.roles import Role
from ocr_service.engines.errors import ModelMissing
from ocr_service.forms.geometry import Box
from ocr_service.forms.proposal import FormProposal, ProposedField
from ocr_service.reading.errors import FileBroken
from ocr_service.reading.proposing.propose_form import ProposedPage
from tests.integration.api.api_stage import Stage, picture

PROPOSALS = "/api/v1/templates/proposals"
DATE = ProposedField(
    name="date", label="日期", type="date", box=Box(x=10, y=10, width=40, height=6), value="2025-04-28", confidence=0.9
)


class RecordedProposer:
    """One page with a date on it, whatever the file."""

    def __init__(self) -> None:
        self.asked: list[tuple[bytes, int]] = []
        self.blank: bool | None = None
        self.error: Exception | None = None

    def propose(self, data: bytes, page: int, *, blank: bool) -> ProposedPage | None:
        self.asked.append((data, page))
        self.blank = blank
        if self.error is not None:
            raise self.error
        proposal = FormProposal(size_mm=(210, 297), size_known=True, title="借条", fields=(DATE,), tables=())
        return ProposedPage(proposal=proposal, picture=b"png") if page == 1 else None


@pytest.fixture
def proposer() -> RecordedProposer:
    return RecordedProposer()


@pytest.fixture
def stage(make_stage: Callable[..., Stage], proposer: RecordedProposer) -> Stage:
    return make_stage(proposer=proposer)


@pytest.fixture
def author(stage: Stage) -> TestClient:
    return stage.person(Role.INTEGRATOR)


def test_a_file_is_answered_with_zones_a_draft_and_the_picture(author: TestClient) -> None:
    answer = author.post(PROPOSALS, files={"file": picture()}, data={"name": "iou"}).json()
    assert [field["label"] for field in answer["proposal"]["fields"]] == ["日期"]
    assert (answer["template"]["name"], answer["template"]["fields"][0]["read"]["type"]) == ("iou", "date")
    assert answer["yaml"].startswith("format: 1\nname: iou")
    assert base64.b64decode(answer["picture"]["base64"]) == b"png"


@pytest.mark.parametrize(("said", "blank", "shows"), [({"blank": "true"}, True, "blank"), ({}, False, "filled")])
def test_a_blank_copy_is_called_one(
    author: TestClient, proposer: RecordedProposer, said: dict[str, str], blank: bool, shows: str
) -> None:
    answer = author.post(PROPOSALS, files={"file": picture()}, data=said).json()
    assert proposer.blank is blank
    assert answer["template"]["pages"][0]["shows"] == shows


def test_a_scan_that_is_here_needs_no_file(stage: Stage, author: TestClient, proposer: RecordedProposer) -> None:
    scan = author.post("/api/v1/scans", files={"files": picture()}).json()["items"][0]["scan"]["id"]
    # Without a file, too, the form is a multipart one.
    answer = author.post(PROPOSALS, files={"scan_id": (None, scan)})
    assert answer.status_code == 200
    assert proposer.asked == [(picture(), 1)]


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({"page": (None, "1")}, 422, "proposal_source_wanted"),
        ({"file": picture(), "page": (None, "2")}, 404, "page_not_found"),
        ({"scan_id": (None, "scan_00000000000000000000000000")}, 404, "scan_not_found"),
    ],
)
def test_what_cannot_be_proposed_is_told(author: TestClient, form: dict[str, object], status: int, code: str) -> None:
    answer = author.post(PROPOSALS, files=form)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    ("error", "status"), [(FileBroken(), 422), (ModelMissing(model="PP-OCRv6_small_det", folder="models"), 503)]
)
def test_why_it_failed_is_told(author: TestClient, proposer: RecordedProposer, error: Exception, status: int) -> None:
    proposer.error = error
    answer = author.post(PROPOSALS, files={"file": picture()})
    assert (answer.status_code, answer.json()["code"]) == (status, error.code)  # type: ignore[attr-defined]


def test_operators_are_no_authors(stage: Stage) -> None:
    assert stage.person(Role.OPERATOR).post(PROPOSALS, files={"file": picture()}).status_code == 403
