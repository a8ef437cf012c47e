"""Which pages of a scan belong to the form: any order, with blank backs, strays and doubles among them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ocr_service.forms.result import Reason
from ocr_service.forms.template import TemplatePackage
from ocr_service.reading.cut_page import CutPage
from ocr_service.reading.deciding.picture_quality import PictureQuality
from ocr_service.reading.placing.page_picture import PagePicture
from ocr_service.reading.placing.reference_page import ReferencePage


@dataclass(frozen=True, kw_only=True, eq=False)
class SeenPage:
    """A page of the scan after everything that needs its pixels: what it is, its picture, its crops.

    `reference`, `cut`, `residual_mm` are None where the page is of no known form. `agreement` (0 to 1) is how well its
    print fits, `quality` how well its picture can be read. `nothing_on_it` says that the page is blank or black.
    `serial` is the number of the printed blank.
    """

    number: int
    picture: PagePicture
    reference: ReferencePage | None = None
    cut: CutPage | None = None
    agreement: float = 0.0
    residual_mm: float | None = None
    quality: PictureQuality | None = None
    nothing_on_it: bool = False
    reasons: tuple[Reason, ...] = ()
    serial: str | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class AssignedPages:
    """The scan's pages (with reasons added), the form they make up, and which of them are read, by template page.

    Reasons: page_missing (params: pages), page_repeated, page_of_other_form, page_extra (params: page).
    """

    package: TemplatePackage | None
    pages: tuple[SeenPage, ...]
    read: tuple[SeenPage, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def all_reasons(self) -> tuple[Reason, ...]:
        """What speaks against the form as a whole: pages missing or left over, and the faults of the pages read."""
        return (*self.reasons, *(reason for page in self.read for reason in page.reasons))


def assign_pages(pages: Sequence[SeenPage]) -> AssignedPages:
    """The form that most pages are of, the best scan of each of its pages, and reasons for all that is left over."""
    owners = Counter(id(page.reference.package) for page in pages if page.reference)
    if not owners:
        return AssignedPages(package=None, pages=tuple(pages))
    owner = owners.most_common(1)[0][0]
    package = next(page.reference.package for page in pages if page.reference and id(page.reference.package) == owner)
    chosen = _best_scans(pages, package)
    more = [page for page in pages if _is_repeating(page, package) and page is not chosen[_number(page)]]
    marked, reasons = [], []
    for page in pages:
        used = page in chosen.values() or page in more or page.nothing_on_it
        reason = None if used else _left_over(page, package)
        if reason is not None:
            reasons.append(reason)
        marked.append(page if reason is None else replace(page, reasons=(*page.reasons, reason)))
    layouts = enumerate(package.template.pages, start=1)
    missing = [number for number, layout in layouts if number not in chosen and not layout.repeats]
    if missing:
        reasons.append(Reason(code="page_missing", params={"pages": ", ".join(map(str, missing))}))
    # Pages that come several times, such as those of a long list, follow one another as they were scanned.
    read = tuple(sorted([*chosen.values(), *more], key=lambda page: (_number(page), page.number)))
    return AssignedPages(package=package, pages=tuple(marked), read=read, reasons=tuple(reasons))


def _best_scans(pages: Sequence[SeenPage], package: TemplatePackage) -> dict[int, SeenPage]:
    """For each template page the scan of it that fits best."""
    chosen: dict[int, SeenPage] = {}
    for page in pages:
        if page.reference is None or page.reference.package is not package:
            continue
        known = chosen.get(page.reference.number)
        if known is None or page.agreement > known.agreement + 0.05:
            chosen[page.reference.number] = page
    return chosen


def _number(page: SeenPage) -> int:
    """The template page that the page is of; 0 for none."""
    return 0 if page.reference is None else page.reference.number


def _is_repeating(page: SeenPage, package: TemplatePackage) -> bool:
    """Whether the form has any number of this page."""
    return page.reference is not None and page.reference.package is package and page.reference.layout.repeats


def _left_over(page: SeenPage, package: TemplatePackage) -> Reason:
    if page.reference is None:
        return Reason(code="page_extra", params={"page": page.number})
    if page.reference.package is package:
        return Reason(code="page_repeated", params={"page": page.number})
    name = page.reference.template.name
    return Reason(code="page_of_other_form", params={"page": page.number, "template": name})
