"""What the forms in use and their fields are called, for whoever knows them by name only."""

from ocr_service.usecases.templates.publish_template import list_templates
from ocr_service.web.field_labels import in_language
from ocr_service.web.parts import WebParts
from ocr_service.web.template_words import Labels, labels_of


def form_titles(parts: WebParts, language: str) -> dict[str, str]:
    """The titles of the forms in use, by name."""
    in_use = (published.template for published in list_templates(parts.services))
    return {template.name: in_language(template.title, language) for template in in_use}


def field_labels(parts: WebParts) -> dict[str, Labels]:
    """The labels of the fields and columns of each form in use, by the form's name."""
    in_use = (published.template for published in list_templates(parts.services))
    return {template.name: labels_of(template) for template in in_use}
