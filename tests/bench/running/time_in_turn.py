"""Seconds a page of each reader, measured in one go: answers that an earlier run kept may come from a busy machine."""

from collections.abc import Sequence
from pathlib import Path
from statistics import fmean, median
from typing import Any

from tests.bench.readers.process import ReaderFailedError, ReaderProcess
from tests.bench.running.systems import PageTask, System


def time_in_turn(tasks: Sequence[PageTask], systems: Sequence[System], logs: Path) -> dict[str, dict[str, float]]:
    """By reader's name: seconds a page (median, mean), the median of how many times ours, the most memory in MB.

    The first reader is ours. Each page goes to all readers one after another, each in a fresh process of its own that
    has read one page before; pages that a reader fails on do not count for it. Raises ReaderFailedError where one
    cannot start.
    """
    logs.mkdir(parents=True, exist_ok=True)
    processes = {one.name: ReaderProcess(list(one.command), logs / f"{one.name}.txt") for one in systems}
    seconds: dict[str, list[float]] = {one.name: [] for one in systems}
    times: dict[str, list[float]] = {one.name: [] for one in systems}
    peaks: dict[str, float] = {}
    for number, task in enumerate([tasks[0], *tasks]):
        took: dict[str, float] = {}
        for system in systems:
            answer = processes[system.name].ask(system.ask(task))
            peaks[system.name] = max(peaks.get(system.name, 0.0), answer.get("peak_mb") or 0.0)
            if "error" not in answer:
                took[system.name] = answer["seconds"]
        if number == 0:
            continue
        for name, spent in took.items():
            seconds[name].append(spent)
            if systems[0].name in took:
                times[name].append(spent / took[systems[0].name])
    for process in processes.values():
        process.close()
    return {name: _summary(seconds[name], times[name], peaks[name]) for name in seconds}


def _summary(seconds: Sequence[float], times: Sequence[float], peak: float) -> dict[str, Any]:
    if not times:
        raise ReaderFailedError("every page failed")
    return {"pages": len(times), "median": median(seconds), "mean": fmean(seconds), "times_ours": median(times),
            "peak_mb": peak}  # fmt: skip
