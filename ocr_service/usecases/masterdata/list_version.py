"""A version of a list, as it is told."""

from dataclasses import dataclass
from datetime import datetime

from ocr_service.records.masterdata import MasterdataVersion


@dataclass(frozen=True, kw_only=True)
class LoadedVersion:
    """A version of a list. `version` is ``12``, or ``12.3`` after three changes of single rows."""

    list: str
    version: str
    number: int
    rows: int
    columns: tuple[str, ...]
    key: str
    display: tuple[str, ...]
    source: str
    loaded_by: str
    begun_at: datetime
    in_force_at: datetime | None
    in_force: bool


def describe_version(version: MasterdataVersion, *, in_force: bool) -> LoadedVersion:
    """A version as it is told."""
    return LoadedVersion(
        list=version.list_name,
        version=version.label,
        number=version.number,
        rows=version.rows,
        columns=tuple(version.columns),
        key=version.key_column,
        display=tuple(version.display),
        source=version.source,
        loaded_by=version.loaded_by,
        begun_at=version.begun_at,
        in_force_at=version.in_force_at,
        in_force=in_force,
    )
