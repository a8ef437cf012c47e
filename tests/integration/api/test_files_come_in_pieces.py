"""A file that comes in pieces goes on where the line broke, and is handed in once, whole."""

from collections.abc import Callable, Sequence

import pytest
from starlette.testclient import TestClient

from ocr_service.access.roles import Permission, Role
from ocr_service.reading.quality.judge_upload import PageLook
from ocr_service.usecases.following.forget_old import sweep_files
from ocr_service.usecases.receiving.resume_upload import MOST_OPEN, forget_uploads
from tests.integration.api.api_stage import Stage, picture

UPLOADS = "/api/v1/uploads"
FILE = picture(7) + bytes(range(256)) * 20


class JoiningJudge:
    """Puts "pictures" together by laying them end to end, and finds nothing wrong."""

    def look(self, data: bytes, *, patience: float) -> tuple[PageLook, ...]:
        return (PageLook(number=1, reasons=()),)

    def preview(self, data: bytes, number: int, *, patience: float) -> None:
        return None

    def rulings(self, picture: bytes, size_mm: tuple[float, float], *, patience: float) -> None:
        return None

    def join(self, pictures: Sequence[bytes], *, patience: float) -> bytes:
        return b"%PDF-1.7 " + b"".join(pictures)


@pytest.fixture
def clerk(stage: Stage) -> TestClient:
    return stage.person(Role.CLERK)


def begin(client: TestClient, size: int = len(FILE), name: str = "slip.png") -> str:
    answer = client.post(UPLOADS, json={"file_name": name, "size_bytes": size})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def send(client: TestClient, upload: str, offset: int, data: bytes) -> tuple[int, dict[str, object]]:
    kind = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
    answer = client.patch(f"{UPLOADS}/{upload}", content=data, headers=kind)
    return answer.status_code, answer.json()


def finish(client: TestClient, upload: str, **wishes: object) -> tuple[int, dict[str, object]]:
    answer = client.post(f"{UPLOADS}/{upload}/finish", json=wishes)
    return answer.status_code, answer.json()


def send_all(client: TestClient, data: bytes = FILE, name: str = "slip.png") -> str:
    upload = begin(client, len(data), name)
    assert send(client, upload, 0, data)[0] == 200
    return upload


def test_a_file_in_three_pieces_is_the_file(clerk: TestClient) -> None:
    upload = begin(clerk)
    for start in range(0, len(FILE), 2000):
        status, shown = send(clerk, upload, start, FILE[start : start + 2000])
        assert (status, shown["received"]) == (200, min(start + 2000, len(FILE)))
    status, done = finish(clerk, upload, lane="urgent")
    assert (status, done["duplicate"], done["scan"]["lane"]) == (201, False, "urgent")  # type: ignore[index]
    scan = done["scan"]["id"]  # type: ignore[index]
    assert clerk.get(f"/api/v1/scans/{scan}/file").content == FILE


def test_after_a_broken_line_it_goes_on_where_it_was(clerk: TestClient) -> None:
    upload = begin(clerk)
    send(clerk, upload, 0, FILE[:1000])
    status, problem = send(clerk, upload, 0, FILE[:1000])
    assert (status, problem["code"], problem["params"]) == (409, "upload_offset_wrong", {"received": 1000})
    assert clerk.get(f"{UPLOADS}/{upload}").json()["received"] == 1000
    assert send(clerk, upload, 1000, FILE[1000:])[0] == 200


def test_a_file_that_is_not_whole_is_not_handed_in(clerk: TestClient) -> None:
    upload = begin(clerk)
    send(clerk, upload, 0, FILE[:1000])
    status, problem = finish(clerk, upload)
    assert (status, problem["params"]) == (409, {"received": 1000, "size": len(FILE)})


def test_handing_in_again_answers_with_the_same_scan(clerk: TestClient) -> None:
    upload = send_all(clerk)
    first, again = finish(clerk, upload), finish(clerk, upload)
    assert first[1]["scan"]["id"] == again[1]["scan"]["id"]  # type: ignore[index]
    assert len(clerk.get("/api/v1/scans").json()["items"]) == 1


