"""Connections to Redis or Valkey; the only place that turns a queue's URL into a client."""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any, Final

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

# sockaddr_un holds 108 bytes on Linux, 104 on macOS, the closing zero among them.
LONGEST_SOCKET_PATH: Final = 103
_UNIX: Final = "unix://"


class SocketFolderUnsafe(Exception):
    """The private folder for a short socket path belongs to somebody else."""


def connect(url: str, *, answer_seconds: float) -> Redis:
    """A client for `url` (redis://, rediss:// or unix://PATH); nothing is sent yet.

    A command fails after `answer_seconds`. It is tried once more on a fresh connection, because a server that was
    restarted leaves dead connections behind; the client's own default would wait and try for many seconds.
    """
    options: dict[str, Any] = {
        "socket_timeout": answer_seconds,
        "socket_connect_timeout": min(answer_seconds, 2.0),
        "retry": Retry(NoBackoff(), 1),
    }
    if url.startswith(_UNIX) and "?" not in url and "@" not in url:
        # The path is taken as it stands: a folder may hold "%" or "#", which a URL parser would read otherwise.
        return Redis(unix_socket_path=str(reachable_socket(Path(url.removeprefix(_UNIX)))), **options)
    if not url.startswith(_UNIX):
        options["socket_keepalive"] = True
    return Redis.from_url(url, **options)


def reachable_socket(path: Path) -> Path:
    """`path` itself, or where it is too long for the operating system a short one that stands for it.

    The same for every process of one user, so that server and clients meet. Raises SocketFolderUnsafe.
    """
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    digest = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    return _private_folder() / f"{digest}.sock"


def _private_folder() -> Path:
    """A folder in the system's temporary folder that only this user can write to."""
    folder = Path(tempfile.gettempdir()) / f"ocr-service-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    # The name can be guessed: somebody else may have made it first, to listen in.
    if folder.is_symlink() or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise SocketFolderUnsafe(str(folder))
    return folder
