"""Why an act on a warning is refused."""

from ocr_service.usecases.errors import UsecaseError


class WarningNotFound(UsecaseError):
    """There is no such warning."""

    code = "warning_not_found"


class WarningClosed(UsecaseError):
    """The warning is closed: it passed by itself, or somebody was faster."""

    code = "warning_closed"
