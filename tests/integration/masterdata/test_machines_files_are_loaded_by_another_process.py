"""What is fetched or dropped is only handed in; its rows are written elsewhere, and the service may stop meanwhile."""

from pathlib import Path

from ocr_service.delivery.download import Downloader
from ocr_service.usecases.masterdata.fetch_lists import fetch_due
from ocr_service.usecases.masterdata.loads.await_load import Wait
from ocr_service.usecases.masterdata.loads.decide_load import drop_load
from ocr_service.usecases.masterdata.loads.run_load import MOST_ATTEMPTS, run_loads
from ocr_service.usecases.masterdata.loads.show_loads import list_loads
from ocr_service.usecases.masterdata.manage_sources import show_source
from tests.integration.masterdata.conftest import Ledger
from tests.integration.masterdata.test_lists_are_fetched import Erp, erp, error, have_fetched
from workers.masterdata_folder import MasterdataFolder

__all__ = ["erp"]  # a fixture


def fetch(ledger: Ledger, wait: Wait) -> int:
    return fetch_due(ledger.services, Downloader(allow=["127.0.0.1"], seconds=10), limit_bytes=1000, wait=wait)


def stop(seconds: float) -> bool:
    return True


def states(ledger: Ledger) -> list[tuple[str, str]]:
    return [(one.source, one.state) for one in list_loads(ledger.services)]


def test_what_was_fetched_is_loaded_where_files_are_loaded(ledger: Ledger, erp: Erp) -> None:
    have_fetched(ledger, erp.url)
    assert fetch(ledger, ledger.work) == 1
    assert states(ledger) == [("pull", "in_force")]


def test_a_file_that_kills_what_loads_it_is_told_with_its_source(ledger: Ledger, erp: Erp) -> None:
    have_fetched(ledger, erp.url)

    def crash(seconds: float) -> bool:
        run_loads(ledger.services, lambda load_id: None)
        return False

    assert fetch(ledger, crash) == 0
    told = show_source(ledger.services, name="customers").error
    assert told == {"code": "masterdata_load_crashed", "params": {"times": MOST_ATTEMPTS}}


def test_a_service_that_stops_fetches_and_loads_right_after_its_start(ledger: Ledger, erp: Erp) -> None:
    have_fetched(ledger, erp.url)
    assert fetch(ledger, stop) == 0
    assert error(ledger) is None

    assert fetch(ledger, ledger.work) == 1

    assert states(ledger) == [("pull", "in_force")]
    assert show_source(ledger.services, name="customers").fetched_at is not None


def test_a_file_that_somebody_drops_from_the_queue_is_not_told_as_loaded(ledger: Ledger, erp: Erp) -> None:
    have_fetched(ledger, erp.url)

    def drop(seconds: float) -> bool:
        (load,) = list_loads(ledger.services)
        drop_load(ledger.services, actor="user:1", load_id=load.id)
        return False

    assert (fetch(ledger, drop), error(ledger)) == (0, "masterdata_load_dropped")


def test_a_file_in_the_folder_waits_where_it_is_until_it_is_loaded(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "drop"
    path.mkdir()
    (path / "customers.csv").write_text("no,name\nC1,a\n")

    def settle(wait: Wait) -> int:
        """Looks as a service does that has just been started, until the file no longer changes."""
        time = 0.0
        folder = MasterdataFolder(ledger.services, path, limit_bytes=1000, wait=wait, clock=lambda: time)
        folder.look()
        time = 5.0
        return folder.look()

    assert (settle(stop), [one.name for one in path.iterdir()]) == (0, ["customers.csv"])
    assert (settle(ledger.work), states(ledger)) == (1, [("folder", "in_force")])
