"""A table in any database: one row for each form, or for each of its lines."""

import re
from typing import Any, ClassVar, Final, Literal

from pydantic import Field, SecretStr
from sqlalchemy import URL, Connection, Engine, MetaData, Table, UniqueConstraint, create_engine, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, NoSuchTableError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from ocr_service.delivery.attempt import Attempt, DestinationRefused, Message
from ocr_service.delivery.connectors.connector import (
    ConnectorFailed,
    ConnectorSettings,
    DocumentRefused,
    Filled,
    Outlet,
    rejected,
    taken,
)
from ocr_service.delivery.connectors.table_rows import rows_of

_ADDRESS: Final = re.compile(
    r"(?P<kind>postgresql|mysql|mssql|oracle)://(?P<host>\[[0-9a-fA-F:.]+\]|[^/?#@\[\]:\s]+):(?P<port>[0-9]{1,5})"
    r"/(?P<name>[\w$-]{1,128})"
)
_DRIVERS: Final = {
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mssql": "mssql+pymssql",
    "oracle": "oracle+oracledb",
}
_COLUMN: Final = r"^\w{1,128}$"
# SQLSTATE classes (ISO/IEC 9075): 22 data exception, 23 integrity constraint violation.
_OF_THE_ROW: Final = ("22", "23")
_NO_RIGHT: Final = "42501"
_NO_LOGIN: Final = re.compile(r"authentication|access denied|login failed|pg_hba|password|role \"|ORA-01017", re.I)


class DatabaseSettings(ConnectorSettings):
    """The table, and who may insert into it."""

    user: Filled
    password: SecretStr = SecretStr("")
    schema_name: str | None = Field(default=None, pattern=_COLUMN, description="its schema; null: the user's own")
    table: str = Field(pattern=_COLUMN)
    id_column: str = Field(default="delivery_id", pattern=_COLUMN, description="unique text: gets our delivery id")
    line_column: str | None = Field(
        default=None,
        pattern=_COLUMN,
        description="for several rows a form: unique together with the former, gets 1, 2, ...",
    )


class Database:
    """Inserts the mapped object, or each object of the mapped list, as a row; all or none.

    The endpoint's URL is ``postgresql://host:port/database`` (``mysql``, ``mssql`` and ``oracle`` where the driver,
    PyMySQL, pymssql or oracledb, is installed). The unique column makes that no repeat inserts a second time.
    """

    name: ClassVar = "database"
    Settings: ClassVar = DatabaseSettings

    def admit(self, url: str, outlet: Outlet) -> None:
        _address(url, outlet)

    def test(self, message: Message, settings: DatabaseSettings, outlet: Outlet) -> Attempt:
        with _Session(message, settings, outlet) as session:
            session.is_there()
        return taken(status=None)

    def send(self, message: Message, settings: DatabaseSettings, outlet: Outlet) -> Attempt:
        try:
            with _Session(message, settings, outlet) as session:
                if not session.is_there():
                    session.insert()
        except DocumentRefused as refusal:
            return rejected(refusal)
        return taken(message.id, status=None)


def _address(url: str, outlet: Outlet) -> tuple[re.Match[str], str, tuple[str, ...]]:
    parts = _ADDRESS.fullmatch(url)
    if parts is None:
        raise DestinationRefused("delivery_url_invalid")
    host, _, addresses = outlet.http.admit_host(f"{parts['host']}:{parts['port']}")
    return parts, host, addresses


