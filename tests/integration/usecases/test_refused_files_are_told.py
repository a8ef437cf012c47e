"""What the watched folder refused is told to those whom it concerns, for a week."""

from datetime import datetime

from ocr_service.records.people import User
from ocr_service.usecases.people.manage_sites import create_site
from ocr_service.usecases.ports import Services
from ocr_service.usecases.receiving.note_refused import list_refused, note_refused
from tests.integration.conftest import Clock


def refuse(services: Services, name: str, site: str | None) -> None:
    note_refused(services, file_name=name, reasons=[("file_type_unknown", {})], site=site)


def seen_by(services: Services, actor: str) -> list[str]:
    return [file.file_name for file in list_refused(services, actor=actor)]


def person_of(services: Services, site: str, now: datetime) -> str:
    made = create_site(services, actor="system", code=site, name=site)
    person = User(name=site, role="clerk", language="zh-CN", password_hash="-", created_at=now, site_id=made.id)
    with services.database.begin() as session:
        session.add(person)
        session.flush()
        return f"user:{person.id}"


def test_a_site_sees_its_own_and_what_belongs_to_none(services: Services, clock: Clock) -> None:
    suzhou = person_of(services, "suzhou-2", clock.time)
    for name, site in (("a.docx", "suzhou-2"), ("b.docx", "wuxi"), ("c.docx", None)):
        refuse(services, name, site)
        clock.advance(minutes=1)
    assert seen_by(services, suzhou) == ["c.docx", "a.docx"]
    assert seen_by(services, "user:of no site") == ["c.docx", "b.docx", "a.docx"]


def test_a_file_is_told_with_its_reasons_for_a_week(services: Services, clock: Clock) -> None:
    refuse(services, "a.docx", None)
    [told] = list_refused(services, actor="system")
    assert (told.at, told.reasons) == (clock.time, ({"code": "file_type_unknown", "params": {}},))
    clock.advance(days=7, seconds=1)
    assert seen_by(services, "system") == []


def test_only_the_newest_are_told(services: Services, clock: Clock) -> None:
    for number in range(25):
        refuse(services, f"{number}.docx", None)
        clock.advance(seconds=1)
    assert seen_by(services, "system") == [f"{number}.docx" for number in range(24, 4, -1)]
