"""The master data's lists that forms in use name, ready to be read along with."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from sqlalchemy.orm import Session

from ocr_service.forms.rules import is_masterdata, split_list_name
from ocr_service.forms.template import ListVersion, Template, TemplatePackage
from ocr_service.forms.template_file import named_lexicons, named_lookups
from ocr_service.usecases.masterdata.master_lists import MasterLists

# A longer list is not read along with: what was read is looked up in it afterwards.
READ_ALONG: Final = 50_000


class ListsInUse:
    """Loads each list once for each version of it; one for each process that reads."""

    def __init__(self) -> None:
        self._entries: dict[str, tuple[ListVersion, tuple[str, ...]]] = {}

    def lists_for(
        self, session: Session, templates: Iterable[Template]
    ) -> tuple[dict[str, ListVersion], dict[str, tuple[str, ...]]]:
        """The lists (``customers.number``) that the templates name and that are there, with the versions in force; and
        the entries of those that are read along with.
        """
        versions: dict[str, ListVersion] = {}
        entries: dict[str, tuple[str, ...]] = {}
        master = MasterLists(session)
        lexicons: set[str] = set()
        names: set[str] = set()
        for template in templates:
            lexicons |= {name for name in named_lexicons(template) if is_masterdata(name)}
            names |= {name for name in named_lookups(template) if is_masterdata(name)}
        for name in sorted(names):
            list_name, column = split_list_name(name)
            version = master.version(list_name)
            if version is None or column not in version.searched:
                continue
            versions[name] = ListVersion(id=version.id, label=version.label)
            if name in lexicons and version.rows <= READ_ALONG:
                entries[name] = self._load(master, name, versions[name])
        self._entries = {name: kept for name, kept in self._entries.items() if name in entries}
        return versions, entries

    def _load(self, master: MasterLists, name: str, version: ListVersion) -> tuple[str, ...]:
        kept = self._entries.get(name)
        if kept is None or kept[0] != version:
            kept = self._entries[name] = (version, master.entries(name))
        return kept[1]


def with_lists(
    package: TemplatePackage, versions: dict[str, ListVersion], entries: dict[str, tuple[str, ...]]
) -> TemplatePackage:
    """The package with those of the lists that it names; itself where they are the same as before."""
    names = {name for name in named_lookups(package.template) if is_masterdata(name)}
    if not names and not package.lists:
        return package
    own = {name: one for name, one in package.lookups.items() if not is_masterdata(name)}
    return replace(
        package,
        lookups=own | {name: one for name, one in entries.items() if name in names},
        lists={name: one for name, one in versions.items() if name in names},
    )
