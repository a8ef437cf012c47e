"""The failures that a sandbox can be told to have, by name, and the key that asks for each in the terminal."""

from dataclasses import dataclass
from typing import Final

from ocr_service.delivery.misbehaviour import Kind

RETRY_AFTER_SECONDS: Final = 30


@dataclass(frozen=True, kw_only=True)
class Failure:
    """One way to fail. `key` is what is pressed for it."""

    key: str
    kind: Kind
    status: int = 500


FAILURES: Final = {
    "time-out": Failure(key="t", kind="silent"),
    "slow": Failure(key="s", kind="drip"),
    "500": Failure(key="f", kind="status", status=500),
    "429": Failure(key="m", kind="status", status=429),
    "410": Failure(key="g", kind="status", status=410),
    "cut": Failure(key="c", kind="cut"),
    "cut-after-taking": Failure(key="a", kind="cut_after_taking"),
    "cut-within-answer": Failure(key="w", kind="cut_within"),
    "endless": Failure(key="e", kind="endless"),
    "large": Failure(key="l", kind="large"),
    "error-in-200": Failure(key="b", kind="error_body"),
    "no-http": Failure(key="n", kind="garbage"),
}
KEYS: Final = {failure.key: name for name, failure in FAILURES.items()}
WELL_AGAIN_KEY: Final = "0"
