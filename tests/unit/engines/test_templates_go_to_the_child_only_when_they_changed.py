from dataclasses import replace

from ocr_service.engines.host import ReadingHost
from ocr_service.forms.template import Page, Template, TemplatePackage


def package(name: str, version: int = 1) -> TemplatePackage:
    template = Template(
        format=1, name=name, version=version, title={"en": name}, pages=(Page(size_mm=(100, 100), image="page-1.png"),)
    )
    return TemplatePackage(template=template, page_images=(b"png",))


def learnt(host: ReadingHost, *packages: TemplatePackage) -> str | None:
    """How often the child was taught, and what it knows."""
    return host.read(b"good", packages, only_template=None, while_waiting=lambda: None).template


def test_the_same_versions_are_not_sent_again(host: ReadingHost) -> None:
    assert learnt(host, package("a"), package("b")) == "1:a,b"
    assert learnt(host, package("b"), package("a")) == "1:a,b"


def test_a_new_version_is_sent(host: ReadingHost) -> None:
    assert learnt(host, package("a")) == "1:a"
    assert learnt(host, package("a", 2)) == "2:a"


def test_what_reviewers_taught_is_sent(host: ReadingHost) -> None:
    assert learnt(host, package("a")) == "1:a"
    taught = replace(package("a"), shifts={"total": -0.5})
    assert learnt(host, taught) == "2:a"
    assert learnt(host, taught) == "2:a"


def test_a_template_that_cannot_be_used_is_left_out(host: ReadingHost) -> None:
    assert learnt(host, package("a"), package("broken")) == "1:a"


def test_a_template_that_kills_the_reader_is_found_and_left_out_for_good(host: ReadingHost) -> None:
    packages = (package("a"), package("kills-reader"), package("b"))
    taught = learnt(host, *packages)
    assert taught is not None
    assert taught.endswith(":a,b")
    child = host.pid
    assert learnt(host, *packages) == taught
    assert host.pid == child
