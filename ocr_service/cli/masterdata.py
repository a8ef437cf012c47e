"""``ocr-service masterdata load NAME FILE``, ``masterdata list`` and ``masterdata use NAME NUMBER``."""

import argparse
import re
import sys
from typing import Final

from ocr_service import wiring
from ocr_service.cli.language import language, say
from ocr_service.settings import load_settings
from ocr_service.usecases.masterdata.load_list import load_list
from ocr_service.usecases.masterdata.load_wishes import LoadWishes
from ocr_service.usecases.masterdata.masterdata_errors import MasterdataRefused, MasterdataTooLarge
from ocr_service.usecases.masterdata.put_in_force import use_version
from ocr_service.usecases.masterdata.read_rows import Format
from ocr_service.usecases.masterdata.show_lists import list_lists
from ocr_service.web.i18n import text

_MB: Final = 1_000_000
_FORMATS: Final[dict[str, Format]] = {".ndjson": "ndjson", ".xlsx": "xlsx"}


def run_load(options: argparse.Namespace) -> int:
    """What is wrong with the file goes to standard error, a line for each thing."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,62}", options.name):
        print(say("cli.masterdata_name_unusable", name=options.name), file=sys.stderr)
        return 2
    settings = load_settings()
    wishes = LoadWishes(
        format=_FORMATS.get(options.file.suffix.lower(), "csv"),
        encoding=options.encoding,
        key=options.key,
        display=None if options.display is None else tuple(options.display),
        allow_fewer=options.allow_fewer,
    )
    with options.file.open("rb") as file:
        size = options.file.stat().st_size
        if size > settings.masterdata_mb * _MB:
            raise MasterdataTooLarge(limit_mb=settings.masterdata_mb)
        services = wiring.open_services(settings)
        try:
            loaded = load_list(
                services,
                actor="system",
                name=options.name,
                file=file,
                size_bytes=size,
                source="command",
                wishes=wishes,
            )
        except MasterdataRefused as error:
            for problem in error.params["problems"]:
                print(text(language(), f"error.{problem['code']}", **problem["params"]), file=sys.stderr)
            print(text(language(), f"error.{error.code}", **error.params), file=sys.stderr)
            return 1
    told = {"list": loaded.list, "version": loaded.version, "rows": loaded.rows, "key": loaded.key}
    print(say("cli.masterdata_loaded", **told, display=loaded.display))
    return 0


def run_use(options: argparse.Namespace) -> int:
    """An older version is current again."""
    services = wiring.open_services(load_settings())
    used = use_version(services, actor="system", name=options.name, number=options.number)
    print(say("cli.masterdata_used", list=used.list, version=used.version, rows=used.rows))
    return 0


def run_list(options: argparse.Namespace) -> int:
    """One line for each list."""
    lists = list_lists(wiring.open_services(load_settings()))
    for one in lists:
        at = "" if one.in_force_at is None else f"{one.in_force_at:%Y-%m-%d %H:%M} UTC"
        print(say("cli.masterdata_row", list=one.list, version=one.version, rows=one.rows, key=one.key, at=at))
    if not lists:
        print(say("cli.masterdata_none"))
    return 0
