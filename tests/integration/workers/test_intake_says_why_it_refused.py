import pytest
from sqlalchemy import select

from ocr_service.records.scans import Scan
from ocr_service.usecases.ports import Services
from ocr_service.usecases.receiving.note_refused import list_refused
from tests.integration.workers.conftest import JPEG, Inbox


@pytest.mark.parametrize(
    ("data", "code"), [(b"just a text", "file_type_unknown"), (JPEG + b"x" * 1000, "file_too_large")]
)
def test_the_note_says_it_in_both_languages(services: Services, inbox: Inbox, data: bytes, code: str) -> None:
    from ocr_service.web.i18n import text

    inbox.put("slip.jpg", data)
    inbox.look_after(0)
    assert inbox.look_after(5) == 1
    assert inbox.names("failed") == ["slip.jpg", "slip.jpg.txt"]
    note = (inbox.path / "failed" / "slip.jpg.txt").read_text(encoding="utf-8-sig").splitlines()
    assert note == ["slip.jpg", *(text(language, f"error.{code}", limit_mb=0) for language in ("zh-CN", "en"))]
    [told] = list_refused(services, actor="system")
    assert (told.file_name, [reason["code"] for reason in told.reasons]) == ("slip.jpg", [code])
    with services.database() as session:
        assert session.scalars(select(Scan)).all() == []


def test_a_file_that_stays_unreadable_is_refused(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("workers.intake._open_regular", refuse)
    inbox.put("slip.jpg")
    inbox.look_after(0)
    assert inbox.look_after(59) == 0
    assert inbox.look_after(1) == 1
    assert "Permission denied" in (inbox.path / "failed" / "slip.jpg.txt").read_text(encoding="utf-8-sig")


def test_a_file_that_cannot_be_moved_is_not_taken_in_again_and_again(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.rename", refuse)
    inbox.put("slip.jpg")
    inbox.look_after(0)
    assert inbox.look_after(5) == 0
    monkeypatch.undo()
    assert inbox.look_after(5) == 0
    inbox.put("slip.jpg", JPEG + b" again")
    inbox.look_after(0)
    assert inbox.look_after(5) == 1


def test_a_database_that_is_away_leaves_the_file(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ConnectionError

    inbox.put("slip.jpg")
    inbox.look_after(0)
    with monkeypatch.context() as away:
        away.setattr("workers.intake.accept_scan", fail)
        with pytest.raises(ConnectionError):
            inbox.look_after(5)
    assert inbox.names() == ["slip.jpg"]
    assert inbox.look_after(1) == 1
