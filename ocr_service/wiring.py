"""The one composition root: settings -> the real adapters. Nothing else builds adapters."""

import os
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import make_url, text

from ocr_service.delivery.allow_list import AllowListInvalid
from ocr_service.delivery.download import Downloader
from ocr_service.delivery.kind_sender import KindSender
from ocr_service.engines.form_proposer import FormProposer
from ocr_service.engines.host import HostLimits, ReadingHost
from ocr_service.engines.line_recogniser import LineRecogniser
from ocr_service.engines.models import ModelChoice
from ocr_service.engines.paddle import EngineChoice
from ocr_service.engines.paddle import open_engine as open_chosen_engine
from ocr_service.engines.picture_check import PictureCheck
from ocr_service.engines.quick_model import MODEL as QUICK_MODEL
from ocr_service.engines.text_detector import MODEL as DETECTOR
from ocr_service.engines.text_detector import DbTextDetector, open_text_detector
from ocr_service.engines.trial_reader import TrialReader
from ocr_service.engines.upload_judge import UploadJudge
from ocr_service.engines.warm_reader import open_warm_reader
from ocr_service.files.local import LocalFileStore
from ocr_service.queue.rq_queue import RqQueue
from ocr_service.reading.opening.scan_limits import ScanLimits
from ocr_service.records.migrations import migrate
from ocr_service.records.session import open_database
from ocr_service.settings import Settings, SettingsError, variable
from ocr_service.usecases.ports import Services

_MB = 1_000_000
# A list of a million rows, over a slow line.
_DOWNLOAD_SECONDS = 600.0


def open_services(settings: Settings) -> Services:
    """Everything that use cases need, with the database's tables brought up to date."""
    # People's papers lie there: no other user of the machine may look.
    settings.data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    migrate(settings.database_url)
    return Services(
        database=open_database(settings.database_url).sessions,
        files=LocalFileStore(files_folder(settings)),
        queue=open_queue(settings),
        check_picture=PictureCheck(scan_limits(settings)),
        now=lambda: datetime.now(UTC),
    )


def open_queue(settings: Settings) -> RqQueue:
    """The job queue; nothing is sent yet."""
    return RqQueue.at(settings.redis_url)


def open_sender(settings: Settings) -> KindSender:
    """Sends to the allowed receivers. Raises SettingsError where the allow-list or the authority's file is wrong."""
    try:
        return KindSender(
            allow=settings.delivery_allow,
            seconds=settings.delivery_seconds,
            ca_file=settings.delivery_ca_file,
            certificates=settings.delivery_certificates,
            folder=settings.delivery_folder,
        )
    except AllowListInvalid as error:
        raise SettingsError("setting_no_destination", option=variable("delivery_allow"), entry=str(error)) from None
    except OSError as error:  # ssl.SSLError is one too
        raise SettingsError("setting_wrong", option=variable("delivery_ca_file"), detail=str(error)) from None


def open_fetcher(settings: Settings) -> Downloader:
    """Fetches files from the hosts that may be sent to. Call `open_sender` first: it says what is wrong."""
    return Downloader(
        allow=settings.delivery_allow,
        seconds=_DOWNLOAD_SECONDS,
        ca_file=settings.delivery_ca_file,
        certificates=settings.delivery_certificates,
    )


def open_engine(settings: Settings) -> LineRecogniser:
    """A warm text engine in this process. Raises EngineError."""
    return open_chosen_engine(engine_choice(settings, threads_per_engine(settings)))


def open_reader(settings: Settings) -> ReadingHost:
    """A warm reader in a process of its own; returns at once, while the model is still being loaded there."""
    threads = threads_per_engine(settings)
    limits = HostLimits(
        reading_seconds=settings.reading_seconds,
        memory_mb=settings.reader_memory_mb,
        recycle_pages=settings.recycle_pages,
        recycle_mb=settings.recycle_mb,
    )
    opener = partial(open_warm_reader, engine_choice(settings, threads), scan_limits(settings))
    return ReadingHost(opener, limits, threads=threads)


def open_upload_judge(settings: Settings) -> UploadJudge:
    """Looks at uploads in a process of its own, which is being started when this returns."""
    return UploadJudge(scan_limits(settings))


def open_proposer(settings: Settings) -> FormProposer:
    """Proposes zones for unknown forms; its process lives only while one is made."""
    return FormProposer(
        engine_choice(settings, threads_per_engine(settings)),
        scan_limits(settings),
        seconds=settings.reading_seconds,
        memory_mb=settings.reader_memory_mb,
    )


def open_trial_reader(settings: Settings) -> TrialReader:
    """Reads scans with forms that are being drawn; its process lives only while an author tries."""
    return TrialReader(
        engine_choice(settings, threads_per_engine(settings)),
        scan_limits(settings),
        seconds=settings.reading_seconds,
        memory_mb=settings.reader_memory_mb,
    )


def open_detector(settings: Settings) -> DbTextDetector:
    """A text detector in this process. Raises EngineError."""
    return open_text_detector(settings.models_folder.resolve(), threads=threads_per_engine(settings))


def engine_choice(settings: Settings, threads: int) -> EngineChoice:
    return EngineChoice(
        engine=settings.engine,
        model=settings.model,
        model_folder=settings.models_folder.resolve(),
        device=settings.device,
        threads=threads,
    )


def detector_choice() -> ModelChoice:
    """The model that proposals for unknown forms need; reading needs none of it."""
    return ModelChoice(names=(DETECTOR,), format="onnx")


def reading_models(settings: Settings) -> tuple[ModelChoice, ...]:
    """The two models that read a line: the quick one first, the thorough one where that is not enough."""
    thorough = ModelChoice(names=(settings.model,), format="paddle" if settings.engine == "paddle" else "onnx")
    return thorough, ModelChoice(names=(QUICK_MODEL,), format="onnx")


def threads_per_engine(settings: Settings) -> int:
    """The cores divided among the workers of this host, unless the settings say otherwise."""
    return settings.threads or max(1, usable_cores() // settings.workers)


def usable_cores() -> int:
    """The cores that this process may use, which in a container are often fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def scan_limits(settings: Settings) -> ScanLimits:
    return ScanLimits(
        max_bytes=settings.max_upload_mb * _MB,
        max_pages=settings.max_pages,
        max_megapixels=settings.max_megapixels,
    )


def files_folder(settings: Settings) -> Path:
    """Where the scans lie."""
    return settings.data_folder / "files"


def check_database(settings: Settings) -> str:
    """Asks the database for an answer; its address without the password. Raises what SQLAlchemy raises."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return url.render_as_string()
    with open_database(settings.database_url).engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    return url.render_as_string()
