"""What can go wrong at the review desk besides claims and values."""

from ocr_service.usecases.errors import UsecaseError


class ColleagueUnknown(UsecaseError):
    """There is nobody of this identifier who reviews forms and is somebody else. Params: to."""

    code = "colleague_unknown"


class TableNotFound(UsecaseError):
    """The scan's form has no such table. Params: table."""

    code = "table_not_found"


class RowsChanged(UsecaseError):
    """The rows are not those that the change was made from: a row is named that there is not, or named twice.

    Params: table.
    """

    code = "rows_changed"


class NoTableEdit(UsecaseError):
    """There is no change of the table's rows to take back. Params: table."""

    code = "no_table_edit"
