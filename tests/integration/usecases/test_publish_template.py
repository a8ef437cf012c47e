"""A published version never changes; the newest one is in use."""

import threading
from collections.abc import Mapping
from dataclasses import replace

import pytest

from ocr_service.engines.errors import EngineError
from ocr_service.files import FileMissing
from ocr_service.forms.draft_content import content_of
from ocr_service.forms.template import TemplatePackage
from ocr_service.forms.template_file import package_from_files, parse_template
from ocr_service.reading.errors import ReaderFailed
from ocr_service.usecases.errors import PicturesUnchecked, TemplateInvalid, TemplateNotFound, TemplateVersionTaken
from ocr_service.usecases.ports import Services
from ocr_service.usecases.templates import publish_template as publishing
from ocr_service.usecases.templates.begin_drafts import begin_draft, begin_from_file
from ocr_service.usecases.templates.draft_errors import DraftUnusable
from ocr_service.usecases.templates.publish_draft import publish_draft
from ocr_service.usecases.templates.publish_template import (
    TemplatesInUse,
    list_templates,
    load_published,
    publish_template,
    show_template,
)
from ocr_service.usecases.templates.template_versions import restore_version
from tests.doubles.open_picture import small_picture
from tests.integration.usecases.conftest import PICTURE, SLIP, Desk

SECOND = SLIP.replace("version: 1", "version: 2")


def test_a_template_is_published_with_its_companions(desk: Desk, services: Services) -> None:
    desk.publish()
    [package] = TemplatesInUse(services).load()
    assert (package.template.name, package.template.version, package.page_images) == ("slip", 1, (PICTURE,))
    assert [entry.action for entry in desk.audit("slip")] == ["template.published"]


def test_a_newer_version_comes_into_use_and_the_older_one_stays(desk: Desk, services: Services) -> None:
    desk.publish()
    desk.publish(SECOND)
    assert [(shown.template.version, shown.in_use) for shown in list_templates(services)] == [(2, True)]
    older = show_template(services, name="slip", version=1)
    assert (older.yaml, older.in_use) == (SLIP, False)


def test_an_older_version_published_later_does_not_come_into_use(desk: Desk, services: Services) -> None:
    desk.publish(SECOND)
    desk.publish()
    assert show_template(services, name="slip").template.version == 2


def test_the_same_version_with_the_same_content_changes_nothing(desk: Desk, services: Services) -> None:
    desk.publish()
    desk.publish("# a remark\n" + SLIP)
    assert len(desk.audit("slip")) == 1


def test_the_same_version_with_other_content_is_refused(desk: Desk, services: Services) -> None:
    desk.publish()
    with pytest.raises(TemplateVersionTaken):
        desk.publish(SLIP.replace("Note", "Remark"))
    with pytest.raises(TemplateVersionTaken):
        publish_template(services, actor="user:1", yaml=SLIP, files={"page-1.png": b"another picture"})


@pytest.mark.parametrize(
    ("picture", "code"),
    [
        (b"", "template_picture_no_picture"),
        (b"another picture", "template_picture_no_picture"),
        (PICTURE[:-20], "template_picture_broken"),
        (small_picture(size=(1, 1)), "template_picture_too_small"),
    ],
)
def test_a_picture_that_cannot_be_opened_comes_in_nowhere(
    desk: Desk, services: Services, picture: bytes, code: str
) -> None:
    files = {"page-1.png": picture, "lookups/units.csv": b"kg"}
    with pytest.raises(TemplateInvalid) as refused:
        publish_template(services, actor="user:1", yaml=SLIP, files=files)
    with pytest.raises(DraftUnusable) as unusable:
        begin_from_file(services, actor="user:1", yaml=SLIP, files=files)
    [problem] = refused.value.params["problems"]
    assert [problem] == unusable.value.params["problems"]
    assert (problem["code"], problem["params"]["file"], problem["params"]["page"]) == (code, "page-1.png", 1)
    content = content_of(parse_template(SLIP))
    draft = begin_draft(services, actor="user:1", content=content, files=files)
    with pytest.raises(TemplateInvalid):
        publish_draft(services, actor="user:1", draft_id=draft.id, revision=1)
    # One that came in before such pictures were refused can be left, but not gone back to.
    publish_template(replace(services, check_picture=lambda _: None), actor="user:1", yaml=SLIP, files=files)
    desk.publish(SECOND)
    with pytest.raises(TemplateInvalid):
        restore_version(services, actor="user:1", name="slip", version=1)
    assert [shown.template.version for shown in list_templates(services)] == [2]


