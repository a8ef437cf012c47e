"""What became of a request, for people."""

from ocr_service.cli.language import language, say
from ocr_service.cli.sandbox.receiver import Arrival
from ocr_service.web.i18n import text


def verdict_words(arrival: Arrival) -> str:
    """Whether the message was good, or what is wrong with its signature and what to do."""
    if arrival.verdict.startswith("webhook_"):
        return text(language(), f"error.{arrival.verdict}")
    return say(f"cli.sandbox.{arrival.verdict}")


def failure_words(arrival: Arrival) -> str:
    """How the sandbox failed as it was told; empty where it did not."""
    if arrival.failure is None:
        return ""
    return say("cli.sandbox.failed", failure=say(f"cli.sandbox.fail.{arrival.failure}"))


def double_words(arrival: Arrival) -> str:
    """That the message's id was there before; empty where it was not."""
    return say("cli.sandbox.double", times=arrival.times) if arrival.times > 1 else ""
