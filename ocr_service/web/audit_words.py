"""Entries of the audit trail in words: what a thing, a person, a warning or a field is called."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ocr_service.usecases.following.name_subjects import forms_of, identifiers_in, name_subjects
from ocr_service.usecases.following.search_audit import AuditRow
from ocr_service.usecases.people.name_actors import name_actors
from ocr_service.usecases.warning.keep_ledger import find_warnings
from ocr_service.web.i18n import Texts
from ocr_service.web.parts import WebParts
from ocr_service.web.warning_words import tell_warnings

_WARNING: Final = "warn_"
_RECEIVER: Final = "endpoint:"


@dataclass(frozen=True, kw_only=True)
class AuditWords:
    """`names` by identifier and by actor; `gone` is what was deleted or forgotten; `fields` by (scan, path)."""

    names: dict[str, str]
    gone: frozenset[str]
    fields: dict[tuple[str, str], str]

    def inside(self, row: AuditRow) -> dict[str, str]:
        """The names of what stands in an entry's values."""
        things = {one: self.names[one] for one in identifiers_in(row.old, row.new) if one in self.names}
        wrong = (path for path in _wrong(row) if (row.subject, path) in self.fields)
        return things | {path: self.fields[row.subject, path] for path in wrong}

    def text(self, row: AuditRow, texts: Texts, language: str) -> str:
        """The act as a sentence."""
        field = self.fields.get((row.subject, row.path or ""), row.path or "")
        return texts.text(language, f"audit.{row.action}", field=field)


def find_words(parts: WebParts, language: str, rows: Sequence[AuditRow]) -> AuditWords:
    """Everything that the entries name, asked for at once."""
    services = parts.services
    things = {row.subject for row in rows} | {one for row in rows for one in identifiers_in(row.old, row.new)}
    receivers = {row.actor: row.actor.removeprefix(_RECEIVER) for row in rows if row.actor.startswith(_RECEIVER)}
    found = name_subjects(services, things | set(receivers.values()))
    actors = name_actors(services, {row.actor for row in rows})
    actors |= {actor: found.names[one] for actor, one in receivers.items() if one in found.names}
    warnings = find_warnings(services, {one for one in things if one.startswith(_WARNING)})
    sentences = tell_warnings(parts, language, warnings)
    told = {warning.id: what for warning, (what, _) in zip(warnings, sentences, strict=True)}
    return AuditWords(names={**found.names, **actors, **told}, gone=found.gone, fields=_fields(parts, language, rows))


def _wrong(row: AuditRow) -> list[str]:
    """The fields in which an audit found errors."""
    return (row.new or {}).get("wrong", []) if row.action == "audit.checked" else []


def _fields(parts: WebParts, language: str, rows: Sequence[AuditRow]) -> dict[tuple[str, str], str]:
    """What each field is called on the form that its scan was read as."""
    places = {(row.subject, path) for row in rows for path in (*_wrong(row), row.path) if path is not None}
    forms = forms_of(parts.services, {scan for scan, _ in places})
    return {
        (scan, path): parts.labels.of(parts.services, *forms[scan]).label(path, parts.texts, language)
        for scan, path in places
        if scan in forms
    }
