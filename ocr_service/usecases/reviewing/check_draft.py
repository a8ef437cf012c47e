"""What the rules would say of values that a person is still typing: worked out as if saved, then forgotten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ocr_service.forms.result import Value
from ocr_service.forms.template import Template
from ocr_service.usecases.checking.hold_for_keying import KEYED_TWICE
from ocr_service.usecases.ports import Services
from ocr_service.usecases.reviewing.correct_fields import correct_rows, load_fields, lock_review
from ocr_service.usecases.reviewing.edit_rows import GivenRow, lay_rows
from ocr_service.usecases.reviewing.enter_value import ValueRefused, enter_value, find_content
from ocr_service.usecases.reviewing.recheck_fields import CONFIRMED, CORRECTED
from ocr_service.usecases.reviewing.table_rows import ADDED, find_table
from ocr_service.usecases.templates.publish_template import load_published

# What speaks against nothing: that a person wrote the value, or two are to type it.
_NO_FINDINGS = frozenset({CONFIRMED, CORRECTED, ADDED, KEYED_TWICE})


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What speaks against values: a reason, and the paths that it speaks of, as they would be after saving."""

    paths: tuple[str, ...]
    reason: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class CheckedDraft:
    """`findings` of the rules; `refused` are the texts, by path, that are no value of their field at all."""

    findings: tuple[Finding, ...]
    refused: Mapping[str, str]


class _Enough(Exception):
    """Ends the transaction without a trace."""


def check_draft(
    services: Services,
    *,
    actor: str,
    scan_id: str,
    corrections: Mapping[str, Value],
    tables: Mapping[str, Sequence[GivenRow]],
) -> CheckedDraft:
    """Checks the form as it would be with `corrections` and with these rows in `tables`; nothing is saved.

    Raises ScanNotFound, ScanStateConflict, ReviewedByOther, LeaseLost, TableNotFound, RowsChanged, FieldNotFound,
    FieldKeyedTwice.
    """
    now = services.now()
    findings: tuple[Finding, ...] = ()
    refused: dict[str, str] = {}
    try:
        with services.database.begin() as session:
            scan = lock_review(session, scan_id, actor, now)
            package = load_published(services.files, session, scan.template, scan.template_version)
            for table, rows in tables.items():
                find_table(package.template, table)
                lay_rows(session, package, scan_id, table, _usable(package.template, table, rows, refused), actor, now)
            fields = load_fields(session, scan_id)
            usable = {path: entered for path, entered in corrections.items()
                      if not _refuse(package.template, path, entered, refused)}  # fmt: skip
            correct_rows(session, scan_id, package, fields, usable, actor, now)
            findings = _gather((path, row.reasons) for path, row in fields.items() if row.decision == "review")
            raise _Enough
    except _Enough:
        return CheckedDraft(findings=findings, refused=refused)


def _usable(template: Template, table: str, rows: Sequence[GivenRow], refused: dict[str, str]) -> list[GivenRow]:
    """The rows without the values that are none."""
    return [
        GivenRow(
            was=row.was,
            values={
                column: entered
                for column, entered in row.values.items()
                if not _refuse(template, f"{table}[{number}].{column}", entered, refused)
            },
        )
        for number, row in enumerate(rows)
    ]


def _refuse(template: Template, path: str, entered: Value, refused: dict[str, str]) -> bool:
    content = find_content(template, path)
    if content is None:
        return False
    try:
        enter_value(content, entered)
    except ValueRefused:
        refused[path] = "" if entered is None else str(entered)[:200]
        return True
    return False


def _gather(reasons: Any) -> tuple[Finding, ...]:
    """The same reason said of several values, once."""
    found: dict[str, tuple[dict[str, Any], list[str]]] = {}
    for path, given in reasons:
        for reason in given:
            if reason["code"] not in _NO_FINDINGS:
                found.setdefault(repr(reason), (reason, []))[1].append(path)
    return tuple(Finding(paths=tuple(paths), reason=reason) for reason, paths in found.values())
