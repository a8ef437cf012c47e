"""The terminal's language: Chinese where the locale says so (LC_ALL, LC_MESSAGES, LANG), else English."""

import os
from collections.abc import Iterable

from ocr_service.forms.result import Reason
from ocr_service.web.i18n import all_texts, text
from ocr_service.web.problem_words import say_file_problem


def language() -> str:
    """The language of what the command line prints."""
    chosen = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh-CN" if chosen.lower().startswith("zh") else "en"


def say(key: str, /, **params: object) -> str:
    """A sentence of ``web/locales/<language>/cli.json``."""
    return text(language(), key, **params)


def say_reason(reason: Reason) -> str:
    """The sentence of a reason."""
    return say_file_problem(all_texts(), language(), reason.code, reason.params)


def run_on(sentences: Iterable[str]) -> str:
    """Sentences one after the other; only where words have spaces between them, sentences have."""
    return ("" if language() == "zh-CN" else " ").join(sentences)
