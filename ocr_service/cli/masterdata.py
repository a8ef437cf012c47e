"""``ocr-service masterdata load NAME FILE`` and ``masterdata list``."""

import argparse
import re
import sys

from ocr_service import wiring
from ocr_service.cli.language import language, say
from ocr_service.settings import load_settings
from ocr_service.usecases.masterdata.load_list import LoadWishes, load_list
from ocr_service.usecases.masterdata.masterdata_errors import MasterdataRefused, MasterdataTooLarge
from ocr_service.usecases.masterdata.show_lists import list_lists
from ocr_service.web.i18n import text

_MB = 1_000_000


def run_load(options: argparse.Namespace) -> int:
    """What is wrong with the file goes to standard error, a line for each thing."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,62}", options.name):
        print(say("cli.masterdata_name_unusable", name=options.name), file=sys.stderr)
        return 2
    settings = load_settings()
    wishes = LoadWishes(
        format="ndjson" if options.file.suffix.lower() == ".ndjson" else "csv",
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


def run_list(options: argparse.Namespace) -> int:
    """One line for each list."""
    lists = list_lists(wiring.open_services(load_settings()))
    for one in lists:
        at = "" if one.in_force_at is None else f"{one.in_force_at:%Y-%m-%d %H:%M} UTC"
        print(say("cli.masterdata_row", list=one.list, version=one.version, rows=one.rows, key=one.key, at=at))
    if not lists:
        print(say("cli.masterdata_none"))
    return 0
