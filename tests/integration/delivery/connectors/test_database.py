"""Against a real PostgreSQL server."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from ocr_service.delivery.attempt import DestinationRefused, Message
from ocr_service.delivery.kind_sender import KindSender
from tests.integration.delivery.connectors.tcp_door import TcpDoor
from tests.integration.postgresql_server import PostgresqlServer

SETTINGS = {"user": "test", "table": "slips"}
ROW = {"supplier": "三和包装", "day": "2026-03-02", "amount": "12.50", "qty": 5, "lines": [{"a": 1}]}
TABLES = """
CREATE TABLE slips (
    delivery_id text UNIQUE, supplier text NOT NULL, day date, amount numeric(10, 2), qty integer, lines jsonb,
    note text
);
CREATE TABLE lines (delivery_id text, line integer, item text, PRIMARY KEY (delivery_id, line));
CREATE TABLE loose (delivery_id text, item text);
CREATE ROLE reader LOGIN; GRANT SELECT ON slips TO reader;
"""


class Shop:
    def __init__(self, server: PostgresqlServer, name: str, port: int) -> None:
        self._where = {"host": str(server.folder), "user": "test", "dbname": name}
        self.url = f"postgresql://127.0.0.1:{port}/{name}"

    def connect(self, **how: Any) -> psycopg.Connection[Any]:
        return psycopg.connect(**self._where, **how)

    def run(self, statement: str) -> list[Any]:
        with self.connect(autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="module")
def emptied(postgresql_server: PostgresqlServer) -> Iterator[Shop]:
    name = postgresql_server.create_database()
    with TcpDoor(postgresql_server.folder / ".s.PGSQL.5432") as door:
        shop = Shop(postgresql_server, name, door.port)
        shop.run(TABLES)
        yield shop
    postgresql_server.drop_database(name)
    with psycopg.connect(host=str(postgresql_server.folder), user="test", dbname="postgres") as connection:
        connection.execute("DROP ROLE reader")


@pytest.fixture
def shop(emptied: Shop) -> Shop:
    emptied.run("TRUNCATE slips, lines, loose")
    return emptied


@pytest.fixture
def send(shop: Shop, sender: KindSender, message: Callable[..., Message]) -> Callable[..., Any]:
    def act(document: Any = ROW, *, again: bool = False, **other: Any) -> Any:
        return sender.send(message(shop.url, "database", SETTINGS | other, document, again=again))

    return act


def test_a_form_becomes_a_row_with_each_value_in_its_columns_type(shop: Shop, send: Callable[..., Any]) -> None:
    attempt = send()
    assert (attempt.error, attempt.said, attempt.answer) == (None, None, '{"reference": "msg_01"}')
    told = shop.run("SELECT delivery_id, supplier, day::text, amount::text, qty, lines, note FROM slips")
    assert told == [("msg_01", "三和包装", "2026-03-02", "12.50", 5, [{"a": 1}], None)]


def test_lines_become_rows_with_their_numbers(shop: Shop, send: Callable[..., Any]) -> None:
    attempt = send([{"item": "A"}, {"item": "B"}], table="lines", line_column="line")
    assert attempt.error is None
    assert shop.run("SELECT * FROM lines ORDER BY line") == [("msg_01", 1, "A"), ("msg_01", 2, "B")]


def test_a_repeat_inserts_nothing(shop: Shop, send: Callable[..., Any]) -> None:
    assert [send().error, send(again=True).error] == [None, None]
    assert shop.run("SELECT count(*) FROM slips") == [(1,)]


def test_of_two_at_the_same_time_one_inserts(shop: Shop, send: Callable[..., Any]) -> None:
    errors: list[str | None] = []
    threads = [threading.Thread(target=lambda: errors.append(send().error)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (errors, shop.run("SELECT count(*) FROM slips")) == ([None] * 4, [(1,)])


@pytest.mark.parametrize(
    ("document", "named"),
    [
        (ROW | {"supplier": None}, "supplier"),
        (ROW | {"amount": "123456789012.00"}, "numeric"),
        (ROW | {"day": "2. März"}, "day: 2. März"),
    ],
)
def test_a_row_that_the_table_does_not_want_is_rejected_whole(
    shop: Shop, send: Callable[..., Any], document: dict[str, Any], named: str
) -> None:
    attempt = send(document)
    assert (attempt.error, attempt.said.status) == (None, "rejected")
    assert named in attempt.said.reason
    assert shop.run("SELECT count(*) FROM slips") == [(0,)]


@pytest.mark.parametrize(
    ("document", "other", "code", "told"),
    [
        (ROW, {"table": "nowhere"}, "connector_database_table", "nowhere"),
        (ROW, {"table": "loose"}, "connector_database_table", "delivery_id"),
        (ROW | {"colour": "red"}, {}, "connector_database_table", "colour"),
        ([ROW, ROW], {}, "connector_document_shape", ""),
        ("text", {}, "connector_document_shape", ""),
    ],
)
def test_what_a_person_must_put_right_is_given_up_at_once(
    send: Callable[..., Any], document: Any, other: dict[str, str], code: str, told: str
) -> None:
    attempt = send(document, **other)
    assert (attempt.error, attempt.answer, attempt.final) == (code, told, True)


def test_who_may_not_insert_is_told(send: Callable[..., Any]) -> None:
    assert send(user="reader").error == "connector_permission"


def test_who_is_not_known_is_told(send: Callable[..., Any]) -> None:
    attempt = send(user="nobody_here")
    assert (attempt.error, attempt.asks_for_rest) == ("connector_login_refused", True)


def test_a_database_that_is_away_is_told(shop: Shop, sender: KindSender, message: Callable[..., Message]) -> None:
    attempt = sender.send(message("postgresql://127.0.0.1:1/x", "database", SETTINGS, ROW))
    assert (attempt.error, attempt.asks_for_rest) == ("delivery_refused", True)


def test_a_table_that_somebody_holds_keeps_nobody_beyond_his_time(shop: Shop, message: Callable[..., Message]) -> None:
    with shop.connect() as holder:
        holder.execute("LOCK TABLE slips")
        hasty = KindSender(allow=["127.0.0.1"], seconds=0.5)
        assert hasty.send(message(shop.url, "database", SETTINGS, ROW)).error == "connector_database_failed"


def test_a_driver_that_is_missing_is_told(sender: KindSender, message: Callable[..., Message]) -> None:
    attempt = sender.send(message("mysql://127.0.0.1:1/x", "database", SETTINGS, ROW))
    assert (attempt.error, attempt.answer, attempt.final) == ("connector_database_driver", "pymysql", True)


def test_the_test_inserts_nothing_but_sees_whether_it_could(
    shop: Shop, sender: KindSender, message: Callable[..., Message]
) -> None:
    good, loose = (
        sender.test(message(shop.url, "database", SETTINGS | {"table": name})) for name in ("slips", "loose")
    )
    assert (good.error, loose.error) == (None, "connector_database_table")
    assert shop.run("SELECT count(*) FROM slips") == [(0,)]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("postgresql://10.0.0.1:5432/x", "delivery_not_allowed"),
        ("postgresql://127.0.0.1:5432/x?host=10.0.0.1", "delivery_url_invalid"),
        ("postgresql://a:b@127.0.0.1:5432/x", "delivery_url_invalid"),
        ("sqlite:////etc/passwd", "delivery_url_invalid"),
        ("https://127.0.0.1/", "delivery_url_invalid"),
    ],
)
def test_no_other_address_is_taken(sender: KindSender, url: str, code: str) -> None:
    with pytest.raises(DestinationRefused) as caught:
        sender.check(url, "database")
    assert caught.value.code == code
