"""``ocr-service serve``, ``worker``, ``timers``, and ``run``, which starts them all with a queue of its own."""

import argparse
import contextlib
import errno
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence

import httpx2

from ocr_service import wiring
from ocr_service.cli.folder_forms import publish_folder
from ocr_service.cli.language import language, say
from ocr_service.observe import configure_logs
from ocr_service.settings import Settings, check_settings, load_settings
from ocr_service.stack.processes import Processes, Program, ProgramCannotRun
from ocr_service.stack.programs import all_programs, timers_program, worker_programs
from ocr_service.stack.valkey import EmbeddedValkey, ValkeyError
from ocr_service.usecases.people.manage_users import create_first_administrator
from ocr_service.web.i18n import text
from ocr_service.web.server import serve

_ADMINISTRATOR = "admin"


def run_serve(options: argparse.Namespace) -> int:
    settings = _settings(host=options.host, port=options.port)
    if not _can_listen(settings) or not prepare(settings):
        return 1
    serve(settings)
    return 0


def run_worker(options: argparse.Namespace) -> int:
    settings = _settings(workers=options.count)
    return _keep_running(worker_programs(settings))


def run_timers(options: argparse.Namespace) -> int:
    settings = _settings()
    if not _can_watch(settings):
        return 1
    return _keep_running([timers_program(settings)])


def run_stack(options: argparse.Namespace) -> int:
    settings = _settings(templates_folder=options.templates)
    print(say("cli.starting"), flush=True)
    if not _can_listen(settings) or not _can_watch(settings):
        return 1
    valkey: EmbeddedValkey | None = None
    with contextlib.ExitStack() as stack:
        if settings.queue_is_embedded:
            try:
                valkey = stack.enter_context(EmbeddedValkey(settings.data_folder / "queue"))
            except ValkeyError as error:
                problem = text(language(), f"error.{error.code}", **error.params)
                print(say("cli.start_failed", problem=problem), file=sys.stderr)
                return 1
        if not prepare(settings):
            return 1
        threading.Thread(target=_announce, args=(settings,), daemon=True).start()
        return _keep_running(all_programs(settings), look_also=valkey.look if valkey else None)


def prepare(settings: Settings) -> bool:
    """Brings the tables up to date, publishes the forms, makes the first administrator; False where a form is wrong."""
    wiring.open_sender(settings)  # a wrong allow-list is told now, not when the first result is to be sent
    services = wiring.open_services(settings)
    good = settings.templates_folder is None or publish_folder(services, settings.templates_folder)
    password = create_first_administrator(services, name=_ADMINISTRATOR, password=settings.administrator_password)
    if password is not None and not settings.administrator_password:
        print(say("cli.administrator_made", name=_ADMINISTRATOR, password=password), flush=True)
    return good


def _settings(**given: object) -> Settings:
    settings = load_settings()
    chosen = {name: value for name, value in given.items() if value is not None}
    # Checked again as a whole: what came from the command line is no better than what came from the environment.
    settings = check_settings(settings.model_dump() | chosen)
    configure_logs(settings.log_format, settings.log_level)
    return settings


def _can_listen(settings: Settings) -> bool:
    """Whether the web service will get its port; told now, before anything is made or started."""
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, kind, protocol, _, address in found[:1]:
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
    except OSError as error:
        key = "cli.port_taken" if error.errno == errno.EADDRINUSE else "cli.cannot_listen"
        problem = say(key, host=settings.host, port=settings.port, detail=error.strerror or str(error))
        print(say("cli.start_failed", problem=problem), file=sys.stderr)
        return False
    return True


def _can_watch(settings: Settings) -> bool:
    """Whether the watched folders, if there are to be any, are there and files can be moved out of them."""
    folders = {"cli.intake_unusable": settings.intake_folder, "cli.masterdata_unusable": settings.masterdata_folder}
    for key, folder in folders.items():
        if folder is not None and not (folder.is_dir() and os.access(folder, os.R_OK | os.W_OK | os.X_OK)):
            print(say("cli.start_failed", problem=say(key, folder=str(folder))), file=sys.stderr)
            return False
    return True


def _keep_running(programs: Sequence[Program], *, look_also: Callable[[], None] | None = None) -> int:
    try:
        with Processes(programs) as running:
            running.until_told_to_stop(look_also=look_also)
    except ProgramCannotRun as error:
        problem = text(language(), "error.program_cannot_run", name=error.name)
        print(say("cli.start_failed", problem=problem), file=sys.stderr)
        return 1
    return 0


def _announce(settings: Settings) -> None:
    """Says once that everything is ready, and where."""
    url = f"http://{settings.host}:{settings.port}"
    while True:
        with contextlib.suppress(httpx2.HTTPError):
            if httpx2.get(f"{url}/readyz", trust_env=False).status_code == httpx2.codes.OK:
                print(say("cli.stack_ready", url=url), flush=True)
                return
        time.sleep(0.2)