class _Session:
    """One transaction in the database. Raises ConnectorFailed."""

    def __init__(self, message: Message, settings: DatabaseSettings, outlet: Outlet) -> None:
        self._message = message
        self._settings = settings
        self._http = outlet.http
        self._engine = _engine(message.url, settings, outlet)

    def __enter__(self) -> "_Session":
        try:
            self._connection: Connection = self._engine.connect()
        except DBAPIError as error:
            told = _told(error)
            code = "connector_login_refused" if _NO_LOGIN.search(told) else "delivery_refused"
            raise ConnectorFailed(code, told) from error
        try:
            if self._connection.dialect.name == "postgresql":
                # Not as a connection's option, which poolers in between refuse.
                milliseconds = int(self._http.seconds_left * 1000)
                self._connection.execute(text(f"SET LOCAL statement_timeout = {milliseconds}"))
            self._table = self._reflect()
        except BaseException:
            self._connection.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> Literal[False]:
        try:
            if error is None:
                self._connection.commit()
        except SQLAlchemyError as failed:
            raise _failure(failed) from failed
        finally:
            self._connection.close()
        if isinstance(error, SQLAlchemyError):
            raise _failure(error) from error
        return False

    def _reflect(self) -> Table:
        try:
            table = Table(
                self._settings.table, MetaData(), schema=self._settings.schema_name, autoload_with=self._connection
            )
        except NoSuchTableError as error:
            raise ConnectorFailed("connector_database_table", self._settings.table, final=True) from error
        except SQLAlchemyError as error:
            raise _failure(error) from error
        key = {self._settings.id_column} | ({self._settings.line_column} if self._settings.line_column else set())
        if not any(unique == key for unique in _unique_sets(table)):
            raise ConnectorFailed("connector_database_table", ", ".join(sorted(key)), final=True)
        return table

    def is_there(self) -> bool:
        mine = self._table.c[self._settings.id_column] == self._message.id
        return self._connection.execute(select(mine).where(mine).limit(1)).first() is not None

    def insert(self) -> None:
        rows = rows_of(self._message, self._table, self._settings.id_column, self._settings.line_column)
        try:
            self._connection.execute(insert(self._table), rows)
        except IntegrityError:
            # Somebody else may have sent it at the same time; else it is the row that does not fit.
            self._connection.rollback()
            if not self.is_there():
                raise


def _engine(url: str, settings: DatabaseSettings, outlet: Outlet) -> Engine:
    parts, host, addresses = _address(url, outlet)
    kind, wait = parts["kind"], max(2, int(outlet.http.seconds_left))
    # libpq takes the checked address beside the name, which it still compares with the server's certificate.
    wishes: dict[str, dict[str, Any]] = {
        "postgresql": {"hostaddr": addresses[0], "connect_timeout": wait},
        "mysql": {"connect_timeout": wait, "read_timeout": wait, "write_timeout": wait},
        "mssql": {"login_timeout": wait, "timeout": wait},
        "oracle": {"tcp_connect_timeout": wait},
    }
    target = URL.create(
        _DRIVERS[kind],
        username=settings.user,
        password=settings.password.get_secret_value() or None,
        host=host if kind == "postgresql" else addresses[0],
        port=int(parts["port"]),
        database=parts["name"],
    )
    try:
        return create_engine(target, poolclass=NullPool, connect_args=wishes[kind])
    except ModuleNotFoundError as error:
        raise ConnectorFailed("connector_database_driver", error.name or "", final=True) from error


def _unique_sets(table: Table) -> list[set[str]]:
    constraints = [one for one in table.constraints if isinstance(one, UniqueConstraint)]
    columns = [table.primary_key.columns, *(one.columns for one in constraints)]
    return [
        *({column.name for column in group} for group in columns),
        *({column.name for column in index.columns} for index in table.indexes if index.unique),
    ]


def _failure(error: SQLAlchemyError) -> ConnectorFailed:
    told = _told(error)
    state = str(getattr(getattr(error, "orig", None), "sqlstate", "") or "")
    if state == _NO_RIGHT:
        return ConnectorFailed("connector_permission", told)
    if state.startswith(_OF_THE_ROW) or isinstance(error, IntegrityError):
        return DocumentRefused(told, status=None)
    return ConnectorFailed("connector_database_failed", told)


def _told(error: SQLAlchemyError) -> str:
    """The database's own words; SQLAlchemy's would hold the whole statement with its values."""
    return str(getattr(error, "orig", None) or type(error).__name__).strip()[:2000]
