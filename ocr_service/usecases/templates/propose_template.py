"""The start of a template from one page of an unknown form: a file, or a scan that waits for its template."""

from dataclasses import dataclass
from typing import Final

from ocr_service.engines.errors import EngineError
from ocr_service.forms.draft_template import draft_template
from ocr_service.forms.proposal import FormProposal
from ocr_service.forms.template import Template
from ocr_service.forms.template_file import dump_template
from ocr_service.reading.errors import ReaderFailed, ScanError
from ocr_service.usecases.errors import FileRefused, ProposalFailed, ProposalPageMissing
from ocr_service.usecases.following.find_scans import show_scan
from ocr_service.usecases.ports import FormProposer, Services

DEFAULT_NAME: Final = "new-form"


@dataclass(frozen=True, kw_only=True)
class TemplateProposal:
    """What was found, a draft of a template file with it (`yaml`), and the reference picture (PNG)."""

    proposal: FormProposal
    template: Template
    yaml: str
    picture: bytes


def propose_template(
    proposer: FormProposer, data: bytes, *, page: int, name: str = DEFAULT_NAME, blank: bool = False
) -> TemplateProposal:
    """`blank` says that nothing was filled in: the picture stays as it is, and blanks may be printed from it.

    Raises FileRefused, ProposalPageMissing, ProposalFailed.
    """
    try:
        found = proposer.propose(data, page, blank=blank)
    except ScanError as error:
        raise FileRefused(error) from error
    except (ReaderFailed, EngineError) as error:
        raise ProposalFailed(error) from error
    if found is None:
        raise ProposalPageMissing(page=page)
    template = draft_template(found.proposal, name=name, blank=blank)
    return TemplateProposal(
        proposal=found.proposal, template=template, yaml=dump_template(template), picture=found.picture
    )


def propose_from_scan(
    services: Services,
    proposer: FormProposer,
    *,
    scan_id: str,
    page: int,
    name: str = DEFAULT_NAME,
    blank: bool = False,
) -> TemplateProposal:
    """The same for a scan that is here already. Raises ScanNotFound, too."""
    scan = show_scan(services, scan_id=scan_id).summary
    return propose_template(proposer, services.files.load(scan.file_sha256), page=page, name=name, blank=blank)
