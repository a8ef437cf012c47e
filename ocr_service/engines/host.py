"""A warm reader in a process of its own, which a bad page can hang, crash or fill without harm to anybody else."""

import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Final, Self, TypeVar

import structlog
from pydantic import ValidationError

from ocr_service.engines.errors import EngineError
from ocr_service.engines.host_process import ChildAteMemory, ChildDied, ChildTookTooLong, HostChild
from ocr_service.engines.host_wire import Answer, ReaderOpener, pack_request
from ocr_service.forms.result import FormResult
from ocr_service.forms.template import ListVersion, TemplatePackage
from ocr_service.reading.errors import ReaderFailed, ScanError

log = structlog.get_logger()

_MB: Final = 1_000_000
# Imports and the model's weights: 3 s on a small machine; a minute and more from a cold network drive.
_OPENING_SECONDS: Final = 180.0
# A reference page takes a tenth of a second to prepare, on a busy machine one.
_LEARNING_SECONDS: Final = 30.0
_LEARNING_SECONDS_PER_PAGE: Final = 5.0
_ALREADY_SENT: Final = b""

Version = tuple[str, int]
# What makes a child learn a template anew: its version, what reviewers taught of its fields, which lists are elsewhere.
State = tuple[Version, tuple[tuple[str, float], ...], tuple[str, ...]]
E = TypeVar("E", ScanError, EngineError)


class ReaderCannotStart(EngineError):
    """The process that reads does not come up. Params: detail."""

    code = "reader_cannot_start"


@dataclass(frozen=True, kw_only=True)
class HostLimits:
    """What one page may cost, and when a reader is replaced by a fresh one between pages.

    `reading_seconds`: longest time for one page. `memory_mb`: resident memory at which the child is stopped.
    `recycle_pages`, `recycle_mb`: scans read, and memory held after one, from which on the child is replaced.
    """

    reading_seconds: float
    memory_mb: int
    recycle_pages: int
    recycle_mb: int