def test_what_came_before_is_told_and_may_be_handed_in_all_the_same(clerk: TestClient) -> None:
    finish(clerk, send_all(clerk))
    upload = send_all(clerk)
    status, told = finish(clerk, upload)
    assert (status, told["duplicate"]) == (200, True)
    status, made = finish(clerk, upload, allow_duplicate=True)
    assert (status, made["scan"]["duplicate_of"]) == (201, told["scan"]["id"])  # type: ignore[index]


@pytest.mark.parametrize(("size", "status", "code"), [(0, 422, "file_empty"), (50_000_001, 413, "file_too_large")])
def test_a_file_that_cannot_be_taken_is_refused_before_it_comes(
    clerk: TestClient, size: int, status: int, code: str
) -> None:
    answer = clerk.post(UPLOADS, json={"file_name": "x.png", "size_bytes": size})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_more_than_was_said_is_refused(clerk: TestClient) -> None:
    upload = begin(clerk, 10)
    assert send(clerk, upload, 0, b"x" * 11)[1]["code"] == "upload_too_long"
    assert send(clerk, upload, 0, b"x" * 1_000_001)[0] == 413


def test_a_file_of_no_known_kind_is_refused_when_it_is_whole(clerk: TestClient) -> None:
    status, problem = finish(clerk, send_all(clerk, b"plain text"))
    assert (status, problem["code"]) == (415, "file_type_unknown")


def test_nobody_gets_at_the_upload_of_another(stage: Stage, clerk: TestClient) -> None:
    upload, other = send_all(clerk), stage.machine(Permission.SCANS_WRITE)
    assert other.get(f"{UPLOADS}/{upload}").status_code == 404
    assert send(other, upload, 0, b"x")[0] == 404
    assert finish(other, upload)[0] == 404
    assert other.delete(f"{UPLOADS}/{upload}").status_code == 404


def test_nobody_fills_the_disk_with_beginnings(clerk: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ocr_service.usecases.receiving.resume_upload.MOST_OPEN", 2)
    assert MOST_OPEN > 2
    begin(clerk), begin(clerk)
    answer = clerk.post(UPLOADS, json={"file_name": "x.png", "size_bytes": 10})
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_uploads")


def test_what_was_never_handed_in_is_forgotten_after_a_day(stage: Stage, clerk: TestClient) -> None:
    upload = send_all(clerk)
    assert forget_uploads(stage.services) == 0
    stage.clock.advance(hours=25)
    assert forget_uploads(stage.services) == 1
    assert stage.sign_in("clerk").get(f"{UPLOADS}/{upload}").status_code == 404


def test_pieces_are_not_swept_away_while_they_are_waited_for(stage: Stage, clerk: TestClient) -> None:
    upload = send_all(clerk)
    stage.clock.advance(days=400)
    assert sweep_files(stage.services) == 0
    client = stage.sign_in("clerk")
    assert client.delete(f"{UPLOADS}/{upload}").status_code == 204
    assert sweep_files(stage.services) == 1


def test_pages_become_one_document_in_their_order(make_stage: Callable[..., Stage]) -> None:
    clerk = make_stage(judge=JoiningJudge()).person(Role.CLERK)
    pages = [picture(shade) for shade in (1, 2)]
    uploads = [send_all(clerk, page, f"page-{number}.png") for number, page in enumerate(pages, start=1)]
    assert clerk.post(f"{UPLOADS}/{uploads[0]}/look").json() == {"pages_judged": 1, "warnings": []}
    order = {"file_name": "form.pdf", "uploads": uploads[::-1], "template": None}
    answers = [clerk.post(f"{UPLOADS}/document", json=order) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    [scan] = {answer.json()["scan"]["id"] for answer in answers}
    assert clerk.get(f"/api/v1/scans/{scan}/file").content == b"%PDF-1.7 " + pages[1] + pages[0]


def test_without_somebody_to_join_them_the_pages_stay(clerk: TestClient) -> None:
    upload = send_all(clerk)
    answer = clerk.post(f"{UPLOADS}/document", json={"file_name": "form.pdf", "uploads": [upload]})
    assert (answer.status_code, answer.json()["code"]) == (503, "pages_not_joined")
    assert finish(clerk, upload)[0] == 201
