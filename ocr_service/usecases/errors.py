"""Why a use case refuses. Each error has a stable code; its sentence is in ``web/locales`` under ``error.<code>``."""

from typing import Any, ClassVar

from ocr_service.engines.errors import EngineError
from ocr_service.reading.errors import ReaderFailed, ScanError


class UsecaseError(Exception):
    """The use case was not carried out, and nothing was changed. `params` are the figures that its sentence names."""

    code: ClassVar[str] = "refused"

    def __init__(self, **params: Any) -> None:
        super().__init__(f"{self.code} {params}" if params else self.code)
        self.params = params


class ScanNotFound(UsecaseError):
    """There is no such scan. Params: scan_id."""

    code = "scan_not_found"


class ScanStateConflict(UsecaseError):
    """The scan is not in a state in which this can be done. Params: state."""

    code = "scan_state_conflict"


class RetentionFixed(UsecaseError):
    """A setting says how long finished scans are kept. Params: days."""

    code = "retention_fixed"


class FileRefused(UsecaseError):
    """The file cannot be taken in: `scan_error` says why, with its own code and params."""

    code = "file_refused"

    def __init__(self, scan_error: ScanError) -> None:
        super().__init__(**scan_error.params)
        self.scan_error = scan_error
        self.code = scan_error.code  # type: ignore[misc]  # an uploader is told the very same as of a stored file


class ProposalFailed(UsecaseError):
    """No proposal could be made: a model is missing, or the page was too much. Its code and params are the cause's."""

    code = "proposal_failed"

    def __init__(self, cause: ReaderFailed | EngineError) -> None:
        super().__init__(**cause.params)
        self.code = cause.code  # type: ignore[misc]  # the sentence for it is there already


class ProposalPageMissing(UsecaseError):
    """The file has no such page. Params: page."""

    code = "page_not_found"


class NothingToReview(UsecaseError):
    """No scan waits for a person."""

    code = "nothing_to_review"


class ReviewedByOther(UsecaseError):
    """Another person has this scan in hand. Params: reviewer, until."""

    code = "reviewed_by_other"


class LeaseLost(UsecaseError):
    """The claim on the scan has run out or was never made: claim it again."""

    code = "lease_lost"


class FieldNotFound(UsecaseError):
    """The scan has no such field. Params: path."""

    code = "field_not_found"


class FieldValueInvalid(UsecaseError):
    """The text is no value of the field's type. Params: path, text, and `reason`, a reason's code."""

    code = "field_value_invalid"


class FieldsUnchecked(UsecaseError):
    """Doubtful fields were neither corrected nor confirmed. Params: paths."""

    code = "fields_unchecked"


class FieldKeyedTwice(UsecaseError):
    """Two people type this field without seeing the reading; nobody confirms or corrects it alone. Params: path."""

    code = "field_keyed_twice"


class FieldNotKeyed(UsecaseError):
    """The field does not wait to be typed by two people, or not any more. Params: path."""

    code = "field_not_keyed"


class AuditGone(UsecaseError):
    """The form is not to be checked any more: it has been checked, or its result was taken back. Params: check."""

    code = "audit_gone"


class AlreadySent(UsecaseError):
    """The result is on its way to the receivers, or there, and cannot be taken back."""

    code = "already_sent"


class TemplateNotFound(UsecaseError):
    """No such form is in use. Params: template."""

    code = "template_not_found"


class TemplateInvalid(UsecaseError):
    """The template cannot be used. Params: problems (what is wrong, one text each)."""

    code = "template_invalid"


class PicturesUnchecked(UsecaseError):
    """Nobody can look at a form's pictures just now."""

    code = "pictures_unchecked"


class TemplateVersionTaken(UsecaseError):
    """This version was published with other content. Params: template, version."""

    code = "template_version_taken"


class TemplateChangedHere(UsecaseError):
    """Somebody here published the version in use, which stays. Params: template, version (left out), in_use."""

    code = "template_changed_here"


class TemplateVersionInUse(UsecaseError):
    """The version that one would go back to is the one in use. Params: template, version."""

    code = "template_version_in_use"


class CursorInvalid(UsecaseError):
    """The cursor is none that a list was continued with."""

    code = "cursor_invalid"