class ReadingHost:
    """Implements `usecases.ports.FormReader` with a child process. Not for use by several threads at once.

    The child is started at once and replaced after every page that ended badly. Templates go to it only where they
    have changed; one that breaks the child is left out from then on.
    """

    def __init__(self, opener: ReaderOpener, limits: HostLimits, *, threads: int) -> None:
        self._opener = opener
        self._limits = limits
        self._threads = threads
        self._engine_name: str | None = None
        self._broken: set[Version] = set()
        self._start()

    def _start(self) -> None:
        self._child = HostChild(self._opener, threads=self._threads)
        self._ready = False
        self._known: frozenset[State] | None = None
        self._lists: dict[str, ListVersion] = {}
        self._scans = 0

    @property
    def engine_name(self) -> str:
        """Engine and model, as the first child named them. Waits for it where need be; raises EngineError."""
        if self._engine_name is None:
            self.wait_until_ready(_nothing)
        assert self._engine_name is not None
        return self._engine_name

    @property
    def pid(self) -> int:
        """The child's process."""
        return self._child.pid

    def wait_until_ready(self, while_waiting: Callable[[], None]) -> None:
        """Waits until the child has opened its engine. Raises EngineError (ReaderCannotStart among them)."""
        if self._ready and self._child.alive():
            return
        try:
            if self._ready or not self._child.alive():
                self._replace()
            answer = self._ask(_ALREADY_SENT, _OPENING_SECONDS, while_waiting)
        except (ChildDied, ChildTookTooLong, ChildAteMemory, OSError) as error:
            raise ReaderCannotStart(detail=f"{type(error).__name__} {error}".strip()) from error
        if answer.kind == "ready":
            # The next child opens the same: who asks after a page must not wait until that one is warm.
            self._engine_name, self._ready = self._engine_name or str(answer.content), True
            return
        self._child.kill()
        if answer.kind == "engine_error":
            raise restore_error(EngineError, answer.content) or ReaderCannotStart(detail=str(answer.content))
        raise ReaderCannotStart(detail=str(answer.content))

    def read(
        self,
        data: bytes,
        packages: tuple[TemplatePackage, ...],
        *,
        only_template: str | None,
        only_pages: tuple[int, ...] | None = None,
        while_waiting: Callable[[], None],
    ) -> FormResult:
        """Reads one scan in the child (see `usecases.ports.FormReader`).

        Raises ScanError, ReaderFailed, or EngineError where no child can be started, which is not the page's fault.
        """
        self.wait_until_ready(while_waiting)
        self._teach(tuple(map(_without_lists, packages)), while_waiting)
        self._hand_lists(packages, while_waiting)
        self._scans += 1
        try:
            request = pack_request("read", data, only_template, only_pages)
            answer = self._ask(request, self._limits.reading_seconds, while_waiting)
            result = self._understand(answer)
        except ChildDied as error:
            raise ReaderFailed("page_crashed_reader", signal=error.signal) from error
        except ChildTookTooLong as error:
            raise ReaderFailed("page_took_too_long", seconds=self._limits.reading_seconds) from error
        except ChildAteMemory as error:
            raise ReaderFailed("page_ate_memory", limit_mb=self._limits.memory_mb) from error
        finally:
            self._recycle()
        return result

    def close(self) -> None:
        """Ends the child."""
        self._child.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _ask(self, request: bytes, seconds: float, while_waiting: Callable[[], None]) -> Answer:
        return self._child.ask(
            request, seconds=seconds, memory_bytes=self._limits.memory_mb * _MB, while_waiting=while_waiting
        )

    def _replace(self) -> None:
        self._child.kill()
        self._start()

    def _recycle(self) -> None:
        """Starts a fresh child where the old one is gone or has done enough; it warms up until the next page."""
        memory_mb = self._child.memory() // _MB
        if self._child.alive():
            if self._scans < self._limits.recycle_pages and memory_mb <= self._limits.recycle_mb:
                return
            log.info("reader_recycled", scans=self._scans, memory_mb=memory_mb)
        # Where the system can start no process now, the next page tries again.
        with contextlib.suppress(OSError):
            self._replace()

    def _teach(self, packages: tuple[TemplatePackage, ...], while_waiting: Callable[[], None]) -> None:
        """Makes sure that the child knows exactly these templates, without those that have broken a child before."""
        usable = tuple(package for package in packages if _version(package) not in self._broken)
        wanted = frozenset(map(_state, usable))
        if wanted == self._known:
            return
        if not self._learns(usable, while_waiting):
            # Something in them kills the child: find it, each template alone, and go on without.
            for package in usable:
                if not self._learns((package,), while_waiting):
                    self._broken.add(_version(package))
                    log.error(
                        "template_breaks_reader", template=package.template.name, version=package.template.version
                    )
            usable = tuple(package for package in usable if _version(package) not in self._broken)
            if not self._learns(usable, while_waiting):
                raise ReaderCannotStart(detail="templates")
        self._known = frozenset(map(_state, usable))

    def _hand_lists(self, packages: tuple[TemplatePackage, ...], while_waiting: Callable[[], None]) -> None:
        """Gives the child those lists of the master data that it reads along with, where it has them not yet."""
        wanted = {
            name: (version, package.lookups[name])
            for package in packages
            for name, version in package.lists.items()
            if name in package.lookups
        }
        versions = {name: version for name, (version, _) in wanted.items()}
        if versions == self._lists:
            return
        changed = {name: entries for name, (version, entries) in wanted.items() if self._lists.get(name) != version}
        try:
            self._ask(pack_request("lists", changed, tuple(wanted)), _LEARNING_SECONDS, while_waiting)
        except (ChildDied, ChildTookTooLong, ChildAteMemory) as error:
            raise ReaderCannotStart(detail="lists") from error
        self._lists = versions

    def _learns(self, packages: tuple[TemplatePackage, ...], while_waiting: Callable[[], None]) -> bool:
        self.wait_until_ready(while_waiting)
        pages = sum(len(package.page_images) for package in packages)
        seconds = _LEARNING_SECONDS + _LEARNING_SECONDS_PER_PAGE * pages
        try:
            answer = self._ask(pack_request("learn", packages), seconds, while_waiting)
        except (ChildDied, ChildTookTooLong, ChildAteMemory):
            return False
        if answer.kind != "learnt":
            log.error("templates_not_learnt", answer=str(answer.content))
            return False
        for name in answer.content:
            log.error("template_unusable", template=name)
        return True

    def _understand(self, answer: Answer) -> FormResult:
        """The result that an answer holds, else the error that it tells of."""
        if answer.kind == "read":
            try:
                return restore_result(answer)
            except (ValidationError, ValueError, TypeError, KeyError) as error:
                self._child.kill()
                raise ChildDied("malformed") from error
        if answer.kind == "scan_error" and (refusal := restore_error(ScanError, answer.content)):
            raise refusal
        # Whatever it was, it may have left the child's libraries in a state that spoils the next page.
        self._child.kill()
        if answer.kind == "memory_error":
            raise ChildAteMemory
        if answer.kind == "unexpected" and isinstance(answer.content, list):
            log.error("reading_raised", detail=str(answer.content[-1]))
            raise ReaderFailed("page_crashed_reader", signal=str(answer.content[0]))
        raise ChildDied("malformed")


def _version(package: TemplatePackage) -> Version:
    return package.template.name, package.template.version


def _state(package: TemplatePackage) -> State:
    return _version(package), tuple(sorted(package.shifts.items())), tuple(sorted(package.lists))


def _without_lists(package: TemplatePackage) -> TemplatePackage:
    """Lists of the master data change often and go to the child by themselves, once for all templates."""
    if not package.lists:
        return package
    own = {name: entries for name, entries in package.lookups.items() if name not in package.lists}
    return replace(package, lookups=own)


def restore_result(answer: Answer) -> FormResult:
    """The result that a ``read`` answer describes, with its pages' pictures."""
    described: dict[str, Any] = json.loads(answer.content)
    pages = [{**page, "picture": picture} for page, picture in zip(described["pages"], answer.blobs, strict=True)]
    return FormResult.model_validate({**described, "pages": pages})


def restore_error(family: type[E], content: Any) -> E | None:
    """The error that the child described by its code and params; None where there is no such error."""
    if not (isinstance(content, list) and len(content) == 2 and isinstance(content[1], dict)):
        return None
    code, params = content
    kinds = [family]
    for kind in kinds:
        if kind.code == code:
            return kind(**params)
        kinds += kind.__subclasses__()
    return None


def _nothing() -> None:
    """Nobody waits for anything."""
