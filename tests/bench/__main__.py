"""``make bench``: speed, memory and accuracy on the sample scans, on this machine, in one run.

Figures depend on the machine; ratios are of things measured side by side in the same run.
"""

import os
import platform
from pathlib import Path

from ocr_service.observe import configure_logs
from ocr_service.settings import load_settings
from tests.bench import accuracy, queue_cost, reading_speed, throughput
from tests.bench.samples import load_samples

ROOT = Path(__file__).parents[2]


def main() -> None:
    settings = load_settings()
    configure_logs("text", "warning")
    samples = load_samples(ROOT / "samples", ROOT / "templates_forms")
    pages = len(samples.scans)
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, {pages} scans\n")
    reading_speed.report(settings, samples)
    accuracy.report(settings, samples)
    throughput.report(settings, samples)
    queue_cost.report()


if __name__ == "__main__":
    main()
