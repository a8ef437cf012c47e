"""A live progress bar for each scan on its way through the service."""

import time
from collections.abc import Mapping

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from ocr_service.cli.demo_client import DemoClient
from ocr_service.cli.language import language, say
from ocr_service.records.states import ScanState
from ocr_service.web.i18n import text

# How far along its way a scan is in each state; all others are ends of the way.
_STEPS = {
    ScanState.RECEIVED: 0,
    ScanState.QUEUED: 1,
    ScanState.READING: 2,
    ScanState.ACCEPTED: 3,
    ScanState.DELIVERING: 4,
}
_LAST_STEP = 5
_LOOK_SECONDS = 0.2
_PATIENCE_SECONDS = 300


def follow_scans(console: Console, client: DemoClient, names: Mapping[str, str]) -> dict[str, str]:
    """Shows every scan's state until all are at the end of their way; the states of those that got there.

    Gives up where nothing at all has changed for `_PATIENCE_SECONDS`, after saying which scans are stuck.
    """
    progress = Progress(
        TextColumn("{task.description:<34}"),
        BarColumn(bar_width=30),
        TextColumn("{task.fields[state]:<16}"),
        TimeElapsedColumn(),
        console=console,
    )
    finished: dict[str, str] = {}
    seen: dict[str, str] = {}
    with progress:
        bars = {scan_id: progress.add_task(name, total=_LAST_STEP, state="") for scan_id, name in names.items()}
        changed_at = time.monotonic()
        while len(finished) < len(names) and time.monotonic() - changed_at < _PATIENCE_SECONDS:
            states = {scan_id: state for scan_id, state in client.states().items() if scan_id in names}
            if states != seen:
                changed_at, seen = time.monotonic(), states
            for scan_id, state in states.items():
                if scan_id not in finished and _move(progress, bars[scan_id], state):
                    finished[scan_id] = state
            time.sleep(_LOOK_SECONDS)
    if stuck := [name for scan_id, name in names.items() if scan_id not in finished]:
        console.print(say("cli.demo.stuck", count=len(stuck), seconds=_PATIENCE_SECONDS, names=", ".join(stuck)))
    return finished


def _move(progress: Progress, bar: TaskID, state: str) -> bool:
    """Moves a scan's bar; True where its way has ended."""
    step = _STEPS.get(ScanState(state), _LAST_STEP)
    progress.update(bar, completed=step, state=text(language(), f"pages.state.{state}"))
    if step == _LAST_STEP:
        progress.stop_task(bar)
    return step == _LAST_STEP
