"""A throw-away PostgreSQL server in a temporary folder, reached through a Unix socket."""

import itertools
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg


def find_programs() -> Path | None:
    """The folder with `initdb` and `postgres`: of `pg_config`, of Debian's packages (newest first), or on PATH."""
    folders: list[Path] = []
    with suppress(OSError, subprocess.CalledProcessError):
        answer = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True)
        folders.append(Path(answer.stdout.strip()))
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("postgres")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    return next((folder for folder in folders if _has(folder, "initdb") and _has(folder, "postgres")), None)


def _has(folder: Path, program: str) -> bool:
    return os.access(folder / program, os.X_OK)


@dataclass
class PostgresqlServer:
    """A running server; `folder` holds its socket."""

    folder: Path
    numbers: Iterator[int] = field(default_factory=itertools.count)

    @classmethod
    @contextmanager
    def started(cls, programs: Path) -> Iterator["PostgresqlServer"]:
        folder = Path(tempfile.mkdtemp(prefix="pg-"))
        run_as: dict[str, Any] = {}
        if os.getuid() == 0:
            # PostgreSQL refuses to run as root.
            shutil.chown(folder, "nobody")
            run_as = {"user": "nobody", "extra_groups": []}
        initialise: list[str | Path] = [
            programs / "initdb",
            "-D",
            folder / "data",
            "-U",
            "test",
            "-A",
            "trust",
            "--no-sync",
        ]
        initialise += ["-E", "UTF8", "--locale=C"]
        subprocess.run(initialise, check=True, capture_output=True, cwd=folder, **run_as)
        hasty = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "jit=off")
        settings = ("listen_addresses=", "max_connections=200", *hasty)
        options = [*(part for one in settings for part in ("-c", one)), "-k", str(folder)]
        with (folder / "log").open("wb") as log:
            command: list[str | Path] = [programs / "postgres", "-D", folder / "data", *options]
            process: subprocess.Popen[bytes] = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **run_as)
        try:
            server = cls(folder)
            server._wait(process)
            yield server
        finally:
            process.send_signal(2)  # SIGINT: end all connections and stop
            process.wait()
            shutil.rmtree(folder)

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                self._administer("SELECT 1")
                return
            except psycopg.OperationalError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((self.folder / "log").read_text()) from None
                time.sleep(0.05)

    def _administer(self, *statements: str, name: str = "postgres") -> None:
        with psycopg.connect(host=str(self.folder), user="test", dbname=name, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def url(self, name: str) -> str:
        return f"postgresql://test@/{name}?host={self.folder}"

    def create_database(self, name: str | None = None, *, template: str = "template1") -> str:
        """Creates a database as a copy of `template` and returns its name."""
        name = name or f"test_{next(self.numbers)}"
        self._administer(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def empty_database(self, name: str, tables: list[str]) -> None:
        """Deletes all rows, past triggers and foreign keys: thirty times faster than another database."""
        careful = ["SET session_replication_role = replica", "SET lock_timeout = '10s'"]
        self._administer("; ".join([*careful, *(f'DELETE FROM "{table}"' for table in tables)]), name=name)

    def drop_database(self, name: str) -> None:
        self._administer(f'DROP DATABASE "{name}" WITH (FORCE)')
