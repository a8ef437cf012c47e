"""The list queries of Yonyou's documents: one document is looked for, among all that the query may show."""

from typing import Any

from ocr_service.delivery.connectors.connector import ConnectorFailed


def wanted(field: str, value: str) -> dict[str, Any]:
    """The query's body for the documents whose `field` is `value`; one row for each document (`isSum`)."""
    exact = {"field": field, "op": "eq", "value1": value}
    body = {"pageIndex": 1, "pageSize": 10, "isSum": True, "simpleVOs": [exact]}
    # An interface without `simpleVOs` passes over them; its own `code` also finds codes that hold the wanted one.
    return body | ({"code": value} if field == "code" else {})


def find_row(found: dict[str, Any], field: str, value: str) -> dict[str, Any] | None:
    """The document whose `field` is `value`, None where there is none.

    Raises ConnectorFailed ``connector_document_unclear`` where the first page shows only others of many.
    """
    data = found.get("data")
    data = data if isinstance(data, dict) else {}
    rows = [row for row in data.get("recordList") or [] if isinstance(row, dict)]
    for row in rows:
        if str(row.get(field)) == value:
            return row
    count = data.get("recordCount")
    if isinstance(count, int) and count > len(rows):
        raise ConnectorFailed("connector_document_unclear", value)
    return None
