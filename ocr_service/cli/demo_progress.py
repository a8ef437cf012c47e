"""How many scans are at the end of their way through the service, live."""

import time
from collections.abc import Mapping

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ocr_service.cli.demo_client import DemoClient
from ocr_service.cli.language import say
from ocr_service.records.states import ScanState

# All other states are ends of the way.
_ON_THE_WAY = {
    *(ScanState.RECEIVED, ScanState.QUEUED, ScanState.READING),
    *(ScanState.ACCEPTED, ScanState.DELIVERING),
}
_LOOK_SECONDS = 0.2
_PATIENCE_SECONDS = 300


def follow_scans(console: Console, client: DemoClient, names: Mapping[str, str]) -> dict[str, str]:
    """Waits until all scans are at the end of their way; the states of those that got there.

    Gives up where nothing at all has changed for `_PATIENCE_SECONDS`, after saying which scans are stuck.
    """
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    )
    finished: dict[str, str] = {}
    seen: dict[str, str] = {}
    with progress:
        bar = progress.add_task(say("cli.demo.reading"), total=len(names))
        changed_at = time.monotonic()
        while len(finished) < len(names) and time.monotonic() - changed_at < _PATIENCE_SECONDS:
            states = {scan_id: state for scan_id, state in client.states().items() if scan_id in names}
            if states != seen:
                changed_at, seen = time.monotonic(), states
            finished |= {
                scan_id: state
                for scan_id, state in states.items()
                if scan_id not in finished and ScanState(state) not in _ON_THE_WAY
            }
            progress.update(bar, completed=len(finished))
            time.sleep(_LOOK_SECONDS)
    if stuck := [name for scan_id, name in names.items() if scan_id not in finished]:
        console.print(say("cli.demo.stuck", count=len(stuck), seconds=_PATIENCE_SECONDS, names=", ".join(stuck)))
    return finished
