"""``ocr-service backup``: one tar file with the database and every scan, taken while the service runs.

The database is copied first. Scans only ever come before the rows that name them, so every row in the copy
finds its scan in the tar file.
"""

import argparse
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from ocr_service import wiring
from ocr_service.cli.language import say
from ocr_service.records.session import open_database
from ocr_service.settings import Settings, load_settings
from ocr_service.usecases.board.first_steps import note_backup


class BackupFailed(Exception):
    """The database could not be copied; the message says why."""


def run(options: argparse.Namespace) -> int:
    settings = load_settings()
    target: Path = options.target
    partial = target.with_name(f".{target.name}.part")
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            _for_us_only(partial) as file,
            tarfile.open(fileobj=file, mode="w") as archive,
        ):
            dump = _copy_database(settings, Path(folder))
            archive.add(dump, dump.name)
            files = wiring.files_folder(settings)
            if files.is_dir():
                archive.add(files, "files")
        os.replace(partial, target)
    except (OSError, BackupFailed, sqlite3.Error) as error:
        partial.unlink(missing_ok=True)
        problem = f"{error.filename or target}: {error.strerror}" if isinstance(error, OSError) else str(error)
        print(say("cli.backup_failed", problem=problem), file=sys.stderr)
        return 1
    _note(settings, target.name)
    print(say("cli.backup_done", file=str(target), megabytes=f"{target.stat().st_size / 1e6:.1f}"))
    return 0


def _note(settings: Settings, file_name: str) -> None:
    """A backup that cannot be noted, perhaps of an older version's tables, is a backup all the same."""
    with suppress(SQLAlchemyError):
        note_backup(open_database(settings.database_url).sessions, at=datetime.now(UTC), file_name=file_name)


def _for_us_only(path: Path) -> BinaryIO:
    """A backup holds papers and fingerprints of passwords: nobody else on the machine may read it."""
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _copy_database(settings: Settings, folder: Path) -> Path:
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        copy = folder / "records.sqlite"
        source = Path(url.database or "")
        if not source.is_file():
            raise BackupFailed(say("cli.backup_no_database", file=str(source)))
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(copy)) as target:
            live.backup(target)
        return copy
    program = shutil.which("pg_dump")
    if program is None:
        raise BackupFailed(say("cli.backup_no_pg_dump"))
    copy = folder / "records.pgdump"
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    # The address goes through the environment: arguments can be seen by every user of the machine.
    done = subprocess.run(
        [program, "--format=custom", f"--file={copy}"],
        env={**os.environ, **_libpq(plain)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupFailed(done.stderr.strip())
    return copy


def _libpq(url: str) -> dict[str, str]:
    parts = make_url(url)
    host = parts.host or parts.query.get("host") or ""
    named = {
        "PGHOST": host if isinstance(host, str) else host[0],
        "PGPORT": str(parts.port or ""),
        "PGUSER": parts.username or "",
        "PGPASSWORD": str(parts.password or ""),
        "PGDATABASE": parts.database or "",
    }
    return {name: value for name, value in named.items() if value}
