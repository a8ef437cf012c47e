"""A file comes in that is to replace a list: kept and noted, so that nobody has to wait with it."""

from dataclasses import asdict
from typing import BinaryIO, Final

from sqlalchemy import Select, select

from ocr_service.reading.errors import FileTooLarge
from ocr_service.records.masterdata_loads import MasterdataLoad
from ocr_service.usecases.masterdata.load_wishes import LoadWishes, Source
from ocr_service.usecases.masterdata.loads.show_loads import LoadView, view_load
from ocr_service.usecases.masterdata.masterdata_errors import MasterdataTooLarge
from ocr_service.usecases.ports import Services

_MB: Final = 1_000_000


def hand_in_file(
    services: Services,
    *,
    actor: str,
    name: str,
    file: BinaryIO,
    limit_bytes: int,
    source: Source,
    wishes: LoadWishes,
    hold: bool = False,
    once: bool = False,
) -> LoadView:
    """Has the file loaded within seconds. With `hold` it is not in force before a person has said so; with `once` it is
    not handed in again where the same file from the same source is on its way.

    Raises MasterdataTooLarge.
    """
    try:
        # Before the row that names it: see `following.forget_old`.
        sha256, size_bytes = services.files.store_stream(file, limit_bytes)
    except FileTooLarge:
        raise MasterdataTooLarge(limit_mb=limit_bytes // _MB) from None
    now = services.now()
    with services.database.begin() as session:
        if once and (same := session.scalar(_on_its_way(name, source, sha256))):
            return view_load(same, None)
        row = MasterdataLoad(
            list_name=name,
            state="waiting",
            hold=hold,
            file_sha256=sha256,
            size_bytes=size_bytes,
            wishes=asdict(wishes),
            source=source,
            actor=actor,
            created_at=now,
            touched_at=now,
            attempts=0,
            rows=0,
        )
        session.add(row)
        session.flush()
        return view_load(row, None)


def _on_its_way(name: str, source: Source, sha256: str) -> Select[MasterdataLoad]:
    return (
        select(MasterdataLoad)
        .where(MasterdataLoad.list_name == name, MasterdataLoad.source == source, MasterdataLoad.file_sha256 == sha256)
        .where(MasterdataLoad.state.in_(("waiting", "loading")))
        .limit(1)
    )
