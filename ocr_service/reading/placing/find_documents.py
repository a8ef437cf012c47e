"""Which pages of a file make up one document: several forms may have gone through the feeder together."""

from collections.abc import Sequence

from ocr_service.forms.result import DocumentPages
from ocr_service.forms.template import TemplatePackage
from ocr_service.reading.placing.assign_pages import SeenPage


def find_documents(pages: Sequence[SeenPage]) -> tuple[DocumentPages, ...]:
    """The file's documents in the order of their first pages; every page is in exactly one of them.

    Pages of one form belong together in any order, also with other papers between them; a page that comes again begins
    the next copy of the form. Where not every copy is whole nobody can tell whose pages they are: they stay together,
    for a person to see. Unknown pages are a document of their own unless the form before (or after) them lacks pages;
    blank ones go with the page before them.
    """
    owners: dict[int, int] = {}
    for copies in _copies_of_forms(pages).values():
        for copy in copies:
            owners |= {page.number: copy[0].number for page in copy}
    for group in _unknown_groups(pages):
        owner = _incomplete_neighbour(group, pages, owners) or group[0].number
        owners |= {page.number: owner for page in group}
    last = min(owners.values(), default=pages[0].number)
    documents: dict[int, list[SeenPage]] = {}
    for page in pages:
        last = owners.get(page.number, last)
        documents.setdefault(last, []).append(page)
    return tuple(_describe(documents[first]) for first in sorted(documents))


def _copies_of_forms(pages: Sequence[SeenPage]) -> dict[int, list[list[SeenPage]]]:
    """For each form the copies of it that are in the file: lists of their pages."""
    by_form: dict[int, list[SeenPage]] = {}
    for page in pages:
        if page.reference is not None:
            by_form.setdefault(id(page.reference.package), []).append(page)
    return {form: _part_copies(of_form) for form, of_form in by_form.items()}


def _part_copies(pages: list[SeenPage]) -> list[list[SeenPage]]:
    copies: list[list[SeenPage]] = []
    for page in pages:
        if not copies or _template_page(page) in map(_template_page, copies[-1]):
            copies.append([])
        copies[-1].append(page)
    whole = len(_package(pages[0]).template.pages)
    return copies if all(len(copy) == whole for copy in copies) else [pages]


def _unknown_groups(pages: Sequence[SeenPage]) -> list[list[SeenPage]]:
    """Unknown pages, those that follow each other together; a blank page between parts them."""
    groups: list[list[SeenPage]] = []
    for before, page in zip((None, *pages), pages, strict=False):
        if page.reference is not None or page.nothing_on_it:
            continue
        if before is None or before.reference is not None or before.nothing_on_it:
            groups.append([])
        groups[-1].append(page)
    return groups


def _incomplete_neighbour(group: list[SeenPage], pages: Sequence[SeenPage], owners: dict[int, int]) -> int | None:
    """The document beside the group that lacks at least as many pages as the group has: it may be them, badly seen."""
    known = [page for page in pages if page.reference is not None]
    before = [page for page in known if page.number < group[0].number][-1:]
    after = [page for page in known if page.number > group[-1].number][:1]
    for page in before + after:
        has = {_template_page(one) for one in known if owners[one.number] == owners[page.number]}
        if len(_package(page).template.pages) - len(has) >= len(group):
            return owners[page.number]
    return None


def _package(page: SeenPage) -> TemplatePackage:
    if page.reference is None:
        raise AssertionError("only pages of known forms have a package")
    return page.reference.package


def _template_page(page: SeenPage) -> int:
    return 0 if page.reference is None else page.reference.number


def _describe(pages: list[SeenPage]) -> DocumentPages:
    known = next((page.reference.template.name for page in pages if page.reference is not None), None)
    return DocumentPages(pages=tuple(page.number for page in pages), template=known)
