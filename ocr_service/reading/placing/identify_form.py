"""Which template, version and page is this? A code on the form wins; otherwise its layout and labels decide.

Candidates come from an index of features, the likeliest first; each is aligned and its print compared with the scan.
Two candidates that both fit are told apart by the print that only one of them has. Where that does not tell either, or
nothing fits, or the small print is not the one that is known, the answer is a reason, never a guess.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np

from ocr_service.forms.result import Reason
from ocr_service.reading.clean_page import Mask
from ocr_service.reading.matching.compare_print import agreement, ink_of, labels_agree, preference
from ocr_service.reading.matching.homography import frame_to_pixels
from ocr_service.reading.matching.small_print import small_print_fits
from ocr_service.reading.matching.start import Start
from ocr_service.reading.matching.tell_apart import tell_apart
from ocr_service.reading.pages import AlignedPage
from ocr_service.reading.placing.align_page import PageView, align_page, rectify
from ocr_service.reading.placing.catalogue import Catalogue
from ocr_service.reading.placing.find_starts import Way, find_starts
from ocr_service.reading.placing.follow_bend import follow_bend
from ocr_service.reading.placing.read_blank_code import find_blank_code
from ocr_service.reading.placing.reference_page import FRAME_DPI, Print, ReferencePage
from ocr_service.reading.read_codes import read_form_codes
from ocr_service.reading.side_by_side import beside

# Candidates are compared feature by feature in the order of the index: further ones where none of the first fits. On
# a crumpled, written-over or photographed page the index ranks the right one low among many forms. A form of lines and
# few labels is seen at last among those that fill the picture.
_FIRST, _NEXT, _OTHERS = slice(0, 6), slice(6, 24), slice(24, 60)
_LOOKS: Final[tuple[tuple[slice, Way], ...]] = (
    (_FIRST, "strongest"), (_FIRST, "spread"), (_NEXT, "strongest"), (_NEXT, "spread"),
    (_OTHERS, "strongest"), (_OTHERS, "spread"), (slice(0, 60), "laid"),
)  # fmt: skip
# Of those compared so many are aligned, at most.
_ALIGNED: Final = 4
# Candidates with fewer inliers than this share of the best one's are out.
_WORTH_ALIGNING: Final = 0.3
# Anchors of flat paper lie this near to their plane (95 of 100), and its print agrees so well.
_FLAT_MM: Final = 0.5
_FLAT_AGREEMENT: Final = 0.97
# Bent paper's print agrees so far at least with where a plane puts it.
_PERHAPS_BENT: Final = 0.4
_BETTER: Final = 0.01
LEAST_AGREEMENT: Final = 0.5
LEAST_LABEL_AGREEMENT: Final = 0.55
# Candidates within this of the best one's agreement are told apart by what only one of them prints.
_ALIKE: Final = 0.35
_CLEAR_PREFERENCE: Final = 0.3
# See `tell_apart`.
_CLEAR_DETAILS: Final = 0.15


@dataclass(frozen=True, kw_only=True, eq=False)
class Identity:
    """What a page is: its reference page and how it lies, or None and the reasons.

    `serial` is the paper's own number, where it is a blank that this service printed.
    """

    reference: ReferencePage | None = None
    aligned: AlignedPage | None = None
    agreement: float = 0.0
    reasons: tuple[Reason, ...] = ()
    serial: str | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class _Candidate:
    reference: ReferencePage
    printed: Print
    aligned: AlignedPage
    ink: Mask
    agreement: float
    labels: float | None

    @property
    def lies_flat(self) -> bool:
        """Whether it lies on one plane, all its print where it belongs."""
        return self.aligned.residual_mm < _FLAT_MM and self.agreement > _FLAT_AGREEMENT


def identify_form(view: PageView, catalogue: Catalogue, *, only_template: str | None = None) -> Identity:
    """The page's identity among the catalogue's pages (of `only_template`, where given).

    Reasons where there is none: page_unknown, page_not_aligned (it is known which form it should be),
    template_ambiguous (params: templates), label_missing, print_differs and template_unknown (params: template).
    """
    if only_template is not None and all(page.template.name != only_template for page in catalogue.pages):
        return Identity(reasons=(Reason(code="template_unknown", params={"template": only_template}),))
    features = beside(lambda: view.features)
    blank = find_blank_code(view, {page.template.name for page in catalogue.pages})
    features()
    if blank is not None and only_template in (None, blank.template):
        among = [page for page in catalogue.pages if page.template.name == blank.template]
        return replace(_identify(view, catalogue, among, only_template), serial=blank.serial)
    return _identify(view, catalogue, _named_by_code(view, catalogue, only_template), only_template)


def _identify(view: PageView, catalogue: Catalogue, among: list[ReferencePage], only_template: str | None) -> Identity:
    likely = catalogue.most_alike(view.features, among)
    fitting = next(filter(None, (_find_fitting(view, catalogue, likely[ranks], way) for ranks, way in _LOOKS)), [])
    if not fitting:
        code = "page_not_aligned" if only_template or len(among) < len(catalogue.pages) else "page_unknown"
        return Identity(reasons=(Reason(code=code),))
    labelled = [one for one in fitting if one.labels is None or one.labels >= LEAST_LABEL_AGREEMENT]
    if not labelled:
        best = max(fitting, key=lambda one: one.agreement)
        return Identity(reasons=(Reason(code="label_missing", params={"template": best.reference.template.name}),))
    return _choose(view, catalogue, labelled, check_print=only_template is None)


def _named_by_code(view: PageView, catalogue: Catalogue, only_template: str | None) -> list[ReferencePage]:
    """The pages that the page can be of: those of the templates whose code it carries, else all."""
    pages = [page for page in catalogue.pages if only_template in (None, page.template.name)]
    codes = [(template, code) for template, code in catalogue.codes if only_template in (None, template.name)]
    if not codes:
        return pages
    named = read_form_codes(view, codes)
    return [page for page in pages if page.template in named] if named else pages


def _find_fitting(
    view: PageView, catalogue: Catalogue, likely: Sequence[tuple[ReferencePage, float]], way: Way
) -> list[_Candidate]:
    """The pages, of those with their votes, whose print is on the scan."""
    starts = find_starts(view, catalogue, likely, way)
    promising = [one for one in starts[:_ALIGNED] if one[1].inliers >= _WORTH_ALIGNING * starts[0][1].inliers]
    aligned = (_align_candidate(view, catalogue, reference, start) for reference, start in promising)
    found = [(one, start) for one, (_, start) in zip(aligned, promising, strict=True) if one is not None]
    if not any(one.lies_flat for one, _ in found):
        found = [(_bent_candidate(view, one, start), start) for one, start in found]
    return [one for one, _ in found if one.agreement >= LEAST_AGREEMENT]


def _align_candidate(view: PageView, catalogue: Catalogue, reference: ReferencePage, start: Start) -> _Candidate | None:
    printed = catalogue.print_of(reference)
    aligned = align_page(view, reference, printed, start.to_pixels)
    return None if aligned is None else _candidate(view, reference, printed, aligned)


def _bent_candidate(view: PageView, flat: _Candidate, start: Start) -> _Candidate:
    """The candidate as bent paper, where that puts clearly more of its print in place."""
    if flat.agreement < _PERHAPS_BENT:
        return flat
    aligned = follow_bend(view, flat.reference, flat.printed, start)
    if aligned is None:
        return flat
    bent = _candidate(view, flat.reference, flat.printed, aligned)
    return bent if bent.agreement > flat.agreement + _BETTER else flat


def _candidate(view: PageView, reference: ReferencePage, printed: Print, aligned: AlignedPage) -> _Candidate:
    frame = rectify(view, aligned, printed)
    ink = ink_of(frame)
    return _Candidate(
        reference=reference,
        printed=printed,
        aligned=aligned,
        ink=ink,
        agreement=agreement(ink, printed),
        labels=labels_agree(frame, reference, printed),
    )


def _choose(view: PageView, catalogue: Catalogue, candidates: list[_Candidate], *, check_print: bool) -> Identity:
    """The candidate that no other one contests; ambiguous where one does.

    `check_print`: its small print must fit, too; a person who named the form has seen that.
    """
    candidates = sorted(candidates, key=lambda one: -one.agreement)
    best = candidates[0]
    for other in candidates[1:]:
        if other.agreement < best.agreement - _ALIKE:
            continue
        preferred = _preferred(view, catalogue, best, other)
        if preferred is None:
            names = sorted({_name(best), _name(other)})
            return Identity(reasons=(Reason(code="template_ambiguous", params={"templates": names}),))
        best = preferred
    if check_print and not small_print_fits(view, best.aligned, catalogue.small_print_of(best.reference)):
        return Identity(reasons=(Reason(code="print_differs", params={"template": best.reference.template.name}),))
    return Identity(reference=best.reference, aligned=best.aligned, agreement=best.agreement)


def _preferred(view: PageView, catalogue: Catalogue, one: _Candidate, other: _Candidate) -> _Candidate | None:
    """Which of two look-alikes the scan shows: by the print that only one of them has, and by a close look at the
    places where they differ in small print. None where neither tells, or they contradict each other.
    """
    by_layout = _preference(one, other)
    by_details = (_details(view, catalogue, one, other) - _details(view, catalogue, other, one)) / 2
    layout_tells, details_tell = abs(by_layout) >= _CLEAR_PREFERENCE, abs(by_details) >= _CLEAR_DETAILS
    if not (layout_tells or details_tell) or (layout_tells and details_tell and by_layout * by_details < 0):
        return None
    return one if (by_details if details_tell else by_layout) > 0 else other


def _details(view: PageView, catalogue: Catalogue, one: _Candidate, other: _Candidate) -> float:
    return tell_apart(view, one.aligned, catalogue.differences_of(one.reference, other.reference))


def _name(candidate: _Candidate) -> str:
    template = candidate.reference.template
    return f"{template.name} v{template.version}, {candidate.reference.number}"


def _preference(one: _Candidate, other: _Candidate) -> float:
    return preference(
        (one.ink, one.printed), (other.ink, other.printed), _laid_over(other, one), _laid_over(one, other)
    )


def _laid_over(one: _Candidate, other: _Candidate) -> Mask:
    """The print of the one on the frame of the other, by way of the scan that both are aligned to."""
    to_frame = frame_to_pixels(FRAME_DPI)
    matrix = to_frame @ np.linalg.inv(other.aligned.to_pixels) @ one.aligned.to_pixels @ np.linalg.inv(to_frame)
    height, width = other.printed.ink.shape
    warped = cv2.warpPerspective(one.printed.ink.astype(np.uint8) * 255, matrix, (width, height))
    return np.asarray(warped > 100)
