"""A proposer and a trial reader that know a sample beforehand: forms are drawn and tried without any model."""

import json
from typing import Any, Final

from PIL import Image

from ocr_service.forms.geometry import Box
from ocr_service.forms.proposal import FormProposal, ProposedField
from ocr_service.forms.result import FieldResult, FormResult, ResultBox
from ocr_service.forms.template import TemplatePackage
from ocr_service.forms.template_file import parse_template
from ocr_service.reading.proposing.propose_form import ProposedPage
from tests.e2e.scripted_reader import FORMS, SAMPLE, SLIP, page_result

FOLDER: Final = FORMS / SLIP.form
DOUBTFUL: Final = ("delivery_date", "received_date")
PROPOSED: Final = ("slip_no", "customer", "delivery_date", "received_date")


class ScriptedProposer:
    """Proposes some zones of the sample's form, whatever the file; the others are left to be drawn."""

    def propose(self, data: bytes, page: int, *, blank: bool) -> ProposedPage | None:
        if page > 1:
            return None
        template = parse_template((FOLDER / "template.yaml").read_text(encoding="utf-8"))
        fields = tuple(
            ProposedField(
                name=field.name,
                label=field.label["zh-CN"],
                type=field.read.type,
                box=field.box,
                confidence=0.5 if field.name in DOUBTFUL else 0.9,
            )
            for field in template.fields
            if field.name in PROPOSED
        )
        proposal = FormProposal(
            size_mm=template.pages[0].size_mm, size_known=True, title="送货单", fields=fields, tables=()
        )
        return ProposedPage(proposal=proposal, picture=(FOLDER / "page-1.png").read_bytes())


class ScriptedTrial:
    """Reads the sample's values for those fields that the form under way has; it is always known for what it is."""

    def read(
        self, data: bytes, packages: tuple[TemplatePackage, ...], *, only_template: str | None = None
    ) -> FormResult:
        template = packages[-1].template
        values: dict[str, Any] = json.loads(SLIP.expected.read_text(encoding="utf-8"))["values"]
        picture = Image.open(SAMPLE).convert("RGB")
        scale = picture.width / template.pages[0].size_mm[0]
        fields = tuple(
            FieldResult(
                path=field.name,
                type=field.read.type,
                value=values.get(field.name),
                text=str(values.get(field.name) or ""),
                confidence=0.97,
                page=1,
                box=_pixels(field.box, scale),
                decision="accept",
            )
            for field in template.fields
        )
        return FormResult(
            template=template.name,
            template_version=template.version,
            decision="accept",
            pages=(page_result(picture, 1, known=True),),
            fields=fields,
            seconds={"recognise_text": 0.4},
        )


def _pixels(box: Box, scale: float) -> ResultBox:
    x, y, width, height = (round(side * scale) for side in (box.x, box.y, box.width, box.height))
    return ResultBox(x=x, y=y, width=width, height=height)
