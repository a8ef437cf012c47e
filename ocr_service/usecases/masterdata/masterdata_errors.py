"""Why master data is refused, or not found."""

from collections.abc import Mapping
from typing import Any

from ocr_service.usecases.errors import UsecaseError


class MasterdataNotFound(UsecaseError):
    """There is no such list, or nothing was ever loaded into it. Params: list."""

    code = "masterdata_not_found"


class MasterdataRowNotFound(UsecaseError):
    """The list has no row with this key. Params: list, key."""

    code = "masterdata_row_not_found"


class MasterdataRefused(UsecaseError):
    """The file is not loaded; what was in force still is. Params: problems (``{"code", "params"}``), count."""

    code = "masterdata_refused"

    def __init__(self, problems: list[dict[str, Any]]) -> None:
        super().__init__(problems=problems, count=len(problems))


class MasterdataTooLarge(UsecaseError):
    """The file has more bytes than are taken. Params: limit_mb."""

    code = "masterdata_too_large"


class MasterdataFewer(UsecaseError):
    """The file has less than half of the rows that are in force, which is more often a broken export than meant.

    Params: list, rows, before.
    """

    code = "masterdata_fewer"


class MasterdataOvertaken(UsecaseError):
    """A load that began later was in force first. Params: list."""

    code = "masterdata_overtaken"


class MasterdataRowInvalid(UsecaseError):
    """The row does not fit the list: it needs a key, and only columns that the list has. Params: list, columns."""

    code = "masterdata_row_invalid"


class MasterdataFileUnknown(UsecaseError):
    """The file's name is not that of a list with ``.csv``, ``.xlsx`` or ``.ndjson`` behind it."""

    code = "masterdata_file_unknown"


class MasterdataSourceNotFound(UsecaseError):
    """The list is not fetched from anywhere. Params: list."""

    code = "masterdata_source_not_found"


class MasterdataVersionNotFound(UsecaseError):
    """The list has no such version any more, or it was never in force. Params: list, version."""

    code = "masterdata_version_not_found"


class MasterdataLoadNotFound(UsecaseError):
    """No such file was handed in."""

    code = "masterdata_load_not_found"


class MasterdataLoadOver(UsecaseError):
    """The file is in force already, was dropped, failed, or is being loaded right now."""

    code = "masterdata_load_over"


class MasterdataLoadDropped(UsecaseError):
    """A person dropped the file before it was loaded."""

    code = "masterdata_load_dropped"


class MasterdataLoadFailed(UsecaseError):
    """The file could not be loaded. Its code and params are the load's own."""

    code = "masterdata_load_failed"

    def __init__(self, code: str, params: Mapping[str, Any]) -> None:
        super().__init__(**params)
        self.code = code  # type: ignore[misc]  # the sentence for it is there already


class MasterdataLoadCrashed(UsecaseError):
    """The process that loaded the file ended again and again. Params: times."""

    code = "masterdata_load_crashed"
