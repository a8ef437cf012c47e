"""Programs for a supervisor: ``python -m tests.doubles.programs <what> <file>``; each appends a line to the file."""

import os
import signal
import sys
import time
from pathlib import Path


def tell(line: str) -> None:
    with Path(sys.argv[2]).open("a") as file:
        file.write(f"{line} {os.getpid()}\n")


def stay(on_term: str) -> None:
    """Tells of each SIGTERM, and ends as `on_term` says: at the first, at the second, or never."""
    left = {"first": 1, "second": 2, "never": -1}[on_term]
    came: list[int] = []

    def note(number: int, frame: object) -> None:
        tell("terminated")
        came.append(number)

    signal.signal(signal.SIGTERM, note)
    tell("started")
    while len(came) != left:
        time.sleep(0.02)


if __name__ == "__main__":
    match sys.argv[1]:
        case "exit":
            tell("started")
            sys.exit(1)
        case "unusable":
            sys.exit(os.EX_CONFIG)
        case "echo":
            tell(sys.stdin.read())
            stay("first")
        case what:
            stay(what)
