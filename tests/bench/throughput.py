"""Pages a second with one and with two readers, and the most memory that a reader took."""

import re
import threading
import time
from pathlib import Path

from ocr_service import wiring
from ocr_service.engines.host import ReadingHost
from ocr_service.forms.template import TemplatePackage
from ocr_service.reading.errors import ScanError
from ocr_service.settings import Settings
from tests.bench.samples import Samples, SampleScan


def measure(settings: Settings, samples: Samples) -> list[dict[str, float]]:
    """A row for one and for two readers: scans a second, and the most megabytes that any of them took."""
    rows = []
    scans = [scan for scan in samples.scans if scan.expected.template and scan.expected.reading_expected]
    for count in (1, 2):
        hosts = [wiring.open_reader(settings.model_copy(update={"workers": count})) for _ in range(count)]
        for host in hosts:
            _read(host, scans[:1], samples.packages)
        start = time.perf_counter()
        threads = [
            threading.Thread(target=_read, args=(host, scans[index::count], samples.packages))
            for index, host in enumerate(hosts)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - start
        peak = max(_peak_megabytes(host.pid) for host in hosts)
        rows.append({"readers": count, "scans_a_second": len(scans) / seconds, "peak_mb": peak})
        for host in hosts:
            host.close()
    return rows


def _read(host: ReadingHost, scans: list[SampleScan], packages: tuple[TemplatePackage, ...]) -> None:
    for scan in scans:
        try:
            host.read(scan.data, packages, only_template=None, while_waiting=lambda: None)
        except ScanError:
            continue


def _peak_megabytes(pid: int) -> float:
    status = Path(f"/proc/{pid}/status")
    match = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return int(match[1]) / 1000 if match else float("nan")
