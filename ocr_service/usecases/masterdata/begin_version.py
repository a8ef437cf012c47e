"""A new version of a list is begun: its number, its columns, its key."""

from collections.abc import Sequence

from ocr_service.records.locks import lock_out_writers
from ocr_service.records.masterdata import MasterdataList, MasterdataVersion
from ocr_service.usecases.masterdata.load_wishes import LoadWishes, Source
from ocr_service.usecases.masterdata.masterdata_errors import MasterdataRefused
from ocr_service.usecases.ports import Services


def begin_version(
    services: Services,
    actor: str,
    name: str,
    columns: Sequence[str],
    wishes: LoadWishes,
    source: Source,
    size_bytes: int,
) -> MasterdataVersion:
    """Without rows yet. Raises MasterdataRefused where the file has not got a column that is wanted."""
    now = services.now()
    with services.database.begin() as session:
        lock_out_writers(session, MasterdataList)
        row = session.get(MasterdataList, name)
        if row is None:
            row = MasterdataList(name=name, last_number=0, created_at=now)
            session.add(row)
            session.flush()
        old = None if row.version_id is None else session.get(MasterdataVersion, row.version_id)
        key, display = _definition(columns, wishes, old)
        row.last_number += 1
        version = MasterdataVersion(
            list_name=name,
            number=row.last_number,
            edits=0,
            ready=False,
            columns=list(columns),
            key_column=key,
            display=display,
            rows=0,
            last_row=0,
            size_bytes=size_bytes,
            source=source,
            loaded_by=actor,
            begun_at=now,
            touched_at=now,
        )
        session.add(version)
        session.flush()
        return version


def _definition(columns: Sequence[str], wishes: LoadWishes, old: MasterdataVersion | None) -> tuple[str, list[str]]:
    """The key and the columns shown; raises MasterdataRefused where the file has not got one of them."""
    key = wishes.key or (old.key_column if old else columns[0])
    if wishes.display is not None:
        display = list(wishes.display)
    elif old is not None:
        display = list(old.display)
    else:
        display = [name for name in columns if name != key][:1]
    missing = [name for name in dict.fromkeys([key, *display]) if name not in columns]
    if missing:
        problems = [{"code": "masterdata_column_missing", "params": {"column": name}} for name in missing]
        raise MasterdataRefused(problems)
    return key, display
