"""A published version never changes; the newest one is in use."""

import threading
from collections.abc import Mapping

import pytest

from ocr_service.files import FileMissing
from ocr_service.forms.template import TemplatePackage
from ocr_service.forms.template_file import package_from_files
from ocr_service.usecases.errors import TemplateInvalid, TemplateNotFound, TemplateVersionTaken
from ocr_service.usecases.ports import Services
from ocr_service.usecases.templates import publish_template as publishing
from ocr_service.usecases.templates.publish_template import (
    TemplatesInUse,
    list_templates,
    load_published,
    publish_template,
    show_template,
)
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
