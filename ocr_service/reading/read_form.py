"""The story: a scan goes in, checked fields come out. Each step stands in a file of its own name; begin here."""

from collections.abc import Callable, Collection, Sequence

from ocr_service.forms.result import DocumentPages, FormResult, PageResult, Reason
from ocr_service.reading.cut_page import cut_page
from ocr_service.reading.decide import decide_fields, decide_form
from ocr_service.reading.deciding.picture_quality import measure_picture
from ocr_service.reading.opening.open_scan import open_scan
from ocr_service.reading.opening.scan_limits import ScanLimits
from ocr_service.reading.pages import ScanPage
from ocr_service.reading.placing.align_page import PageView
from ocr_service.reading.placing.assign_pages import AssignedPages, SeenPage, assign_pages
from ocr_service.reading.placing.catalogue import Catalogue
from ocr_service.reading.placing.find_documents import find_documents
from ocr_service.reading.placing.identify_form import identify_form
from ocr_service.reading.placing.page_picture import PagePicture, draw_aligned, draw_unaligned
from ocr_service.reading.quality.judge_quality import judge_alignment, judge_quality, judge_streaks, nothing_on_it
from ocr_service.reading.read_zones import ZoneReader
from ocr_service.reading.rules.check_rules import check_rules, find_confirmed
from ocr_service.reading.rules.lookups import LookupSource
from ocr_service.reading.rules.template_lookups import TemplateLookups
from ocr_service.reading.side_by_side import beside
from ocr_service.reading.step_times import StepTimes
from ocr_service.reading.text_engine import TextEngine


def read_form(
    data: bytes,
    catalogue: Catalogue,
    engine: TextEngine,
    *,
    lookups: LookupSource | None = None,
    limits: ScanLimits | None = None,
    only_template: str | None = None,
    only_pages: Collection[int] | None = None,
    after_page: Callable[[], None] = lambda: None,
) -> FormResult:
    """Reads one scan (a file's bytes) against the templates of the catalogue.

    `lookups` are the master data behind the templates' own lists. `only_template` names the template that the scan is
    known to be of. `only_pages` are the numbers (from 1) of the file's pages that make up one document, where that is
    known; without it a file that holds several forms has the decision "split" and says which pages belong together.
    `after_page` is called once for each page that was looked at and once for each whose text was
    recognised, so that somebody who watches can tell a long scan from one that hangs. A page that cannot be read is a
    decision with reasons; raises `ScanError` for a bad file only.
    """
    times = StepTimes()
    with times.step("open_scan"):
        scan = open_scan(data, limits or ScanLimits(), only_pages=only_pages)
    seen = []
    while True:
        with times.step("open_scan"):
            page = next(scan, None)
        if page is None:
            break
        seen.append(_see_page(page, catalogue, only_template, times))
        after_page()
    documents = find_documents(seen) if only_pages is None else ()
    if len(documents) > 1:
        return _several_forms(seen, documents, times)
    form = assign_pages(seen)
    if form.package is None:
        return _unknown_form(form, times)
    known = TemplateLookups(form.package.lookups, lookups, form.package.lists)
    reader = ZoneReader(form.package.template, known)
    read_pages = []
    for cut in [page.cut for page in form.read if page.cut is not None]:
        with times.step("recognise_text"):
            read_pages.append(reader.recognise(engine, cut))
        after_page()
    with times.step("read_zones"):
        readings = [
            reading
            for page, read in zip(form.read, read_pages, strict=True)
            for reading in reader.read_page(read, page.picture.place)
        ] + reader.read_totals()
    with times.step("check_rules"):
        values = {reading.path: reading.value for reading in readings}
        failures = check_rules(form.package.template, values, known)
        confirmed = find_confirmed(form.package.template, values)
    with times.step("decide"):
        fields = decide_fields(
            form.package.template,
            readings,
            failures,
            confirmed,
            pictures={page.number: page.quality for page in form.read if page.quality is not None},
            shifts=form.package.shifts,
        )
        decision, reasons = decide_form(form.package.template, fields, failures, (*form.all_reasons, *reader.reasons))
    return FormResult(
        template=form.package.template.name,
        template_version=form.package.template.version,
        decision=decision,
        reasons=reasons,
        pages=_page_results(form.pages),
        fields=fields,
        serial=next((page.serial for page in form.read if page.serial), None),
        seconds=times.seconds,
    )


def _see_page(page: ScanPage, catalogue: Catalogue, only_template: str | None, times: StepTimes) -> SeenPage:
    """Everything that needs the page's pixels, so that they can be let go before the next page is opened."""
    view = PageView(page)
    with times.step("judge_quality"):
        reasons = judge_quality(page, view.small)
    if nothing_on_it(reasons):
        return SeenPage(number=page.number, picture=draw_unaligned(page), nothing_on_it=True, reasons=reasons)
    with times.step("identify_form"):
        identity = identify_form(view, catalogue, only_template=only_template)
    if identity.reference is None or identity.aligned is None:
        with times.step("draw_page"):
            as_it_is = draw_unaligned(page)
        return SeenPage(
            number=page.number, picture=as_it_is, reasons=reasons + identity.reasons, serial=identity.serial
        )
    aligned, reference = identity.aligned, identity.reference

    def draw() -> PagePicture:
        with times.step("draw_page"):
            return draw_aligned(aligned, reference.size_mm)

    with times.step("cut_fields"):
        picture = beside(draw)
        cut = cut_page(aligned, reference, catalogue.picture_of(reference))
    with times.step("judge_quality"):
        streaks = judge_streaks(view.small, view.factor, aligned, catalogue.print_of(reference))
    return SeenPage(
        number=page.number,
        picture=picture(),
        reference=reference,
        cut=cut,
        agreement=identity.agreement,
        residual_mm=aligned.residual_mm,
        quality=measure_picture(view.grey, aligned.dpi, reasons),
        reasons=reasons + judge_alignment(aligned, reference.size_mm) + streaks,
        serial=identity.serial,
    )


def _unknown_form(form: AssignedPages, times: StepTimes) -> FormResult:
    """No page is of a known form: a scan of nothing is rejected, anything else waits for a template."""
    nothing = all(page.nothing_on_it for page in form.pages)
    reasons = tuple({reason.code: reason for page in form.pages for reason in page.reasons}.values())
    return FormResult(
        template=None,
        template_version=None,
        decision="reject" if nothing else "needs-template",
        reasons=reasons,
        pages=_page_results(form.pages),
        serial=next((page.serial for page in form.pages if page.serial), None),
        seconds=times.seconds,
    )


def _several_forms(seen: Sequence[SeenPage], documents: tuple[DocumentPages, ...], times: StepTimes) -> FormResult:
    """A file of several forms: what its pages are is known, nothing is read yet."""
    return FormResult(
        template=None,
        template_version=None,
        decision="split",
        reasons=(Reason(code="file_split", params={"documents": len(documents)}),),
        pages=_page_results(seen),
        documents=documents,
        seconds=times.seconds,
    )


def _page_results(pages: Sequence[SeenPage]) -> tuple[PageResult, ...]:
    return tuple(
        PageResult(
            number=page.number,
            picture=page.picture.jpeg,
            width=page.picture.width,
            height=page.picture.height,
            dpi=page.picture.dpi,
            template_page=None if page.reference is None else page.reference.number,
            residual_mm=page.residual_mm,
            reasons=page.reasons,
        )
        for page in pages
    )
