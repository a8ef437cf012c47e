"""Versions are listed with their scans, compared, gone back to, and taken out; forms in hand stay on theirs."""

import pytest

from ocr_service.files.template_archive import unpack_archive
from ocr_service.usecases.errors import TemplateNotFound, TemplateVersionInUse
from ocr_service.usecases.ports import Services
from ocr_service.usecases.reviewing.close_review import accept_review
from ocr_service.usecases.reviewing.correct_fields import correct_fields
from ocr_service.usecases.reviewing.review_scan import claim_scan
from ocr_service.usecases.templates.publish_template import show_template
from ocr_service.usecases.templates.template_versions import (
    compare_versions,
    export_version,
    list_versions,
    restore_version,
)
from tests.integration.usecases.conftest import PICTURE, SLIP, Desk

SECOND = SLIP.replace("version: 1", "version: 2").replace("S[0-9]{3}", "T[0-9]{3}")


def test_versions_come_newest_first_with_their_scans(desk: Desk, services: Services) -> None:
    desk.publish()
    desk.accepted()
    desk.publish(SECOND)
    assert [(one.version, one.in_use, one.scans) for one in list_versions(services, name="slip")] == [
        (2, True, 0),
        (1, False, 1),
    ]
    with pytest.raises(TemplateNotFound):
        list_versions(services, name="nothing")


def test_going_back_publishes_the_old_content_as_the_next_version(desk: Desk, services: Services) -> None:
    desk.publish("# as the first supplier prints it\n" + SLIP)
    desk.publish(SECOND)
    restored = restore_version(services, actor="user:1", name="slip", version=1)
    assert (restored.template.version, restored.in_use) == (3, True)
    assert restored.yaml.startswith("# as the first supplier prints it\n")
    _, _, changes = compare_versions(services, name="slip", old=1, new=3)
    assert changes == ()
    with pytest.raises(TemplateVersionInUse):
        restore_version(services, actor="user:1", name="slip", version=3)


def test_an_exported_version_is_the_folder_that_was_published(desk: Desk, services: Services) -> None:
    desk.publish()
    yaml, files = unpack_archive(export_version(services, name="slip", version=1))
    assert (yaml, files) == (SLIP, {"page-1.png": PICTURE})


def test_a_form_in_hand_finishes_on_its_version(desk: Desk, services: Services) -> None:
    desk.publish()
    scan_id = desk.in_review()
    claim_scan(services, actor="user:1", scan_id=scan_id, minutes=10)
    desk.publish(SECOND)
    # The new version would refuse this number.
    correct_fields(services, actor="user:1", scan_id=scan_id, corrections={"number": "S002", "total": "30.00"})
    accept_review(services, actor="user:1", scan_id=scan_id)
    scan = desk.scan(scan_id)
    assert (scan.state, scan.template_version) == ("accepted", 1)
    assert show_template(services, name="slip").template.version == 2
