"""Whose paper it was: the value of the field that the form's template marks as the supplier's."""

from collections.abc import Iterable
from functools import cache
from typing import Final

from ocr_service.records.scans import Scan, ScanField
from ocr_service.usecases.errors import TemplateNotFound
from ocr_service.usecases.ports import Services
from ocr_service.usecases.templates.publish_template import show_template

_LONGEST: Final = 200


class SupplierFields:
    """Remembers which field each version of a form marks."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._marked = cache(self._find)

    def of(self, scan: Scan, rows: Iterable[ScanField]) -> str | None:
        """The supplier that stands on the form; None where nothing does, or no field is marked."""
        if scan.template is None or scan.template_version is None:
            return None
        marked = self._marked(scan.template, scan.template_version)
        return next((row.text[:_LONGEST] or None for row in rows if row.path == marked), None)

    def _find(self, template: str, version: int) -> str | None:
        try:
            return show_template(self._services, name=template, version=version).template.supplier
        except TemplateNotFound:
            return None
