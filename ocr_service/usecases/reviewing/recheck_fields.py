"""After a correction: which values the form's rules now speak against, and which ones they now confirm."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from ocr_service.forms.result import Value
from ocr_service.forms.template import TemplatePackage
from ocr_service.forms.template_file import named_lookups
from ocr_service.reading.masterdata.check_masterdata import MASTERDATA_CODES
from ocr_service.reading.rules.check_rules import check_rules, find_confirmed
from ocr_service.reading.rules.rule_values import RuleFailure
from ocr_service.reading.rules.template_lookups import TemplateLookups
from ocr_service.records.scans import ScanField
from ocr_service.usecases.checking.hold_for_keying import is_held
from ocr_service.usecases.masterdata.check_values import check_rows, offer_candidates

CONFIRMED: Final = "confirmed_by_person"
CORRECTED: Final = "corrected_by_person"
REJECTED_BY_ERP: Final = "rejected_by_erp"

Reasons = list[dict[str, Any]]


def recheck_fields(
    package: TemplatePackage,
    before: Mapping[str, Value],
    rows: Sequence[ScanField],
    moved: Mapping[str, str] = MappingProxyType({}),
) -> list[str]:
    """Brings decisions and reasons of all `rows` up to date with their values; `before` are the values before, `moved`
    the new paths of those that had others then.

    A rule that fails sends every value it speaks of to a person, also one that was just corrected: one of them is
    wrong. What a person confirmed stays accepted. What only a failed rule spoke against is accepted when the rule comes
    out now and confirms it. What two people have yet to type stays with them.

    The master data is asked anew, too. Returns the paths against which it now says what it did not say before: those
    need a person even where they were confirmed.
    """
    lookups = _lookups(package)
    now = {row.path: row.value for row in rows}
    old_failures = _by_path(check_rules(package.template, before, lookups), moved)
    new_failures = _by_path(check_rules(package.template, now, lookups))
    findings = check_rows(package.template, rows)
    against = _by_path(findings.failures)
    confirmed = find_confirmed(package.template, now)
    fresh = []
    for row in rows:
        offer_candidates(row, findings)
        listed = against.get(row.path, [])
        outdated = {reason["code"] for reason in (*old_failures.get(row.path, []), *_from_masterdata(row))}
        failing = [*new_failures.get(row.path, []), *listed]
        kept = [reason for reason in row.reasons if reason["code"] not in outdated]
        if any(reason not in row.reasons for reason in listed):
            fresh.append(row.path)
            kept = [reason for reason in kept if reason["code"] != CONFIRMED]
        # Only a new list is noticed as a change.
        row.reasons = _without_doubles([*kept, *failing])
        # What the ERP does not want only a person settles, by another value or by insisting.
        if is_held(row) or any(reason["code"] in (CONFIRMED, REJECTED_BY_ERP) for reason in kept):
            continue
        if failing:
            row.decision = "review"
        elif row.corrected_by is not None or _nothing_left(outdated, kept, confirmed=row.path in confirmed):
            row.decision = "accept"
    return fresh


def find_contradicted(package: TemplatePackage, rows: Sequence[ScanField]) -> set[str]:
    """The paths of values that a rule, or the newest master data, speaks against as they stand."""
    values = {row.path: row.value for row in rows}
    failures = check_rules(package.template, values, _lookups(package))
    failures += check_rows(package.template, rows).failures
    return {path for failure in failures for path in failure.paths}


def _lookups(package: TemplatePackage) -> TemplateLookups:
    """The package's own lists; the master data's are asked by themselves."""
    return TemplateLookups(package.lookups, None, named_lookups(package.template) - package.lookups.keys())


def _from_masterdata(row: ScanField) -> Reasons:
    return [reason for reason in row.reasons if reason["code"] in MASTERDATA_CODES]


def _nothing_left(outdated: set[str], kept: Reasons, *, confirmed: bool) -> bool:
    """What spoke against the value has gone: it was only the master data, or a rule that confirms the value now."""
    if not outdated:
        return False
    only_masterdata = outdated <= MASTERDATA_CODES and all(one["code"] == "confirmed_by_rule" for one in kept)
    return only_masterdata or (confirmed and not kept)


def _by_path(failures: Iterable[RuleFailure], moved: Mapping[str, str] = MappingProxyType({})) -> dict[str, Reasons]:
    found: dict[str, Reasons] = {}
    for failure in failures:
        for path in failure.paths:
            found.setdefault(moved.get(path, path), []).append(failure.reason.model_dump(mode="json"))
    return found


def _without_doubles(reasons: Reasons) -> Reasons:
    return list({reason["code"]: reason for reason in reasons}.values())
