"""Serves the web application: ``python -m ocr_service.web.server``, with its settings on standard input."""

from contextlib import closing

import uvicorn
from fastapi import FastAPI

from ocr_service import wiring
from ocr_service.observe import configure_logs
from ocr_service.settings import Settings
from ocr_service.stack.processes import settings_from_input
from ocr_service.usecases.ports import FormProposer, TrialReader, UploadJudge
from ocr_service.web.app import create_app

# Requests under way get so long once the service is told to stop; an upload cut off then is sent again by its sender.
_FINISH_SECONDS = 10

# The container's health check asks so. No other site can: a page that had its own name point here would send that name.
_OWN_MACHINE = ("127.0.0.1", "localhost")


def make_app(
    settings: Settings,
    judge: UploadJudge | None = None,
    proposer: FormProposer | None = None,
    trial: TrialReader | None = None,
) -> FastAPI:
    """The application over the real adapters."""
    return create_app(
        wiring.open_services(settings),
        settings,
        sender=wiring.open_sender(settings),
        judge=judge,
        proposer=proposer,
        trial=trial,
        trusted_hosts=(*settings.trusted_hosts, *_OWN_MACHINE) if settings.trusted_hosts else (),
    )


def serve(settings: Settings) -> None:
    """Serves until SIGINT or SIGTERM."""
    with (
        closing(wiring.open_upload_judge(settings)) as judge,
        closing(wiring.open_proposer(settings)) as proposer,
        closing(wiring.open_trial_reader(settings)) as trial,
    ):
        uvicorn.run(
            make_app(settings, judge, proposer, trial),
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_FINISH_SECONDS,
        )


if __name__ == "__main__":
    given = settings_from_input()
    configure_logs(given.log_format, given.log_level)
    serve(given)
