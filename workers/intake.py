"""The watched folder: what is put there is taken in, then moved to ``done`` or, with a note, to ``failed``."""

import os
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, ClassVar, Final

import structlog

from ocr_service.usecases.errors import FileRefused, UsecaseError
from ocr_service.usecases.ports import Services
from ocr_service.usecases.receiving.accept_scan import Upload, accept_scan
from ocr_service.usecases.receiving.note_refused import note_refused
from ocr_service.web.i18n import LANGUAGES, text

log = structlog.get_logger()

DONE: Final = "done"
FAILED: Final = "failed"
# Scanners write in bursts; a file that has not changed for so long is complete.
_SETTLED_SECONDS: Final = 5.0
# Some make an empty file first, and some let nobody read it until they have finished.
_PATIENCE_SECONDS: Final = 60.0
_UNFINISHED_ENDINGS: Final = (".part", ".partial", ".filepart", ".tmp", ".temp", ".crdownload", ".download", "~")
_NOBODYS_SCANS: Final = frozenset({"thumbs.db", "desktop.ini"})
_LONGEST_NAME_BYTES: Final = 255


@dataclass(frozen=True)
class _Look:
    """How a file looked, and since when (seconds of a clock that never goes back) it has looked like this."""

    inode: int
    size: int
    changed_ns: int
    since: float

    def same_as(self, found: os.stat_result) -> bool:
        return (self.inode, self.size, self.changed_ns) == (found.st_ino, found.st_size, found.st_mtime_ns)


class WatchedFolder:
    """Takes in the files that lie directly in `folder`; other folders in it, and links, are left alone.

    A crash between taking in and moving makes no double: the same bytes are recognised. Several hosts may watch one
    folder. What is taken in belongs to `site` (a site's code). `clock` gives seconds and never goes back.
    """

    # What a file can be refused for; any other error is a fault, and the file is looked at again.
    _refusals: ClassVar[tuple[type[UsecaseError], ...]] = (FileRefused,)
    # Whether those who hand scans in should know of what was refused.
    _tells_clerks: ClassVar[bool] = True

    def __init__(
        self,
        services: Services,
        folder: Path,
        *,
        limit_bytes: int,
        site: str | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._services = services
        self._folder = folder
        self._limit_bytes = limit_bytes
        self._site = site
        self._clock = clock
        self._looks: dict[str, _Look] = {}
        self._left_alone: dict[str, _Look] = {}

    def look(self) -> int:
        """Takes in what is complete by now; returns how many files were moved.

        A fault of the database or the file store leaves the file for the next look and is raised.
        """
        found = self._find_files()
        self._looks = {name: self._compare(name, info) for name, info in found}
        self._left_alone = {name: look for name, look in self._left_alone.items() if self._looks.get(name) == look}
        return sum(self._take(name) for name, _ in found if name not in self._left_alone and self._is_settled(name))

    def _find_files(self) -> list[tuple[str, os.stat_result]]:
        """Regular files that are nobody's unfinished work, the longest waiting first."""
        found = []
        with os.scandir(self._folder) as entries:
            for entry in entries:
                # A link may point to anything on this machine; whoever may write here need not be allowed to read that.
                if not _is_unfinished(entry.name) and entry.is_file(follow_symlinks=False):
                    try:
                        found.append((entry.name, entry.stat(follow_symlinks=False)))
                    except FileNotFoundError:
                        continue
        return sorted(found, key=lambda one: one[1].st_mtime_ns)

    def _compare(self, name: str, info: os.stat_result) -> _Look:
        before = self._looks.get(name)
        if before is not None and before.same_as(info):
            return before
        return _Look(info.st_ino, info.st_size, info.st_mtime_ns, self._clock())

    def _is_settled(self, name: str) -> bool:
        return self._unchanged_for(name) >= (_SETTLED_SECONDS if self._looks[name].size else _PATIENCE_SECONDS)

    def _unchanged_for(self, name: str) -> float:
        return self._clock() - self._looks[name].since

    def _take(self, name: str) -> bool:
        try:
            file = _open_regular(self._folder / name)
        except FileNotFoundError:
            return False
        except OSError as error:
            if self._unchanged_for(name) < _PATIENCE_SECONDS:
                return False
            return self._move_to_failed(name, "intake_unreadable", {"detail": error.strerror})
        with file:
            try:
                wanted = self._receive(name, file)
            except self._refusals as refusal:
                return self._move_to_failed(name, refusal.code, refusal.params)
            # Whoever wrote more in the meantime has written another scan; it is taken in when it has settled.
            if not self._looks[name].same_as(os.fstat(file.fileno())):
                return False
        return self._move(name, DONE, wanted) is not None

    def _receive(self, name: str, file: BinaryIO) -> str:
        """Takes in the file; the name under which it is kept. Raises one of `_refusals`."""
        accepted = accept_scan(
            self._services,
            actor="system",
            upload=Upload(file_name=name, stream=file),
            source="folder",
            limit_bytes=self._limit_bytes,
            site=self._site,
        )
        return f"{accepted.scan_id}-{name}"

    def _move_to_failed(self, name: str, code: str, params: dict[str, Any]) -> bool:
        log.warning("intake_refused", file=name, code=code, **params)
        moved = self._move(name, FAILED, name)
        if moved is None:
            return False
        told = [(code, params), *((one["code"], one["params"]) for one in params.get("problems", ()))]
        sentences = [text(language, f"error.{code}", **params) for language in LANGUAGES for code, params in told]
        note = moved.with_name(_shortened(moved.name, ending=".txt"))
        note.write_text("\n".join([name, *sentences, ""]), encoding="utf-8-sig")  # Windows' editor wants the mark
        if self._tells_clerks:
            note_refused(self._services, file_name=moved.name, reasons=told, site=self._site)
        return True

    def _move(self, name: str, into: str, wanted: str) -> Path | None:
        """Where the file lies now; None where another host moved it, or nobody can."""
        target = self._folder / into
        try:
            target.mkdir(exist_ok=True)
            free = _free_name(target, wanted)
            (self._folder / name).rename(free)
        except FileNotFoundError:
            return None
        except OSError as error:
            # Not tried again before the file changes: it would be taken in, and complained of, at every look.
            log.error("intake_cannot_move", file=name, detail=error.strerror)
            self._left_alone[name] = self._looks[name]
            return None
        return free


def _is_unfinished(name: str) -> bool:
    return name.startswith((".", "~")) or name.lower().endswith(_UNFINISHED_ENDINGS) or name.lower() in _NOBODYS_SCANS


def _open_regular(path: Path) -> BinaryIO:
    """Opens a file that must not be a link, nor a pipe that would keep us waiting. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise FileNotFoundError(path)
    return os.fdopen(descriptor, "rb")


def _free_name(folder: Path, wanted: str) -> Path:
    number, candidate = 1, folder / _shortened(wanted)
    while candidate.exists():
        number += 1
        candidate = folder / _shortened(wanted, ending=f".{number}{Path(wanted).suffix}")
    return candidate


def _shortened(name: str, *, ending: str = "") -> str:
    """The name with `ending` in at most 255 bytes; its own ending stays where there is room for it."""
    suffix = ending or Path(name).suffix
    stem = name if ending else name.removesuffix(suffix)
    room = _LONGEST_NAME_BYTES - len(os.fsencode(suffix))
    return os.fsencode(stem)[: max(room, 1)].decode(errors="ignore") + suffix
