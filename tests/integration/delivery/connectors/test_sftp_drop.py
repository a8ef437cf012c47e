"""Against asyncssh's own SFTP server."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncssh
import pytest

from ocr_service.delivery.attempt import Attempt, DestinationRefused, Message
from ocr_service.delivery.connectors.registry import SettingsInvalid, read_settings
from ocr_service.delivery.kind_sender import KindSender

HOST_KEY = asyncssh.generate_private_key("ssh-ed25519")
USER_KEY = asyncssh.generate_private_key("ssh-ed25519")


def public(key: asyncssh.SSHKey) -> str:
    return key.export_public_key().decode().strip()


class Door(asyncssh.SSHServer):
    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == ("erp", "s3cret")

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return username == "erp" and public(key) == public(USER_KEY)


class Plain(asyncssh.SFTPServer):
    """One that knows none of OpenSSH's extensions, as many appliances do not."""

    def fsync(self, file_obj: object) -> None:
        raise asyncssh.SFTPOpUnsupported("no")

    def posix_rename(self, oldpath: bytes, newpath: bytes) -> None:
        raise asyncssh.SFTPOpUnsupported("no")


@pytest.fixture(params=[asyncssh.SFTPServer, Plain], ids=["openssh", "plain"])
def port(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[int]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    (tmp_path / "in").mkdir()

    async def listen() -> asyncssh.SSHAcceptor:
        def files(channel: asyncssh.SSHServerChannel) -> asyncssh.SFTPServer:
            return request.param(channel, chroot=str(tmp_path))  # type: ignore[no-any-return]

        return await asyncssh.listen(
            "127.0.0.1", 0, server_factory=Door, server_host_keys=[HOST_KEY], sftp_factory=files
        )

    async def close() -> None:
        server.close()
        await server.wait_closed()

    server = asyncio.run_coroutine_threadsafe(listen(), loop).result(10)
    yield server.get_port()
    asyncio.run_coroutine_threadsafe(close(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def send(port: int, sender: KindSender, message: Callable[..., Message]) -> Callable[..., Attempt]:
    def act(folder: str = "/in", **other: str) -> Attempt:
        settings = {"user": "erp", "password": "s3cret", "host_key": public(HOST_KEY)} | other
        return sender.send(message(f"sftp://127.0.0.1:{port}{folder}", "file-drop", settings))

    return act


def test_a_form_becomes_a_file_and_a_repeat_replaces_it(tmp_path: Path, send: Callable[..., Attempt]) -> None:
    assert [send().error, send().error] == [None, None]
    assert [path.name for path in (tmp_path / "in").iterdir()] == ["msg_01.json"]
    assert (tmp_path / "in" / "msg_01.json").read_text(encoding="utf-8") == '{"号": 1}'


def test_a_key_opens_the_door_too(send: Callable[..., Attempt]) -> None:
    key = USER_KEY.export_private_key().decode()
    assert send(password="", private_key=key).error is None


def test_a_server_with_another_host_key_gets_neither_password_nor_file(
    tmp_path: Path, send: Callable[..., Attempt]
) -> None:
    assert send(host_key=public(USER_KEY)).error == "connector_host_key"
    assert list((tmp_path / "in").iterdir()) == []


def test_a_wrong_password_is_told(send: Callable[..., Attempt]) -> None:
    assert send(password="wrong").error == "connector_login_refused"


def test_a_folder_that_is_missing_is_told(send: Callable[..., Attempt]) -> None:
    assert send("/nowhere").error == "connector_folder"


def test_the_test_writes_nothing(
    tmp_path: Path, port: int, sender: KindSender, message: Callable[..., Message]
) -> None:
    settings = {"user": "erp", "password": "s3cret", "host_key": public(HOST_KEY)}
    urls = [f"sftp://127.0.0.1:{port}/{folder}" for folder in ("in", "nowhere")]
    assert [sender.test(message(url, "file-drop", settings)).error for url in urls] == [None, "connector_folder"]
    assert list((tmp_path / "in").iterdir()) == []


def test_without_a_host_key_nobody_is_called(sender: KindSender, message: Callable[..., Message]) -> None:
    attempt = sender.send(message("sftp://127.0.0.1:1/", "file-drop", {"user": "erp"}))
    assert (attempt.error, attempt.final) == ("connector_settings", True)


def test_a_server_that_is_away_is_told(sender: KindSender, message: Callable[..., Message]) -> None:
    settings = {"user": "erp", "host_key": public(HOST_KEY)}
    assert sender.send(message("sftp://127.0.0.1:1/", "file-drop", settings)).error == "delivery_refused"


def test_a_host_key_that_is_none_is_refused() -> None:
    with pytest.raises(SettingsInvalid):
        read_settings("file-drop", {"host_key": "ssh-ed25519 no"})


@pytest.mark.parametrize(
    ("url", "code"),
    [("sftp://10.0.0.1/in", "delivery_not_allowed"), ("sftp://a:b@127.0.0.1/in", "delivery_url_credentials")],
)
def test_the_server_must_be_allowed(sender: KindSender, url: str, code: str) -> None:
    with pytest.raises(DestinationRefused) as caught:
        sender.check(url, "file-drop")
    assert caught.value.code == code
