"""Files of master data are loaded by a process of their own; one that is killed leaves what was in force."""

import io
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from ocr_service import wiring
from ocr_service.settings import Settings
from ocr_service.usecases.masterdata.load_list import load_list
from ocr_service.usecases.masterdata.load_wishes import LoadWishes
from ocr_service.usecases.masterdata.loads.hand_in_file import hand_in_file
from ocr_service.usecases.masterdata.loads.run_load import run_loads
from ocr_service.usecases.masterdata.loads.show_loads import LoadView, show_load
from ocr_service.usecases.masterdata.show_lists import list_lists
from ocr_service.usecases.ports import Services
from workers.masterdata_load import LoadingProcess

OLD = b"no,name\nC1,a\n"
MANY = b"no,name\n" + b"".join(b"C%d,customer %d\n" % (number, number) for number in range(60_000))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_folder=tmp_path, models_folder=tmp_path / "models")


@pytest.fixture
def services(settings: Settings) -> Services:
    return wiring.open_services(settings)


@contextmanager
def loading(settings: Settings, services: Services) -> Iterator[None]:
    """What the timers do, until what waits has been loaded."""
    process = LoadingProcess(settings, threading.Event().wait)
    thread = threading.Thread(target=run_loads, args=(services, process.run))
    thread.start()
    yield
    thread.join(120)
    assert not thread.is_alive()


def hand_in(services: Services) -> LoadView:
    return hand_in_file(
        services,
        actor="key:erp",
        name="customers",
        file=io.BytesIO(MANY),
        limit_bytes=len(MANY),
        source="api",
        wishes=LoadWishes(),
        hold=False,
    )


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def the_process_of(load: LoadView) -> psutil.Process:
    children = psutil.Process().children()
    return next(child for child in children if load.id in child.cmdline())


def in_force(services: Services) -> tuple[str, int]:
    (version,) = list_lists(services)
    return version.version, version.rows


def test_a_process_that_is_killed_leaves_what_was_in_force_and_another_takes_the_file_up(
    settings: Settings, services: Services
) -> None:
    load_list(services, actor="key:erp", name="customers", file=io.BytesIO(OLD), size_bytes=len(OLD), source="api")
    load = hand_in(services)

    with loading(settings, services):
        wait_until(lambda: show_load(services, load_id=load.id).version is not None)
        the_process_of(load).kill()
        assert in_force(services) == ("1", 1)

    assert show_load(services, load_id=load.id).state == "in_force"
    assert in_force(services) == ("3", 60_000)
