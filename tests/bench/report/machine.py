"""What the figures were taken on: processor, cores, memory, system; never the machine's name or its paths."""

import os
import platform
import re
from pathlib import Path

import psutil

from ocr_service import wiring


def describe_machine() -> dict[str, str]:
    cpuinfo = Path("/proc/cpuinfo")
    named = re.search(r"model name\s*:\s*(.+)", cpuinfo.read_text()) if cpuinfo.exists() else None
    return {
        "processor": named[1].strip() if named else platform.processor() or platform.machine(),
        "cores": f"{wiring.usable_cores()} of {os.cpu_count()}",
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GB",
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }
