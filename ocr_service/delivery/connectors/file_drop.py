"""Files in a folder, for receivers that pick them up: a local folder, or one on an SFTP server."""

import os
import re
from pathlib import Path
from typing import Annotated, ClassVar, Final
from urllib.parse import unquote, urlsplit

from pydantic import Field, SecretStr, StringConstraints

from ocr_service.delivery.attempt import Attempt, DestinationRefused, Message
from ocr_service.delivery.connectors.connector import ConnectorFailed, ConnectorSettings, Outlet, taken
from ocr_service.delivery.connectors.sftp import HostKey, SftpFolder, open_sftp, put_file
from ocr_service.delivery.formats import to_bytes

_SUFFIXES: Final = {"json": ".json", "xml": ".xml", "csv": ".csv"}
_SFTP_PORT: Final = 22
Prefix = Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9_][A-Za-z0-9_.-]{0,40})?$")]


class FileDropSettings(ConnectorSettings):
    """How files are named, and for SFTP who signs in where."""

    prefix: Prefix = Field(default="", description="what file names begin with; our delivery id follows")
    user: str = Field(default="", max_length=200, description="SFTP: the user")
    password: SecretStr = Field(default=SecretStr(""), description="SFTP: the password, where there is no key")
    private_key: SecretStr = Field(default=SecretStr(""), description="SFTP: a private key (OpenSSH or PEM)")
    host_key: HostKey | None = Field(
        default=None, description="SFTP: the server's public key, as ssh-keyscan prints it: ssh-ed25519 AAAA..."
    )


class FileDrop:
    """Puts one file for each form, whole or not at all: written beside under another name, synced, renamed.

    The endpoint's URL is ``file:///sub/folder`` (below OCR_DELIVERY_FOLDER) or ``sftp://host:22/folder`` (SFTP version
    3, draft-ietf-secsh-filexfer-02; the server must show the pinned host key). The name holds the delivery id, so that
    a repeat replaces the file, or shows that it was picked up before.
    """

    name: ClassVar = "file-drop"
    Settings: ClassVar = FileDropSettings

    def admit(self, url: str, outlet: Outlet) -> None:
        if url.startswith("file:"):
            _local_folder(url, outlet)
        else:
            _server(url, outlet)

    def test(self, message: Message, settings: FileDropSettings, outlet: Outlet) -> Attempt:
        if message.url.startswith("file:"):
            folder = _local_folder(message.url, outlet)
            if not os.access(folder, os.W_OK | os.X_OK):
                raise ConnectorFailed("connector_folder", folder.name)
        else:
            open_sftp(_account(message.url, settings, outlet))
        return taken(status=None)

    def send(self, message: Message, settings: FileDropSettings, outlet: Outlet) -> Attempt:
        name = f"{settings.prefix}{message.id}{_suffix(message.content_type)}"
        body = to_bytes(message.body, message.content_type)
        if message.url.startswith("file:"):
            _write(_local_folder(message.url, outlet), name, body)
        else:
            put_file(_account(message.url, settings, outlet), name, body)
        return taken(name, status=None)


def _suffix(content_type: str) -> str:
    return next((suffix for kind, suffix in _SUFFIXES.items() if kind in content_type), ".txt")


def _local_folder(url: str, outlet: Outlet) -> Path:
    """Raises DestinationRefused for what does not lie below the folder that the administrator set."""
    path = re.fullmatch(r"file://(/[^?#]*)", url)
    if path is None:
        raise DestinationRefused("delivery_url_invalid")
    if outlet.folder is None:
        raise DestinationRefused("delivery_not_allowed", host="file")
    root = outlet.folder.resolve()
    # resolve() follows links, too: one that leads out of the root is refused like "..".
    folder = (root / unquote(path[1]).lstrip("/")).resolve()
    if not folder.is_relative_to(root) or "\0" in str(folder):
        raise DestinationRefused("delivery_not_allowed", host="file")
    return folder


def _write(folder: Path, name: str, body: bytes) -> None:
    beside = folder / f".{name}.part"
    try:
        with beside.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(folder / name)
        # The new name, too, must outlive a power cut before anybody is told that the file is there.
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise ConnectorFailed("connector_folder", error.strerror or "") from error


def _server(url: str, outlet: Outlet) -> tuple[str, int, str]:
    """The checked address, the port and the folder."""
    try:
        parts = urlsplit(url)
        port = parts.port or _SFTP_PORT
    except ValueError:
        raise DestinationRefused("delivery_url_invalid") from None
    if "@" in parts.netloc:
        raise DestinationRefused("delivery_url_credentials")
    if parts.scheme != "sftp" or not parts.hostname or parts.query or parts.fragment or "\0" in url:
        raise DestinationRefused("delivery_url_invalid")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    _, _, addresses = outlet.http.admit_host(f"{host}:{port}")
    return addresses[0], port, unquote(parts.path) or "."


def _account(url: str, settings: FileDropSettings, outlet: Outlet) -> SftpFolder:
    address, port, folder = _server(url, outlet)
    if settings.host_key is None or not settings.user:
        raise ConnectorFailed("connector_settings", "user, host_key", final=True)
    return SftpFolder(
        address=address,
        port=port,
        folder=folder,
        user=settings.user,
        password=settings.password.get_secret_value() or None,
        private_key=settings.private_key.get_secret_value() or None,
        host_key=settings.host_key,
        seconds=outlet.http.seconds_left,
    )
