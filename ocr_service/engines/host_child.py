"""The reading host's child: opens a reader once, then answers requests until the host is gone.

Started as ``python -m ocr_service.engines.host_child <socket's file descriptor>``.
"""

import contextlib
import faulthandler
import os
import resource
import signal
import socket
import sys
import traceback
from functools import partial
from typing import Any

from ocr_service.engines.errors import EngineError
from ocr_service.engines.host_wire import (
    PAGE_DONE,
    Answer,
    ListKeeper,
    ReaderOpener,
    Servant,
    WarmReader,
    receive_request,
    send_answer,
)
from ocr_service.forms.result import FormResult
from ocr_service.lifeline import end_with_parent
from ocr_service.reading.errors import ScanError

_NETWORK_EVENTS = frozenset({"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"})


def main(descriptor: int) -> None:
    """Answers requests on the inherited socket until the host closes it."""
    # Ctrl-C and a service manager's stop reach every process; the host decides when a page is put back.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    faulthandler.enable()
    # A page that crashes this process would leave the model's memory behind as a file, each time.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _volunteer_for_the_oom_killer()
    with socket.socket(fileno=descriptor) as connection:
        first = receive_request(connection)
        if first is None:
            return
        opener, parent, threads = first[1]
        end_with_parent(parent)
        sys.addaudithook(_refuse_network)
        reader = _open(connection, opener, threads)
        if reader is not None:
            _serve(connection, reader)


def _volunteer_for_the_oom_killer() -> None:
    """Where memory runs out the kernel shall end this process, not the database."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:
        score.write("900")


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Libraries that look for a model hub are told at once that there is no network."""
    if event in _NETWORK_EVENTS:
        raise PermissionError("reading uses no network")


def _open(connection: socket.socket, opener: ReaderOpener, threads: int) -> WarmReader | Servant | None:
    try:
        import cv2

        cv2.setNumThreads(threads)
        reader = opener()
    except EngineError as error:
        send_answer(connection, Answer(kind="engine_error", content=[error.code, _plain(error.params)]))
    except Exception as error:
        send_answer(connection, _unexpected(error))
    else:
        send_answer(connection, Answer(kind="ready", content=reader.engine_name))
        return reader
    return None


def _serve(connection: socket.socket, reader: WarmReader | Servant) -> None:
    page_done = Answer(kind=PAGE_DONE)
    while (request := receive_request(connection)) is not None:
        kind, arguments = request
        try:
            if isinstance(reader, Servant):
                answer = reader.answer(kind, arguments)
            elif kind == "learn":
                answer = Answer(kind="learnt", content=reader.learn(*arguments))
            elif kind == "lists" and isinstance(reader, ListKeeper):
                reader.keep_lists(*arguments)
                answer = Answer(kind="kept")
            else:
                answer = _describe(reader.read(*arguments, after_page=partial(send_answer, connection, page_done)))
        except ScanError as error:
            answer = Answer(kind="scan_error", content=[error.code, _plain(error.params)])
        except MemoryError:
            answer = Answer(kind="memory_error")
        except Exception as error:
            answer = _unexpected(error)
        # What one page left behind must not count as the next one's.
        del request, arguments
        send_answer(connection, answer)


def _describe(result: FormResult) -> Answer:
    pictures = tuple(page.picture for page in result.pages)
    return Answer(kind="read", content=result.model_dump_json(), blobs=pictures)


def _unexpected(error: Exception) -> Answer:
    return Answer(kind="unexpected", content=[type(error).__name__, "".join(traceback.format_exception(error))])


def _plain(params: dict[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, int | float | str) else str(value) for name, value in params.items()}


if __name__ == "__main__":
    main(int(sys.argv[1]))
    # Threads of native libraries must not keep the process from ending.
    os._exit(0)
