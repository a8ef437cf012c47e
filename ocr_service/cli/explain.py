"""``ocr-service read --explain``: one self-contained HTML page a scan that shows what was read, where, and why."""

import base64
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from ocr_service.cli.language import language, say, say_reason
from ocr_service.forms.result import FieldResult, FormResult, PageResult

_COLUMNS: Final = ("field", "crop", "value", "raw", "others", "confidence", "residual", "decision", "why")
# Crops are shown with this margin (pixels of the page's picture) and at most this wide.
_MARGIN: Final = 6
_WIDEST: Final = 340


def write_explanation(target: Path, name: str, result: FormResult) -> None:
    """Writes the page; raises OSError where `target` cannot be written."""
    environment = Environment(
        loader=PackageLoader("ocr_service.cli", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    page = environment.get_template("explain.html").render(
        say=say,
        language=language(),
        name=name,
        form=f"{result.template} v{result.template_version}" if result.template else say("cli.no_form"),
        decision=say(f"cli.decision.{result.decision}"),
        reasons=[say_reason(reason) for reason in result.reasons],
        steps=list(result.seconds.items()),
        columns=[say(f"cli.column.{column}") for column in _COLUMNS],
        pages=[_show_page(page, result) for page in result.pages],
    )
    target.write_text(page, encoding="utf-8")


def _show_page(page: PageResult, result: FormResult) -> dict[str, Any]:
    shown = {"width": page.width, "height": page.height, "dpi": f"{page.dpi:.0f}"}
    facts = say("cli.explain.picture", **shown)
    if page.template_page is not None:
        residual = f"{page.residual_mm or 0:.2f}"
        facts += say("cli.separator") + say("cli.explain.aligned", page=page.template_page, residual=residual)
    return {
        "number": page.number,
        "width": page.width,
        "height": page.height,
        "facts": facts,
        "reasons": [say_reason(reason) for reason in page.reasons],
        "picture": "data:image/jpeg;base64," + base64.b64encode(page.picture).decode("ascii"),
        "fields": [_show_field(field, page) for field in result.fields if field.page == page.number],
    }


def _show_field(field: FieldResult, page: PageResult) -> dict[str, Any]:
    box = field.box
    left, top = box.x - _MARGIN, box.y - _MARGIN
    width, height = box.width + 2 * _MARGIN, box.height + 2 * _MARGIN
    scale = min(1.0, _WIDEST / width)
    return {
        "anchor": "field-" + field.path.translate(str.maketrans("[].", "---")),
        "path": field.path,
        "type": field.type,
        "text": field.text or ("" if field.value is None else str(field.value)),
        "raw_text": field.raw_text,
        "alternatives": field.alternatives,
        "confidence": field.confidence,
        "residual": "" if field.residual_mm is None else f"{field.residual_mm:.2f}",
        "decision": field.decision,
        "decided": say(f"cli.decision.{field.decision}"),
        "reasons": [say_reason(reason) for reason in field.reasons],
        "left": 100 * box.x / page.width,
        "top": 100 * box.y / page.height,
        "width": 100 * box.width / page.width,
        "height": 100 * box.height / page.height,
        "view": f"{left} {top} {width} {height}",
        "shown_width": round(width * scale),
        "shown_height": round(height * scale),
    }
