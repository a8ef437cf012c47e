"""WeCom's form controls and the values that they take (developer.work.weixin.qq.com, 提交审批申请, 附录)."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any, Final

from ocr_service.delivery.connectors.connector import ConnectorFailed

_CHINA: Final = timezone(timedelta(hours=8))
_MOST_LINES: Final = 3
_LINE_CHARACTERS: Final = 20


def contents_of(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The controls of an application (apply_data.contents).

    `values` are by the controls' ids, each of which begins with its kind, as in ``Money-1604``; a Table's value is a
    list of objects. A whole ``{control, value}`` stands for kinds that are not known here. Raises ConnectorFailed.
    """
    return [
        {"control": name.partition("-")[0], "id": name, "value": _value(name, value)}
        if not (isinstance(value, dict) and "control" in value)
        else {"id": name, **value}
        for name, value in values.items()
        if value is not None
    ]


def summary_of(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What approvers see without opening the application (summary_list): the first plain values, up to three lines of
    up to 20 characters."""
    plain = [str(value).strip() for value in values.values() if isinstance(value, str | int | float)]
    lines = [text[:_LINE_CHARACTERS] for text in plain if text][:_MOST_LINES]
    return [{"summary_info": [{"text": line, "lang": "zh_CN"}]} for line in lines]


def _value(name: str, value: Any) -> dict[str, Any]:
    kind = name.partition("-")[0]
    if isinstance(value, dict):
        return value
    match kind:
        case "Text" | "Textarea":
            return {"text": str(value)}
        case "Number":
            return {"new_number": str(value)}
        case "Money":
            return {"new_money": str(value)}
        case "Date":
            return {"date": {"type": "day", "s_timestamp": str(_midnight(name, value))}}
        case "Selector":
            keys = value if isinstance(value, list) else [value]
            options = [{"key": str(key)} for key in keys]
            return {"selector": {"type": "multi" if isinstance(value, list) else "single", "options": options}}
        case "Table" if isinstance(value, list) and all(isinstance(row, dict) for row in value):
            return {"children": [{"list": contents_of(row)} for row in value]}
    raise ConnectorFailed("connector_document_shape", name, final=True)


def _midnight(name: str, value: Any) -> int:
    """The day's beginning in China, in seconds since 1970."""
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ConnectorFailed("connector_document_shape", name, final=True) from None
    return int(datetime(day.year, day.month, day.day, tzinfo=_CHINA).timestamp())
