"""Brings a database to the schema that this version of the program needs."""

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from ocr_service.records.session import open_database

# Any number does as long as all versions of this program use the same one: PostgreSQL's advisory locks have no names.
_ADVISORY_LOCK: Final = 7_261_544_903


def migrate(url: str) -> None:
    """Upgrades the database at `url` to the newest schema; creates it where it is empty.

    Several processes may call this at once: one does the work while the others wait. A migration that fails leaves
    the database as it was.
    """
    engine = open_database(url).engine
    try:
        with _one_at_a_time(engine), engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ADVISORY_LOCK})
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()


def schema_is_current(engine: Engine) -> bool:
    """Whether the database has exactly the schema that this version of the program needs."""
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    return found == ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    # Alembic's options pass through configparser, where a percent sign in a path would begin an interpolation.
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


@contextmanager
def _one_at_a_time(engine: Engine) -> Iterator[None]:
    """On SQLite, a lock file beside the database: switching on the write-ahead log waits for nobody by itself."""
    if engine.dialect.name != "sqlite":
        yield
        return
    path = Path(str(engine.url.database))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(path.name + ".migrate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
        yield
