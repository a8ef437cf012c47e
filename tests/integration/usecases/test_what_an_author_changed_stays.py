"""Forms that come in at every start, with the service or from a folder, never undo what somebody published here."""

import pytest

from ocr_service.usecases.errors import TemplateChangedHere
from ocr_service.usecases.ports import Services
from ocr_service.usecases.templates.publish_template import publish_template, show_template
from tests.integration.usecases.conftest import PICTURE, SLIP, Desk

OURS = SLIP.replace("version: 1", "version: 2").replace("en: Note", "en: Our note")
NEWER = SLIP.replace("version: 1", "version: 3").replace("en: Note", "en: Their note")


def _start(services: Services, yaml: str) -> None:
    publish_template(services, actor="system", yaml=yaml, files={"page-1.png": PICTURE}, over_others=False)


def _change(services: Services, yaml: str) -> None:
    publish_template(services, actor="user:1", yaml=yaml, files={"page-1.png": PICTURE})


def test_an_update_brings_the_newer_version_where_nobody_changed_the_form(services: Services) -> None:
    _start(services, SLIP)
    _start(services, NEWER)
    assert show_template(services, name="slip").template.version == 3


@pytest.mark.parametrize("version", [1, 2, 3])
def test_an_update_leaves_a_form_that_somebody_changed(desk: Desk, services: Services, version: int) -> None:
    _start(services, SLIP)
    _change(services, OURS)
    theirs = NEWER.replace("version: 3", f"version: {version}")
    with pytest.raises(TemplateChangedHere) as left:
        _start(services, theirs)
    assert left.value.params == {"template": "slip", "version": version, "in_use": 2}
    assert show_template(services, name="slip").published_by == "user:1"
    assert len(desk.audit("slip")) == 2


def test_what_the_author_changed_or_took_over_is_not_told_again(desk: Desk, services: Services) -> None:
    _start(services, SLIP)
    _change(services, OURS)
    _start(services, SLIP)
    _start(services, OURS.replace("version: 2", "version: 7"))
    assert show_template(services, name="slip").template.version == 2
    assert len(desk.audit("slip")) == 2
