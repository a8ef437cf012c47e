"""What lies behind an error that no use case raised: a full disk, a database that does not answer now."""

import errno
from typing import Final

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

# PostgreSQL's SQLSTATE (appendix A of its manual).
_DISK_FULL: Final = "53100"
# No connection, none left, shutting down; a lock not had in time, a deadlock, a serialization failure.
_UNAVAILABLE: Final = ("08", "53300", "57P", "55P03", "40")
_LOCKED: Final = ("SQLITE_BUSY", "SQLITE_LOCKED")


def is_full(error: Exception) -> bool:
    """Whether the disk under the files, or under SQLite or PostgreSQL, has no room left."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    driver = getattr(error, "orig", None)
    return getattr(driver, "sqlite_errorname", "") == "SQLITE_FULL" or getattr(driver, "sqlstate", "") == _DISK_FULL


def is_unavailable(error: Exception) -> bool:
    """Whether the database took nothing because it was busy with others' changes, or cannot be reached."""
    if isinstance(error, NoConnectionFree):
        return True
    if not isinstance(error, OperationalError):
        return False
    sqlite = getattr(error.orig, "sqlite_errorname", None)
    if sqlite is not None:
        return str(sqlite).startswith(_LOCKED)
    # Where no server answered, there is no SQLSTATE.
    state = getattr(error.orig, "sqlstate", "")
    return state is None or str(state).startswith(_UNAVAILABLE)
