"""``ocr-service template propose``: the start of a template from one scan of a form."""

import argparse
import re
import sys
from pathlib import Path

from ocr_service import wiring
from ocr_service.cli.language import language, say
from ocr_service.engines.errors import EngineError
from ocr_service.forms.draft_template import REFERENCE_PICTURE, draft_template
from ocr_service.forms.proposal import SURE, FormProposal
from ocr_service.forms.template_file import dump_template
from ocr_service.reading.errors import ScanError
from ocr_service.reading.proposing.propose_form import ProposedPage, propose_form
from ocr_service.settings import load_settings
from ocr_service.usecases.templates.propose_template import DEFAULT_NAME
from ocr_service.web.i18n import text

_TEMPLATE = "template.yaml"


def run(options: argparse.Namespace) -> int:
    target: Path = options.out / _TEMPLATE
    if target.exists():
        print(say("cli.propose_exists", file=str(target)), file=sys.stderr)
        return 1
    try:
        found = _propose(options.scan, options.page)
    except (ScanError, EngineError) as error:
        print(f"{options.scan}: {text(language(), f'error.{error.code}', **error.params)}", file=sys.stderr)
        return 1
    except OSError as error:
        print(say("cli.file_unreadable", file=str(options.scan), problem=error.strerror or str(error)), file=sys.stderr)
        return 1
    if found is None:
        print(text(language(), "error.page_not_found", page=options.page), file=sys.stderr)
        return 1
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        (options.out / REFERENCE_PICTURE).write_bytes(found.picture)
        template = draft_template(found.proposal, name=_name(options.out))
        target.write_text(dump_template(template), encoding="utf-8")
    except OSError as error:
        problem = error.strerror or str(error)
        print(say("cli.folder_unwritable", file=str(target), problem=problem), file=sys.stderr)
        return 1
    _tell(options.out, found.proposal)
    return 0


def _propose(scan: Path, page: int) -> ProposedPage | None:
    data = scan.read_bytes()
    settings = load_settings()
    detector, engine = wiring.open_detector(settings), wiring.open_engine(settings)
    return propose_form(data, detector, engine, limits=wiring.scan_limits(settings), page=page)


def _name(folder: Path) -> str:
    """The folder's name as a template may be called."""
    plain = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-")[:63]
    return plain if re.match("[a-z]", plain) else DEFAULT_NAME


def _tell(folder: Path, proposal: FormProposal) -> None:
    zones = len(proposal.fields) + sum(len(table.columns) for table in proposal.tables)
    print(say("cli.proposed", folder=str(folder), zones=zones, tables=len(proposal.tables)))
    if not proposal.size_known:
        width, height = proposal.size_mm
        print(f"  - {say('cli.propose_size', width=width, height=height)}")
    for field in proposal.fields:
        if field.confidence < SURE:
            print(f"  - {say('cli.propose_unsure', name=field.name, label=field.label or '?', type=field.type)}")
    print(f"  - {say('cli.propose_picture', file=str(folder / REFERENCE_PICTURE))}")
    print(f"  - {say('cli.propose_next', folder=str(folder))}")
