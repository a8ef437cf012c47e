"""``ocr-service sandbox``: a receiver that shows what arrives and fails as it is told."""

import argparse
import errno
import os
import sys
import threading
import time

from rich.console import Console
from rich.markup import escape

from ocr_service.cli.language import say
from ocr_service.cli.sandbox.certificate import wrong_certificate
from ocr_service.cli.sandbox.failures import FAILURES, KEYS, WELL_AGAIN_KEY
from ocr_service.cli.sandbox.keys import listen
from ocr_service.cli.sandbox.pages import PagedSandbox, check_secret
from ocr_service.cli.sandbox.receiver import Arrival, pretty
from ocr_service.cli.sandbox.words import double_words, failure_words, verdict_words
from ocr_service.cli.tables import open_console

# So that the secret need not stand in the list of processes.
SECRET_VARIABLE = "WEBHOOK_SECRET"
_COLOURS = {"verified": "green", "no_secret": "yellow", "not_looked_at": "yellow"}


def run(options: argparse.Namespace) -> int:
    console = open_console()
    secrets = [options.secret] if options.secret else os.environ.get(SECRET_VARIABLE, "").split()
    try:
        for secret in secrets:
            check_secret(secret)
    except ValueError:
        print(say("cli.sandbox.secret_invalid"), file=sys.stderr)
        return 2
    try:
        show = Show(console)
        sandbox = PagedSandbox(secrets=secrets, port=options.port, beside=wrong_certificate(), show=show)
    except OSError as error:
        key = "cli.port_taken" if error.errno == errno.EADDRINUSE else "cli.cannot_listen"
        print(say(key, host="127.0.0.1", port=options.port, detail=error.strerror or str(error)), file=sys.stderr)
        return 1
    if options.fail:
        sandbox.fail(options.fail, times=options.times)
    with sandbox, listen(lambda key: _press(console, sandbox, key)) as has_keys:
        _greet(console, sandbox, has_keys=has_keys)
        threading.Event().wait()  # until Ctrl+C
    return 0


class Show:
    """Prints each request as it comes."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def __call__(self, arrival: Arrival) -> None:
        parts = [time.strftime("%H:%M:%S", time.localtime(arrival.at)), f"#{arrival.number}", arrival.id]
        colour = _COLOURS.get(arrival.verdict, "red")
        head = " ".join(escape(part) for part in parts if part)
        self._console.print(f"[bold]{head}[/]  [{colour}]{escape(verdict_words(arrival))}[/]")
        for words in filter(None, (double_words(arrival), failure_words(arrival))):
            self._console.print(f"  [yellow]{escape(words)}[/]")
        if arrival.body:
            self._console.print(escape(pretty(arrival.body)), soft_wrap=True)


def _press(console: Console, sandbox: PagedSandbox, key: str) -> None:
    """A key plans one failure; in capitals it fails like this until it is told to be well."""
    if key == WELL_AGAIN_KEY:
        sandbox.be_well()
    elif key.lower() in KEYS:
        sandbox.fail(KEYS[key.lower()], times=None if key.isupper() else 1)
    else:
        return
    planned = ", ".join(say(f"cli.sandbox.fail.{name}") for name in sandbox.planned)
    console.print(escape(say("cli.sandbox.planned", failures=planned or say("cli.sandbox.fail.none"))))


def _greet(console: Console, sandbox: PagedSandbox, *, has_keys: bool) -> None:
    console.print(escape(say("cli.sandbox.ready", url=sandbox.url, port=sandbox.port)))
    if not sandbox.secrets:
        console.print(escape(say("cli.sandbox.no_secret_yet", variable=SECRET_VARIABLE)))
    if has_keys:
        console.print(escape(say("cli.sandbox.keys")))
        for name, failure in FAILURES.items():
            console.print(f"  [bold]{failure.key}[/]  {escape(say(f'cli.sandbox.fail.{name}'))}")
        console.print(f"  [bold]{WELL_AGAIN_KEY}[/]  {escape(say('cli.sandbox.fail.none'))}")
