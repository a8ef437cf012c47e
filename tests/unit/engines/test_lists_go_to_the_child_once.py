"""Lists of the master data go to the child by themselves: once for each version, and without the templates."""

from dataclasses import replace

from ocr_service.engines.host import ReadingHost
from ocr_service.forms.template import ListVersion, TemplatePackage
from tests.unit.engines.test_templates_go_to_the_child_only_when_they_changed import package


def with_lists(name: str, version: str = "1", **lists: tuple[str, ...]) -> TemplatePackage:
    """A form that names master data; an empty list is one that is too long to be read along with."""
    entries = {one: values for one, values in lists.items() if values}
    versions = dict.fromkeys(lists, ListVersion(id=int(version), label=version))
    return replace(package(name), lookups={"own": ("x",), **entries}, lists=versions)


def handed(host: ReadingHost, *packages: TemplatePackage) -> str | None:
    """How often templates were taught, which lists were handed over so far, and what is held of them."""
    return host.read(b"lists", packages, only_template=None, while_waiting=lambda: None).template


def test_a_list_is_handed_over_once_for_all_forms(host: ReadingHost) -> None:
    packages = (with_lists("a", customers=("A", "B")), with_lists("b", customers=("A", "B"), units=("kg",)))

    assert handed(host, *packages) == "1:customers,units:customers=A/B;units=kg"
    assert handed(host, *packages) == "1:customers,units:customers=A/B;units=kg"


def test_a_new_version_is_handed_over_without_teaching_the_templates_again(host: ReadingHost) -> None:
    handed(host, with_lists("a", customers=("A",)))

    assert handed(host, with_lists("a", "2", customers=("A", "C"))) == "1:customers,customers:customers=A/C"


def test_a_list_that_nobody_names_any_more_is_let_go(host: ReadingHost) -> None:
    handed(host, with_lists("a", customers=("A",)))

    assert handed(host, with_lists("a", units=("kg",))) == "2:customers,units:units=kg"


def test_a_list_that_grew_too_long_is_let_go(host: ReadingHost) -> None:
    handed(host, with_lists("a", customers=("A",)))

    assert handed(host, with_lists("a", "2", customers=())) == "1:customers:"


def test_a_fresh_reader_is_handed_everything(host: ReadingHost) -> None:
    handed(host, with_lists("a", customers=("A",)))
    host.close()

    assert handed(host, with_lists("a", customers=("A",))) == "1:customers:customers=A"