def test_pictures_that_no_page_names_stay_behind(services: Services) -> None:
    files = {"page-1.png": PICTURE, "page-2.png": b"nothing", "lookups/units.csv": b"kg"}
    draft = begin_from_file(services, actor="user:1", yaml=SLIP, files=files)
    assert sorted(draft.files) == ["lookups/units.csv", "page-1.png"]


def test_a_picture_that_is_too_much_is_refused_and_one_that_nobody_can_look_at_waits(services: Services) -> None:
    def fail(error: Exception) -> Services:
        def check(picture: bytes) -> None:
            raise error

        return replace(services, check_picture=check)

    files = {"page-1.png": PICTURE}
    too_much = fail(ReaderFailed("page_ate_memory", limit_mb=1500))
    with pytest.raises(TemplateInvalid) as refused:
        publish_template(too_much, actor="user:1", yaml=SLIP, files=files)
    assert refused.value.params["problems"][0]["code"] == "template_picture_too_much"
    with pytest.raises(PicturesUnchecked):
        publish_template(fail(EngineError()), actor="user:1", yaml=SLIP, files=files)


def test_a_template_with_mistakes_names_them(services: Services) -> None:
    with pytest.raises(TemplateInvalid) as refused:
        publish_template(services, actor="user:1", yaml=SLIP.replace("type: amount", "type: money"), files={})
    assert refused.value.params["problems"]
    with pytest.raises(TemplateInvalid) as refused:
        publish_template(services, actor="user:1", yaml=SLIP, files={})
    assert refused.value.params["problems"][0]["params"] == {"file": "page-1.png"}
    assert list_templates(services) == []


def test_several_processes_may_publish_at_once(desk: Desk, services: Services) -> None:
    start = threading.Barrier(4)
    failures: list[BaseException] = []

    def publish(yaml: str) -> None:
        start.wait()
        try:
            desk.publish(yaml)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=publish, args=(yaml,)) for yaml in (SLIP, SLIP, SECOND, SECOND)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert show_template(services, name="slip").template.version == 2


def test_packages_in_use_are_kept_until_another_version_comes(desk: Desk, services: Services) -> None:
    desk.publish()
    templates = TemplatesInUse(services)
    first = templates.load()
    assert templates.load()[0] is first[0]
    desk.publish(SECOND)
    assert [package.template.version for package in templates.load()] == [2]


def test_an_unknown_template_is_told(desk: Desk, services: Services) -> None:
    with pytest.raises(TemplateNotFound):
        show_template(services, name="slip")
    desk.publish()
    with pytest.raises(TemplateNotFound):
        show_template(services, name="slip", version=7)


def test_a_lost_companion_is_told(desk: Desk, services: Services) -> None:
    desk.publish()
    services.files.forget(show_template(services, name="slip").files["page-1.png"])
    with pytest.raises(FileMissing):
        TemplatesInUse(services).load()


def test_a_version_is_parsed_once_however_often_its_rules_are_asked(
    desk: Desk, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.publish()
    parsed: list[str] = []

    def parse(yaml: str, files: Mapping[str, bytes]) -> TemplatePackage:
        parsed.append(yaml)
        return package_from_files(yaml, files)

    monkeypatch.setattr(publishing, "package_from_files", parse)
    with services.database() as session:
        packages = [load_published(services.files, session, "slip", 1) for _ in range(3)]
    assert [package.page_images for package in packages] == [(PICTURE,)] * 3
    assert parsed == [SLIP]
