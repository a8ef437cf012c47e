"""From the event to the shape that a receiver wants: a JMESPath expression (https://jmespath.org/specification.html).

Beside JMESPath's own functions an expression may use those of `_Functions`.
"""

import json
from datetime import date
from typing import Any, Final

import jmespath
from jmespath import functions, visitor
from jmespath.exceptions import JMESPathError

MAX_CHARACTERS: Final = 20_000
# Far more than a form holds; an expression that doubles a list at each step is stopped here.
MAX_ITEMS: Final = 100_000
MAX_BYTES: Final = 5_000_000


class MappingInvalid(ValueError):
    """The text is no expression. `code`: ``mapping_too_long``, ``mapping_syntax`` (params: detail)."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(f"{code} {params}")
        self.code = code
        self.params = params


class MappingFailed(Exception):
    """The expression cannot be worked out for this document, or gives too much. `detail` is JMESPath's own word."""

    code = "mapping_failed"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class PayloadMapping:
    """A checked expression."""

    def __init__(self, expression: str) -> None:
        """Raises MappingInvalid."""
        if len(expression) > MAX_CHARACTERS:
            raise MappingInvalid("mapping_too_long", limit=MAX_CHARACTERS)
        try:
            self._parsed = jmespath.compile(expression).parsed
        except (JMESPathError, RecursionError) as error:
            raise MappingInvalid("mapping_syntax", detail=_first_line(error)) from None

    def apply(self, document: Any) -> Any:
        """The document in its new shape (JSON values). Raises MappingFailed."""
        interpreter = _BoundedInterpreter(jmespath.Options(custom_functions=_Functions()))
        try:
            shaped = interpreter.visit(self._parsed, document)
        except (JMESPathError, RecursionError, TypeError, ValueError, ArithmeticError) as error:
            raise MappingFailed(_first_line(error)) from None
        _check_size(shaped)
        return shaped


class _BoundedInterpreter(visitor.TreeInterpreter):
    def visit(self, node: Any, *args: Any, **more: Any) -> Any:
        result = super().visit(node, *args, **more)
        if isinstance(result, list | dict | str) and len(result) > MAX_ITEMS:
            raise MappingFailed(f"more than {MAX_ITEMS} items")
        return result


class _Functions(functions.Functions):
    """What forms need on their way into an ERP and JMESPath has not."""

    @functions.signature({"types": ["string", "null"]}, {"types": ["string"]})
    def _func_date_format(self, value: str | None, pattern: str) -> str | None:
        """``date_format('2024-03-05', '%Y/%m/%d')``: a date in another order (strftime's letters); null stays null."""
        return None if value is None else date.fromisoformat(value).strftime(pattern)

    @functions.signature({"types": ["string", "null"]}, {"types": ["string"]}, {"types": ["string"]})
    def _func_replace(self, text: str | None, old: str, new: str) -> str | None:
        """``replace('A-1', '-', '')``."""
        return None if text is None else text.replace(old, new)

    @functions.signature({"types": ["string", "null"]})
    def _func_upper(self, text: str | None) -> str | None:
        """``upper('pcs')``."""
        return None if text is None else text.upper()

    @functions.signature({"types": ["object"]}, {"types": ["string", "null"]})
    def _func_lookup(self, table: dict[str, Any], key: str | None) -> Any:
        """``lookup({"个": 'PCS'}, unit)``: the table's value for the key, the key itself where there is none."""
        return None if key is None else table.get(key, key)

    @functions.signature({"types": ["array-object", "array"]})
    def _func_numbered(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """``numbered(items)``: each row with its number under ``line``, from 1."""
        return [{**row, "line": number} for number, row in enumerate(rows, start=1)]

    @functions.signature({"types": ["array-object", "array"]}, {"types": ["object"]})
    def _func_each_with(self, rows: list[dict[str, Any]], more: dict[str, Any]) -> list[dict[str, Any]]:
        """``each_with(items, {order: order_no})``: each row with the form's own values beside its own."""
        return [{**more, **row} for row in rows]

    @functions.signature({"types": ["array-object", "array"]}, {"types": ["array", "null"]}, {"types": ["string"]})
    def _func_beside(self, rows: list[dict[str, Any]], others: list[Any] | None, name: str) -> list[dict[str, Any]]:
        """``beside(items, entries, 'entry')``: each row with the one at its place in the other list under a name."""
        more = others or []
        return [{**row, name: more[at] if at < len(more) else None} for at, row in enumerate(rows)]


def _check_size(shaped: Any) -> None:
    # Lists may hold one another many times over: written out they can be far larger than in memory.
    size = 0
    try:
        for chunk in json.JSONEncoder(ensure_ascii=False, allow_nan=False).iterencode(shaped):
            size += len(chunk)
            if size > MAX_BYTES:
                raise MappingFailed(f"more than {MAX_BYTES} characters")
    except (TypeError, ValueError, RecursionError) as error:
        raise MappingFailed(_first_line(error)) from None


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:300]
