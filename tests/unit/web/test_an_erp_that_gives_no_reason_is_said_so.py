"""A rejection without a word is a whole sentence, too."""

from ocr_service.web.api.shown_reasons import show_reasons
from ocr_service.web.i18n import all_texts


def test_a_rejection_without_a_reason_does_not_end_in_a_colon() -> None:
    reasons = [{"code": "rejected_by_erp", "params": {"reason": said}} for said in ("", "closed")]
    unsaid, said = show_reasons(all_texts(), "en", reasons)
    assert unsaid.text == "The ERP rejected the form and gave no reason of its own."
    assert said.text == "The ERP rejected the form: closed"
