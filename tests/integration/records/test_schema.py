"""The migrated schema is the one that the tables describe."""

import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from ocr_service.records.migrations import migrate, schema_is_current
from ocr_service.records.session import Database, open_database
from ocr_service.records.tables import metadata


@pytest.fixture
def database_url(own_database_url: str) -> str:
    return own_database_url


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))


def test_migrations_make_what_the_tables_describe(database: Database) -> None:
    assert differences(database.engine) == []


def test_a_missing_column_would_be_noticed(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE users DROP COLUMN language"))
    assert differences(database.engine) != []


def test_migrating_again_changes_nothing(database: Database, database_url: str) -> None:
    migrate(database_url)
    assert schema_is_current(database.engine)


def empty_database(database: Database) -> None:
    with database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        else:
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
            connection.execute(text("DROP TABLE alembic_version"))
            for table in reversed(metadata.sorted_tables):
                connection.execute(text(f"DROP TABLE {table.name}"))


def test_several_processes_may_migrate_at_once(database: Database, database_url: str) -> None:
    empty_database(database)
    assert inspect(database.engine).get_table_names() == []
    failures: list[BaseException] = []
    start = threading.Barrier(4)

    def run() -> None:
        start.wait()
        try:
            migrate(database_url)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert schema_is_current(database.engine)


def test_a_failed_migration_leaves_no_trace(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty_database(database)
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE deliveries (id INTEGER)"))  # in the way of one of the last steps
    with pytest.raises(Exception, match="deliveries"):
        migrate(database_url)
    assert inspect(database.engine).get_table_names() == ["deliveries"]


def test_sqlite_is_in_write_ahead_mode(tmp_path_factory: pytest.TempPathFactory) -> None:
    url = f"sqlite:///{tmp_path_factory.mktemp('wal') / 'with space' / '100%.sqlite'}"
    migrate(url)
    with open_database(url).engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
