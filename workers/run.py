"""Starts OCR workers, each in a process of its own, and keeps them running."""

from ocr_service.settings import Settings
from ocr_service.stack.processes import Processes, Program, python_program


def run_workers(settings: Settings, count: int) -> None:
    """Runs `count` workers until SIGINT or SIGTERM; any number of hosts may do so against one Redis.

    The page in hand is finished, or put back where it takes long or a second signal comes.
    Raises ProgramCannotRun where a worker cannot work with these settings (a model is missing).
    """
    with Processes(worker_programs(settings, count)) as workers:
        workers.until_told_to_stop()


def worker_programs(settings: Settings, count: int) -> list[Program]:
    """The programs of `count` workers that share this machine's cores."""
    shared = settings.model_copy(update={"workers": count})
    return [python_program(f"worker-{number}", "workers.worker_process", shared) for number in range(1, count + 1)]
