"""What a first look at a file's pictures found, as the API shows it."""

from pydantic import BaseModel, Field

from ocr_service.reading.errors import ScanError
from ocr_service.usecases.ports import UploadJudge
from ocr_service.web.api.show_scans import Shower
from ocr_service.web.api.shown_reasons import ShownReason


class PageWarning(BaseModel):
    """Why a page should be scanned again."""

    page: int | None = Field(description="counted from 1; null where the whole file cannot be read")
    reasons: list[ShownReason]


class Quality(BaseModel):
    """How the pictures look, before anything is read. It changes nothing: the scan is read whatever stands here."""

    pages_judged: int = Field(description="a long file's first pages only: the sender waits for this")
    warnings: list[PageWarning]


def judge_quality(judge: UploadJudge, data: bytes, show: Shower, *, patience: float) -> Quality | None:
    """The warnings about a file's pages; None where they could not be looked at within `patience` seconds."""
    try:
        looks = judge.look(data, patience=patience)
    except ScanError as error:
        # The worker will find the same; now the paper is still in hand.
        plain = {name: value if isinstance(value, int | float) else str(value) for name, value in error.params.items()}
        reasons = show.reasons(({"code": error.code, "params": plain},))
        return Quality(pages_judged=0, warnings=[PageWarning(page=None, reasons=reasons)])
    if looks is None:
        return None
    warnings = [
        PageWarning(page=look.number, reasons=show.reasons(tuple(reason.model_dump() for reason in look.reasons)))
        for look in looks
        if look.reasons
    ]
    return Quality(pages_judged=len(looks), warnings=warnings)
