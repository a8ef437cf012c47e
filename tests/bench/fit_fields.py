"""The fields of a set of scans, with their evidence and whether each was read right: what the model learns from."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from ocr_service.forms.expected import compare
from ocr_service.reading import decide
from ocr_service.reading.deciding.evidence import Evidence, Kind
from ocr_service.reading.errors import ScanError
from ocr_service.reading.placing.catalogue import Catalogue
from ocr_service.reading.read_form import read_form
from ocr_service.reading.text_engine import TextEngine
from tests.bench.samples import Samples


@dataclass(frozen=True, kw_only=True)
class FittedField:
    """One field of one scan. `stopped` says that it goes to a person whatever its probability is."""

    scan: str
    layout: str
    path: str
    type: str
    kind: Kind
    figures: Mapping[str, float]
    right: bool
    stopped: bool
    conditions: tuple[str, ...]


def read_fields(samples: Samples, engine: TextEngine) -> Iterator[FittedField]:
    """Reads every scan of the set; scans that are taken for another form, or for none, teach nothing."""
    catalogue = Catalogue(samples.packages)
    for scan in samples.scans:
        found: dict[str, tuple[Evidence, bool]] = {}
        try:
            with patch.object(decide, "_judge", _remembering(found)):
                result = read_form(scan.data, catalogue, engine)
        except ScanError:
            continue
        if result.template is None or result.template != scan.expected.template:
            continue
        wrong = {one.path for one in compare(scan.expected, result.fields, form_accepted=False).differences}
        for field in result.fields:
            evidence, stopped = found[field.path]
            yield FittedField(
                scan=scan.name,
                layout=result.template,
                path=field.path,
                type=field.type,
                kind=evidence.kind,
                figures=evidence.figures,
                right=field.path not in wrong,
                stopped=stopped,
                conditions=scan.expected.conditions,
            )


def _remembering(found: dict[str, tuple[Evidence, bool]]) -> Any:
    judge = decide._judge

    def remember(*given: Any) -> Any:
        judged = judge(*given)
        found[judged.reading.path] = (judged.evidence, judged.stopped)
        return judged

    return remember


def write_fields(fields: Iterable[FittedField], path: Path) -> int:
    """One JSON object a line; returns how many."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for field in fields:
            file.write(json.dumps(asdict(field), ensure_ascii=False) + "\n")
            count += 1
    return count


def load_fields(path: Path) -> list[FittedField]:
    """What `write_fields` wrote."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [FittedField(**{**row, "conditions": tuple(row["conditions"])}) for row in rows]
