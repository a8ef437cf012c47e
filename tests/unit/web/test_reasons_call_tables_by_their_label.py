"""A person is told of a table by what the form calls it, not by its name in the file."""

from ocr_service.web.api.shown_reasons import show_reasons
from ocr_service.web.i18n import all_texts

UNCLEAR = {"code": "rows_unclear", "params": {"table": "items", "page": 1, "rows": 4}}


def test_a_table_is_called_by_its_label() -> None:
    (told,) = show_reasons(all_texts(), "en", [UNCLEAR], tables={"items": "Goods delivered"})
    assert "In the table Goods delivered on page 1" in told.text
    assert told.params == UNCLEAR["params"]


def test_a_table_that_the_form_no_longer_has_keeps_its_name() -> None:
    (told,) = show_reasons(all_texts(), "en", [UNCLEAR], tables={"rows": "Rows"})
    assert "In the table items on page 1" in told.text
