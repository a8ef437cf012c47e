"""Looking at master data: which lists there are, their versions, rows by key or by what somebody types."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from ocr_service.forms.content import Text
from ocr_service.forms.result import field_name
from ocr_service.forms.rules import is_masterdata, rule_lists, rule_paths, split_list_name
from ocr_service.forms.template import Template
from ocr_service.reading.decoding.lexicons import plain_entry
from ocr_service.records.masterdata import MasterdataList, MasterdataVersion
from ocr_service.usecases.errors import FieldNotFound
from ocr_service.usecases.masterdata.list_version import LoadedVersion, describe_version
from ocr_service.usecases.masterdata.master_lists import FoundEntry, MasterLists
from ocr_service.usecases.masterdata.masterdata_errors import MasterdataNotFound, MasterdataRowNotFound
from ocr_service.usecases.masterdata.prune_versions import GOING
from ocr_service.usecases.ports import Services
from ocr_service.usecases.refusals import find_scan
from ocr_service.usecases.reviewing.enter_value import find_content
from ocr_service.usecases.templates.publish_template import load_published
from ocr_service.usecases.templates.published_form import published_form


@dataclass(frozen=True, kw_only=True)
class ShownRow:
    """A row by its columns, and the version that it is of."""

    values: Mapping[str, str]
    version: str


def list_lists(services: Services) -> tuple[LoadedVersion, ...]:
    """The versions in force, by the lists' names."""
    with services.database() as session:
        in_force = (
            select(MasterdataVersion)
            .join(MasterdataList, MasterdataList.version_id == MasterdataVersion.id)
            .order_by(MasterdataList.name)
        )
        return tuple(describe_version(version, in_force=True) for version in session.scalars(in_force))


def show_list(services: Services, *, name: str) -> tuple[LoadedVersion, ...]:
    """The list's versions that are still there, newest first. Raises MasterdataNotFound."""
    with services.database() as session:
        row = session.get(MasterdataList, name)
        if row is None or row.version_id is None:
            raise MasterdataNotFound(list=name)
        own = (MasterdataVersion.list_name == name, MasterdataVersion.ready, MasterdataVersion.rows != GOING)
        newest_first = session.scalars(select(MasterdataVersion).where(*own).order_by(MasterdataVersion.number.desc()))
        return tuple(describe_version(one, in_force=one.id == row.version_id) for one in newest_first)


def show_row(services: Services, *, name: str, key: str) -> ShownRow:
    """The row with this key. Raises MasterdataNotFound, MasterdataRowNotFound."""
    with services.database() as session:
        lists = MasterLists(session)
        try:
            row = lists.row(name, key)
        except KeyError:
            raise MasterdataNotFound(list=name) from None
        if row is None:
            raise MasterdataRowNotFound(list=name, key=key)
        return ShownRow(values=row, version=lists.used[name])


def find_entries(
    services: Services, *, name: str, text: str, column: str | None = None, count: int = 20
) -> list[FoundEntry]:
    """Rows for somebody who types; see `MasterLists.search`. Raises MasterdataNotFound, also for the column."""
    with services.database() as session:
        try:
            return MasterLists(session).search(name, text, column=column, count=count)
        except KeyError:
            raise MasterdataNotFound(list=name if column is None else f"{name}.{column}") from None


def complete_field(services: Services, *, scan_id: str, path: str, text: str, count: int = 20) -> list[FoundEntry]:
    """What a field of a scan may hold, for a person who types: entries of the list that its template names.

    None where the template names no list, or the list is not there. Raises ScanNotFound, TemplateNotFound,
    FieldNotFound.
    """
    with services.database() as session:
        scan = find_scan(session, scan_id)
        lookup = _list_of(published_form(session, scan.template, scan.template_version), path)
        if lookup is None:
            return []
        if is_masterdata(lookup):
            name, column = split_list_name(lookup)
            try:
                return MasterLists(session).search(name, text, column=column, count=count)
            except KeyError:
                return []
        package = load_published(services.files, session, scan.template, scan.template_version)
        return _search_file(package.lookups.get(lookup, ()), text, count)


def _list_of(template: Template, path: str) -> str | None:
    """The list that a field's values stand in, by its type or by a rule. Raises FieldNotFound."""
    content = find_content(template, path)
    if content is None:
        raise FieldNotFound(path=path)
    if isinstance(content, Text) and content.lexicon is not None:
        return content.lexicon
    for rule in template.rules:
        # The value that a rule looks up is the first that it speaks of.
        if (lists := rule_lists(rule)) and rule_paths(rule)[0] == field_name(path):
            return lists[0]
    return None


def _search_file(entries: tuple[str, ...], text: str, count: int) -> list[FoundEntry]:
    """Entries of a list beside the template: those that begin with the text before those that hold it."""
    wanted = plain_entry(text).casefold()
    holding = [(plain_entry(entry).casefold(), entry) for entry in dict.fromkeys(entries)]
    ranked = [(not plain.startswith(wanted), len(plain), entry) for plain, entry in holding if wanted in plain]
    if wanted:
        ranked.sort()
    return [FoundEntry(text=entry, key=entry, shown={}) for _, _, entry in ranked[:count]]
