"""A folder on an SFTP server: sign in, put one file, hang up."""

import asyncio
import posixpath
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Annotated

import asyncssh
from pydantic import AfterValidator, StringConstraints

from ocr_service.delivery.connectors.connector import ConnectorFailed


def _is_public_key(text: str) -> str:
    try:
        asyncssh.import_public_key(text)
    except asyncssh.KeyImportError:
        raise ValueError("this is no public key in OpenSSH's form") from None
    return text


HostKey = Annotated[
    str, StringConstraints(max_length=4000, strip_whitespace=True, pattern=r"^\S+ \S+"), AfterValidator(_is_public_key)
]


@dataclass(frozen=True, kw_only=True)
class SftpFolder:
    """`address` is an IP address; `host_key` the only key that is trusted; `seconds` for everything."""

    address: str
    port: int
    folder: str
    user: str
    password: str | None = field(repr=False)
    private_key: str | None = field(repr=False)
    host_key: str
    seconds: float


def open_sftp(where: SftpFolder) -> None:
    """Signs in and looks whether the folder is there. Raises ConnectorFailed."""

    async def act(sftp: asyncssh.SFTPClient) -> None:
        if not await sftp.isdir(where.folder):
            raise ConnectorFailed("connector_folder", where.folder)

    _run(where, act)


def put_file(where: SftpFolder, name: str, body: bytes) -> None:
    """Writes `body` beside, synced where the server can, and renames it to `name`. Raises ConnectorFailed."""
    beside, final = posixpath.join(where.folder, f".{name}.part"), posixpath.join(where.folder, name)

    async def act(sftp: asyncssh.SFTPClient) -> None:
        async with sftp.open(beside, "wb") as file:
            await file.write(body)
            with suppress(asyncssh.SFTPOpUnsupported):
                await file.fsync()
        try:
            await sftp.posix_rename(beside, final)
        except asyncssh.SFTPOpUnsupported:
            # Version 3's own rename does not replace: what a try before this one left goes first.
            if await sftp.exists(final):
                await sftp.remove(final)
            await sftp.rename(beside, final)

    _run(where, act)


def _run(where: SftpFolder, act: Callable[[asyncssh.SFTPClient], Awaitable[None]]) -> None:
    async def whole() -> None:
        async with asyncio.timeout(where.seconds), _connected(where) as sftp:
            await act(sftp)

    try:
        # In a thread of its own: the caller's may have an event loop under way.
        with ThreadPoolExecutor(1, thread_name_prefix="sftp") as pool:
            pool.submit(lambda: asyncio.run(whole())).result()
    except TimeoutError as error:
        raise ConnectorFailed("delivery_timeout") from error
    except asyncssh.HostKeyNotVerifiable as error:
        raise ConnectorFailed("connector_host_key", error.reason) from error
    except (asyncssh.PermissionDenied, asyncssh.KeyImportError) as error:
        raise ConnectorFailed("connector_login_refused", str(error)) from error
    except asyncssh.SFTPPermissionDenied as error:
        raise ConnectorFailed("connector_permission", error.reason) from error
    except asyncssh.SFTPError as error:
        raise ConnectorFailed("connector_folder", error.reason) from error
    except asyncssh.Error as error:
        raise ConnectorFailed("delivery_broken_answer", error.reason) from error
    except OSError as error:
        raise ConnectorFailed("delivery_refused", error.strerror or "") from error


@asynccontextmanager
async def _connected(where: SftpFolder) -> AsyncIterator[asyncssh.SFTPClient]:
    keys = [asyncssh.import_private_key(where.private_key)] if where.private_key else []
    trusted = asyncssh.import_public_key(where.host_key)
    # Nothing of the process's own user: neither his configuration nor his agent, keys or known hosts.
    async with (
        asyncssh.connect(
            where.address,
            where.port,
            username=where.user,
            password=where.password,
            client_keys=keys or None,
            known_hosts=([trusted], [], []),
            config=None,
            agent_path=None,
            x509_trusted_certs=None,
        ) as connection,
        connection.start_sftp_client() as sftp,
    ):
        yield sftp
