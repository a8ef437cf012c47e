"""Readers that a reading host must survive. What a scan's bytes say is what the reader does with it.

``b"good"`` is read; ``b"hang"``, ``b"segfault"``, ``b"eat memory"``, ``b"nonsense"``, ``b"raise"`` and so on misbehave.
A JPEG's signature may stand before it, so that intake takes it for a picture.
"""

import ctypes
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from ocr_service.engines.errors import ModelMissing
from ocr_service.forms.result import FieldResult, FormResult, PageResult, ResultBox
from ocr_service.forms.template import TemplatePackage
from ocr_service.reading.errors import FileEncrypted, TooManyPages

JPEG_SIGNATURE = b"\xff\xd8\xff"


def good_result(data: bytes = b"good", *, template: str = "slip", confidence: float = 0.99) -> FormResult:
    """A result with two pages whose pictures are the scan's bytes and their reverse."""
    field = FieldResult(
        path="number", type="text", value="A-1", text="A-1", confidence=confidence, page=1, decision="accept",
        box=ResultBox(x=1, y=2, width=3, height=4),
    )  # fmt: skip
    pages = tuple(
        PageResult(number=number, picture=picture, width=10, height=20, dpi=200.0)
        for number, picture in enumerate((data, data[::-1]), start=1)
    )
    return FormResult(template=template, template_version=1, decision="accept", pages=pages, fields=(field,))


class MisbehavingReader:
    """Does what the scan's bytes say."""

    def __init__(self) -> None:
        self.engine_name = f"double/{os.getpid()}"
        self.known: list[str] = []
        self.lessons = 0
        self.ballast: list[bytearray] = []
        self.lists: dict[str, tuple[str, ...]] = {}
        self.handed: list[str] = []

    def keep_lists(self, changed: Mapping[str, tuple[str, ...]], names: Collection[str]) -> None:
        self.handed += sorted(changed)
        self.lists = {name: one for name, one in (self.lists | dict(changed)).items() if name in names}

    def learn(self, packages: tuple[TemplatePackage, ...]) -> list[str]:
        names = [package.template.name for package in packages]
        if "kills-reader" in names:
            os.kill(os.getpid(), signal.SIGSEGV)
        self.lessons += 1
        self.known = [name for name in names if name != "broken"]
        return [name for name in names if name == "broken"]

    def read(
        self,
        data: bytes,
        only_template: str | None,
        only_pages: tuple[int, ...] | None,
        *,
        after_page: Callable[[], None],
    ) -> FormResult:
        self.after_page = after_page
        what, _, argument = data.removeprefix(JPEG_SIGNATURE).decode().partition(":")
        known = {"good": self.good, "slow": self.slow, "pages": self.pages, "lists": self.tell_lists}
        return known.get(what, self.misbehave)(what, argument, data)

    def good(self, what: str, argument: str, data: bytes) -> FormResult:
        return good_result(data, template=f"{self.lessons}:{','.join(self.known)}")

    def tell_lists(self, what: str, argument: str, data: bytes) -> FormResult:
        """Which lists it was handed, one after another, and what it holds of them now."""
        held = ";".join(f"{name}={'/'.join(entries)}" for name, entries in sorted(self.lists.items()))
        return good_result(data, template=f"{self.lessons}:{','.join(self.handed)}:{held}")

    def slow(self, what: str, argument: str, data: bytes) -> FormResult:
        """Reads until the file that the scan names is there; says so in a file beside it."""
        Path(f"{argument}.begun").write_text(str(os.getpid()))
        while not Path(argument).exists():
            time.sleep(0.01)
        return good_result(data)

    def pages(self, what: str, argument: str, data: bytes) -> FormResult:
        """``pages:20,0.1`` does twenty pages, each in a tenth of a second."""
        count, _, seconds = argument.partition(",")
        for _ in range(int(count)):
            time.sleep(float(seconds))
            self.after_page()
        return good_result(data)

    def misbehave(self, what: str, argument: str, data: bytes) -> FormResult:
        match what:
            case "hang":
                signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
                while True:
                    time.sleep(3600)
            case "segfault":
                ctypes.string_at(0)
            case "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            case "exit":
                os._exit(3)
            case "eat memory":
                while True:
                    self.ballast.append(bytearray(os.urandom(1)) * 20_000_000)
                    time.sleep(0.005)
            case "grow":
                self.ballast.append(bytearray(b"x") * 150_000_000)
                return good_result(data)
            case "out of memory":
                raise MemoryError
            case "nonsense":
                return good_result(data).model_copy(update={"decision": "perhaps"})
            case "junk":
                os.write(int(sys.argv[1]), os.urandom(4000))
                time.sleep(3600)
            case "huge":
                os.write(int(sys.argv[1]), b"\x7f" * 64)
                time.sleep(3600)
            case "raise":
                raise RuntimeError("a bug")
            case "encrypted":
                raise FileEncrypted
            case "too many pages":
                raise TooManyPages(pages=500, limit=100)
            case "network":
                socket.create_connection(("127.0.0.1", 9))
            case "environment":
                return good_result(data, template=",".join(sorted(os.environ)))
        raise AssertionError(what)


def open_misbehaving() -> MisbehavingReader:
    print("libraries print what they like")
    return MisbehavingReader()


def open_without_model() -> MisbehavingReader:
    raise ModelMissing(model="m", folder="f")


def open_and_crash() -> MisbehavingReader:
    os.kill(os.getpid(), signal.SIGSEGV)
    raise AssertionError
