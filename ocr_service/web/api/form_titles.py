"""What the forms in use are called, for sentences that know them by name only."""

from ocr_service.usecases.templates.publish_template import list_templates
from ocr_service.web.field_labels import in_language
from ocr_service.web.parts import WebParts


def form_titles(parts: WebParts, language: str) -> dict[str, str]:
    """The titles of the forms in use, by name."""
    in_use = (published.template for published in list_templates(parts.services))
    return {template.name: in_language(template.title, language) for template in in_use}
