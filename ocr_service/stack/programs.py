"""The programs that the service consists of. Those in `workers` are known here by name only."""

from ocr_service.settings import Settings
from ocr_service.stack.processes import Program, python_program


def web_program(settings: Settings) -> Program:
    return python_program("web", "ocr_service.web.server", settings)


def worker_programs(settings: Settings) -> list[Program]:
    """The programs of this machine's workers, which share its cores."""
    return [
        python_program(f"worker-{number}", "workers.worker_process", settings)
        for number in range(1, settings.workers + 1)
    ]


def timers_program(settings: Settings) -> Program:
    return python_program("timers", "workers.timers", settings)


def all_programs(settings: Settings) -> list[Program]:
    """Everything but the queue's server."""
    return [web_program(settings), timers_program(settings), *worker_programs(settings)]
