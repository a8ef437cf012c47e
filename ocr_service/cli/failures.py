"""What went wrong outside the program (a folder, the database, the queue) in one sentence instead of a traceback."""

from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from ocr_service.cli.language import language, say
from ocr_service.usecases.errors import UsecaseError
from ocr_service.web.i18n import text


def tell_failure(error: Exception) -> str | None:
    """The sentence for the person at the terminal; None where the fault is the program's own."""
    if isinstance(error, UsecaseError):
        return text(language(), f"error.{error.code}", **error.params)
    if isinstance(error, ArgumentError | NoSuchModuleError | ModuleNotFoundError):
        return say("cli.database_url_wrong", problem=first_line(error))
    if isinstance(error, SQLAlchemyError):
        return say("cli.database_unusable", problem=first_line(error))
    if isinstance(error, OSError):
        return say("cli.file_unreadable", file=error.filename or "?", problem=error.strerror or str(error))
    return None


def first_line(error: Exception) -> str:
    """SQLAlchemy's messages go on for many lines."""
    return (str(error) or type(error).__name__).splitlines()[0]
