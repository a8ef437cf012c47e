"""After a correction: which values the form's rules now speak against, and which ones they now confirm."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ocr_service.forms.result import Value
from ocr_service.forms.template import TemplatePackage
from ocr_service.reading.check_rules import check_rules, find_confirmed
from ocr_service.reading.template_lookups import TemplateLookups
from ocr_service.records.scans import ScanField

CONFIRMED: Final = "confirmed_by_person"
CORRECTED: Final = "corrected_by_person"

Reasons = list[dict[str, Any]]


def recheck_fields(package: TemplatePackage, before: Mapping[str, Value], rows: Sequence[ScanField]) -> None:
    """Brings decisions and reasons of all `rows` up to date with their values; `before` are the values before.

    A rule that fails sends every value it speaks of to a person, also one that was just corrected: one of them is
    wrong. What a person confirmed stays accepted. What only a failed rule spoke against is accepted when the rule comes
    out now and confirms it.
    """
    lookups = TemplateLookups(package.lookups, None)
    now = {row.path: row.value for row in rows}
    old_failures = _by_path(package, before, lookups)
    new_failures = _by_path(package, now, lookups)
    confirmed = find_confirmed(package.template, now)
    for row in rows:
        outdated = {reason["code"] for reason in old_failures.get(row.path, [])}
        failing = new_failures.get(row.path, [])
        kept = [reason for reason in row.reasons if reason["code"] not in outdated]
        # Only a new list is noticed as a change.
        row.reasons = _without_doubles([*kept, *failing])
        if any(reason["code"] == CONFIRMED for reason in kept):
            continue
        if failing:
            row.decision = "review"
        elif row.corrected_by is not None or (outdated and not kept and row.path in confirmed):
            row.decision = "accept"


def _by_path(package: TemplatePackage, values: Mapping[str, Value], lookups: TemplateLookups) -> dict[str, Reasons]:
    found: dict[str, Reasons] = {}
    for failure in check_rules(package.template, values, lookups):
        for path in failure.paths:
            found.setdefault(path, []).append(failure.reason.model_dump(mode="json"))
    return found


def _without_doubles(reasons: Reasons) -> Reasons:
    return list({reason["code"]: reason for reason in reasons}.values())
