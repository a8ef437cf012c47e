"""What was filled in on the picture of a draft's page is taken out of it, where its author says."""

from collections.abc import Sequence
from itertools import count

from ocr_service.forms.draft_content import Content
from ocr_service.forms.geometry import Box
from ocr_service.usecases.blanks.print_blanks import PictureUnusable
from ocr_service.usecases.blanks.wipe_picture import wipe_picture
from ocr_service.usecases.errors import ProposalPageMissing
from ocr_service.usecases.ports import Services
from ocr_service.usecases.templates.draft import Draft, file_stem
from ocr_service.usecases.templates.keep_drafts import keep_file, save_draft, show_draft


def wipe_page(
    services: Services, *, actor: str, draft_id: str, revision: int, number: int, boxes: Sequence[Box]
) -> Draft:
    """Page `number` (from 1) gets a new picture without what stands in the boxes (mm).

    The picture before stays beside the draft, so that its author can go back to it; it is not published. Raises
    DraftNotFound, DraftChanged, ProposalPageMissing, PictureUnusable.
    """
    draft = show_draft(services, draft_id=draft_id)
    image, width_mm = _picture_of(draft, number)
    try:
        wiped = wipe_picture(services.files.load(draft.files[image]), width_mm, boxes)
    except ValueError as error:
        raise PictureUnusable(template=file_stem(draft), page=number) from error
    name = next(name for n in count(1) if (name := f"page-{number}-blank-{n}.png") not in draft.files)
    kept = keep_file(services, actor=actor, draft_id=draft_id, revision=revision, name=name, data=wiped)
    content = _with_picture(draft.content, number, name)
    return save_draft(services, actor=actor, draft_id=draft_id, revision=kept.revision, content=content)


def _picture_of(draft: Draft, number: int) -> tuple[str, float]:
    """The name of the page's picture and the page's width in mm."""
    try:
        page = draft.content["pages"][number - 1]
        image, width_mm = str(page["image"]), float(page["size_mm"][0])
    except (KeyError, IndexError, TypeError, ValueError):
        raise ProposalPageMissing(page=number) from None
    if image not in draft.files or width_mm <= 0:
        raise ProposalPageMissing(page=number)
    return image, width_mm


def _with_picture(content: Content, number: int, image: str) -> Content:
    pages = [
        {**page, "image": image} if index == number else page for index, page in enumerate(content["pages"], start=1)
    ]
    return {**content, "pages": pages}
