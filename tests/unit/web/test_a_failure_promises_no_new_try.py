"""The same failure stands beside messages that go out again by themselves and beside those that were given up: whether
and when there is a new try is told by the message's state, never by the sentence of its failure.
"""

import re

import pytest

from ocr_service.web.i18n import all_texts

FAILURES = ("error.delivery_", "error.connector_")
PROMISE = re.compile(r"tried again|by themselves|自动重试|自动发出|按计划重发")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_sentence_of_a_failed_delivery_promises_no_new_try(language: str) -> None:
    sentences = {key: text for key, text in all_texts().of(language).items() if key.startswith(FAILURES)}
    assert "error.delivery_status_5xx" in sentences
    assert [key for key, text in sentences.items() if PROMISE.search(text)] == []
