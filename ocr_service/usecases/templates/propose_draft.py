"""A draft from scans: each page of a filled or blank copy becomes a page of the form, with its zones proposed."""

import re
from typing import Any, Final

from ocr_service.forms.draft_content import Content, content_of
from ocr_service.forms.proposal import SURE, FormProposal
from ocr_service.usecases.following.find_scans import show_scan
from ocr_service.usecases.ports import FormProposer, Services
from ocr_service.usecases.templates.begin_drafts import begin_draft
from ocr_service.usecases.templates.draft import Draft
from ocr_service.usecases.templates.keep_drafts import keep_file, save_draft, show_draft
from ocr_service.usecases.templates.propose_template import propose_template

_NUMBER: Final = re.compile(r"_\d+$")


def load_scan(services: Services, *, scan_id: str) -> bytes:
    """The file of a scan that is here. Raises ScanNotFound, FileMissing."""
    return services.files.load(show_scan(services, scan_id=scan_id).summary.file_sha256)


def begin_from_scan(
    services: Services, proposer: FormProposer, *, actor: str, data: bytes, page: int, name: str, blank: bool
) -> Draft:
    """Raises what `propose_template` raises."""
    proposed = propose_template(proposer, data, page=page, name=name, blank=blank)
    files = {proposed.template.pages[0].image: proposed.picture}
    content = content_of(proposed.template)
    doubtful = _doubtful(proposed.proposal, content)
    return begin_draft(services, actor=actor, content=content, files=files, doubtful=doubtful)


def add_page(
    services: Services,
    proposer: FormProposer,
    *,
    actor: str,
    draft_id: str,
    revision: int,
    data: bytes,
    page: int,
    blank: bool,
) -> Draft:
    """Proposes page `page` of the file as the draft's next page. Raises DraftNotFound, DraftChanged, too."""
    draft = show_draft(services, draft_id=draft_id)
    proposed = propose_template(proposer, data, page=page, blank=blank)
    content = with_page(draft.content, content_of(proposed.template))
    image = content["pages"][-1]["image"]
    kept = keep_file(services, actor=actor, draft_id=draft_id, revision=revision, name=image, data=proposed.picture)
    doubtful = (*kept.doubtful, *_doubtful(proposed.proposal, content))
    return save_draft(
        services, actor=actor, draft_id=draft_id, revision=kept.revision, content=content, doubtful=doubtful
    )


def _doubtful(proposal: FormProposal, content: Content) -> tuple[str, ...]:
    """Names, as the content has them, of the fields just proposed that want a second look; they are the last ones."""
    proposed = content.get("fields", [])[-len(proposal.fields) :] if proposal.fields else []
    pairs = zip(proposed, proposal.fields, strict=True)
    return tuple(str(field["name"]) for field, one in pairs if one.confidence < SURE)


def with_page(content: Content, proposed: Content) -> Content:
    """The content with the proposed form's page behind its own; names that are taken get a number."""
    number = len(content.get("pages", [])) + 1
    taken = {part.get("name") for key in ("fields", "tables") for part in content.get(key, [])}
    merged: dict[str, Any] = {**content}
    merged["pages"] = [*content.get("pages", []), {**proposed["pages"][0], "image": f"page-{number}.png"}]
    for key in ("fields", "tables"):
        added = []
        for part in proposed.get(key, []):
            name = _free_name(part["name"], taken)
            taken.add(name)
            added.append({**part, "name": name, "page": number})
        merged[key] = [*content.get(key, []), *added]
    return merged


def _free_name(name: str, taken: set[Any]) -> str:
    number, stem = 2, _NUMBER.sub("", name)
    while name in taken:
        name, number = f"{stem}_{number}", number + 1
    return name
