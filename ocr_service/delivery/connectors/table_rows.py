"""Mapped objects as the rows of a table, each value in its column's type."""

import json
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from sqlalchemy import JSON, Table

from ocr_service.delivery.attempt import Message
from ocr_service.delivery.connectors.connector import ConnectorFailed, DocumentRefused

_FROM_TEXT: Final = {
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    time: time.fromisoformat,
    Decimal: Decimal,
    int: int,
    float: float,
}


def rows_of(message: Message, table: Table, id_column: str, line_column: str | None) -> list[dict[str, Any]]:
    """The rows to insert.

    Raises ConnectorFailed where the document is no object and no list of them, or names a column that is not there,
    and DocumentRefused where a value is none of its column's type.
    """
    try:
        document = json.loads(message.body)
    except ValueError:
        document = None
    lines = document if isinstance(document, list) else [document]
    if not lines or not all(isinstance(line, dict) and line for line in lines) or (len(lines) > 1 and not line_column):
        raise ConnectorFailed("connector_document_shape", final=True)
    return [
        {
            **{name: _value(table, name, value) for name, value in line.items()},
            id_column: message.id,
            **({line_column: number} if line_column else {}),
        }
        for number, line in enumerate(lines, start=1)
    ]


def _value(table: Table, name: str, value: Any) -> Any:
    column = table.columns.get(name)
    if column is None:
        raise ConnectorFailed("connector_database_table", name, final=True)
    if isinstance(column.type, JSON):
        return value
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    try:
        kind = column.type.python_type
    except NotImplementedError:  # a type of this database's own
        kind = str
    convert = _FROM_TEXT.get(kind)
    if not isinstance(value, str) or convert is None:
        return str(value) if kind is str and value is not None else value
    try:
        return convert(value)  # type: ignore[operator]  # each takes a text
    except (ValueError, InvalidOperation):
        raise DocumentRefused(f"{name}: {value}", status=None) from None
