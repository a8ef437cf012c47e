"""Reads every page with every reader, page by page in turn, and keeps each answer so that a run can be resumed.

An answer is kept under what it depends on: the scan's bytes, the reader's own code and the packages that it runs on.
"""

import hashlib
import json
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ocr_service.forms.template import Template, TemplatePackage
from tests.bench.readers.process import ReaderFailedError, ReaderProcess
from tests.bench.running.systems import ROOT, PageTask, System
from tests.bench.samples import SampleScan
from tests.bench.scoring.truth import true_marks, true_plane, true_zones

_LOCKED = (ROOT / "requirements.lock",)


@dataclass(frozen=True, kw_only=True)
class ReadPage:
    """One page with each reader's answer by the reader's name, and the texts that it gives the zones."""

    task: PageTask
    answers: Mapping[str, dict[str, Any]]
    texts: Mapping[str, Mapping[str, tuple[str, float]]]


class Answers:
    """One reader's kept answers; its process is started only where one is missing."""

    def __init__(self, system: System, templates: Path, cache: Path) -> None:
        self._system, self._cache = system, cache
        sources = [*system.sources, *_LOCKED] + ([templates] if system.texts is None else [])
        self._version = _digest_of(sources)
        self._process: ReaderProcess | None = None
        self.failures: list[str] = []

    @cached_property
    def _folder(self) -> Path:
        folder = self._cache / "answers" / self._system.name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def get(self, task: PageTask) -> dict[str, Any]:
        key = hashlib.sha256(task.scan.read_bytes() + self._version.encode() + task.plane.tobytes()).hexdigest()[:32]
        kept = self._folder / f"{key}.json"
        if kept.exists():
            answer: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
            return answer
        answer = self._ask(task)
        if "error" in answer:
            # Counted as nothing read, told at the end, and tried again by the next run.
            self.failures.append(f"{self._system.name}: {task.scan.name}: {answer['error']}")
            return answer
        kept.write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")
        return answer

    def close(self) -> None:
        if self._process is not None:
            self._process.close()

    def _ask(self, task: PageTask) -> dict[str, Any]:
        request = self._system.ask(task)
        try:
            if self._process is None:
                self._process = ReaderProcess(list(self._system.command), self._folder / "log.txt")
                # The first page is always slower: it is not the one that counts.
                self._process.ask(request)
            return self._process.ask(request)
        except ReaderFailedError as error:
            self._process = None
            return {"error": str(error)}


def read_set(
    scans: Sequence[SampleScan],
    folder: Path,
    packages: Iterable[TemplatePackage],
    systems: Sequence[System],
    cache: Path,
) -> tuple[list[ReadPage], list[str]]:
    """The scans of a set as each reader reads them; see `read_pages`."""
    templates = {package.template.name: package.template for package in packages}
    with tempfile.TemporaryDirectory() as scratch:
        tasks = [page_task(scan, templates[scan.expected.template or ""], folder, Path(scratch)) for scan in scans]
        return read_pages(tasks, systems, folder / "templates_forms", cache)


def read_pages(
    tasks: Sequence[PageTask], systems: Sequence[System], templates: Path, cache: Path
) -> tuple[list[ReadPage], list[str]]:
    """All pages as each reader reads them, and a sentence on each page that one failed on; tells its progress."""
    readers = {system.name: Answers(system, templates, cache) for system in systems}
    pages, start = [], time.monotonic()
    for number, task in enumerate(tasks, start=1):
        answers = {name: reader.get(task) for name, reader in readers.items()}
        texts = {s.name: s.texts(task, answers[s.name]) for s in systems if s.texts is not None}
        pages.append(ReadPage(task=task, answers=answers, texts=texts))
        if number % 10 == 0 or number == len(tasks):
            print(f"  {number} of {len(tasks)} pages, {time.monotonic() - start:.0f} s", flush=True)
    for reader in readers.values():
        reader.close()
    return pages, [failure for reader in readers.values() for failure in reader.failures]


def page_task(scan: SampleScan, template: Template, folder: Path, scratch: Path) -> PageTask:
    """What the readers are asked about one scan of the benchmark."""
    return PageTask(
        scan=folder / "samples" / scan.name,
        expected=scan.expected,
        zones=tuple(true_zones(template, scan.expected)),
        marks=true_marks(template, scan.expected),
        plane=true_plane(scan.expected),
        scratch=scratch,
    )


def _digest_of(sources: Sequence[Path]) -> str:
    """One digest of all files that a reader's answer depends on; pages, locales and pictures for people do not."""
    digest = hashlib.sha256()
    for source in sources:
        files = [source] if source.is_file() else sorted(source.rglob("*"))
        for file in files:
            if file.is_file() and file.suffix in (".py", ".json", ".yaml", ".csv", ".lock") and "web" not in file.parts:
                digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()
