from functools import partial
from pathlib import Path

import pytest

from ocr_service.engines.host import HostLimits, ReadingHost
from ocr_service.files.template_folder import load_package
from ocr_service.reading.errors import ReaderFailed
from tests.doubles.misbehaving_engines import open_reader

ROOT = Path(__file__).parents[3]
LIMITS = HostLimits(reading_seconds=20, memory_mb=2000, recycle_pages=100, recycle_mb=1500)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("hangs", "page_took_too_long"),
        ("segfaults", "page_crashed_reader"),
        ("runs out of memory", "page_ate_memory"),
        ("returns too few", "page_crashed_reader"),
    ],
)
def test_the_page_is_given_up_with_its_reason(fault: str, code: str) -> None:
    package = load_package(ROOT / "templates_forms" / "delivery-note-northgate")
    scan = (ROOT / "samples" / "delivery-note-northgate" / "01-laser.pdf").read_bytes()
    limits = HostLimits(reading_seconds=3, memory_mb=2000, recycle_pages=100, recycle_mb=1500)
    limits = limits if fault == "hangs" else LIMITS
    with ReadingHost(partial(open_reader, fault), limits, threads=1) as host:
        first_child = host.pid
        with pytest.raises(ReaderFailed) as failed:
            host.read(scan, (package,), only_template=None, while_waiting=lambda: None)
        assert failed.value.code == code
        assert host.pid != first_child


def test_probabilities_that_are_no_numbers_never_pass_for_a_sure_reading() -> None:
    package = load_package(ROOT / "templates_forms" / "delivery-note-northgate")
    scan = (ROOT / "samples" / "delivery-note-northgate" / "01-laser.pdf").read_bytes()
    with ReadingHost(partial(open_reader, "returns no numbers"), LIMITS, threads=1) as host:
        result = host.read(scan, (package,), only_template=None, while_waiting=lambda: None)
    assert result.decision == "review"
    not_from_the_engine = {"barcode", "tick", "choice", "seal", "signature"}
    texts = [field for field in result.fields if field.type not in not_from_the_engine]
    assert texts
    assert [field.path for field in texts if field.value is not None and field.decision == "accept"] == []
