"""What each method does, step by step, without sending anything: both clients drive the same steps.

A step is a `Call` to be sent (the answer, or the TransportError, is sent back) or a `Pause` in seconds.
"""

import random
import time
import uuid
from collections.abc import Collection, Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import httpx2

from ocr_service.client.errors import ConnectionFailed, WaitTimedOut, api_error
from ocr_service.client.values import Result, Scan, Uploaded

T = TypeVar("T")

PREFIX: Final = "/api/v1"
_REPEATS: Final = 4
_FIRST_PAUSE_SECONDS: Final = 0.5
_LONGEST_PAUSE_SECONDS: Final = 30.0
_PASSING: Final = frozenset({429, 502, 503, 504})
_UNDER_WAY: Final = "request_under_way"  # an earlier try of the same request is still being worked on
_FIRST_LOOK_SECONDS: Final = 0.2
_LAST_LOOK_SECONDS: Final = 10.0


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request. All that there are may arrive twice without doing more than once: they read, carry an idempotency
    key, or say what the service knows already.
    """

    method: str
    path: str
    given: Mapping[str, Any]


@dataclass(frozen=True)
class Pause:
    """A wait."""

    seconds: float


Outcome = httpx2.Response | httpx2.TransportError | None
Steps = Generator[Call | Pause, Outcome, T]


def ask(method: str, path: str, **given: Any) -> Steps[Any]:
    """The JSON of the answer. Raises ApiError, ConnectionFailed."""
    call = Call(method=method, path=PREFIX + path, given=given)
    for repeat in range(_REPEATS + 1):
        outcome = yield call
        last = repeat == _REPEATS
        if isinstance(outcome, httpx2.TransportError):
            if last:
                raise ConnectionFailed(str(outcome) or type(outcome).__name__) from outcome
            yield Pause(_pause(repeat, None))
            continue
        assert outcome is not None
        if outcome.is_success:
            return outcome.json()
        problem = _problem(outcome)
        passing = outcome.status_code in _PASSING or problem.get("code") == _UNDER_WAY
        if last or not passing:
            raise api_error(outcome.status_code, problem)
        yield Pause(_pause(repeat, outcome.headers.get("retry-after")))
    raise AssertionError("the last repeat returns or raises")


def upload(
    file: str | Path | bytes,
    *,
    name: str | None,
    client_reference: str | None,
    template: str | None,
    lane: str,
    allow_duplicate: bool,
    idempotency_key: str | None,
) -> Steps[Uploaded]:
    content, known_as = (file, "scan") if isinstance(file, bytes) else (Path(file).read_bytes(), Path(file).name)
    wishes = {"lane": lane, "client_reference": client_reference, "template": template}
    answer = yield from ask(
        "POST",
        "/scans",
        files={"files": (name or known_as, content, "application/octet-stream")},
        data={key: value for key, value in wishes.items() if value is not None}
        | {"allow_duplicate": "true" if allow_duplicate else "false"},
        headers={"Idempotency-Key": idempotency_key or uuid.uuid4().hex},
    )
    return Uploaded.parse(answer["items"][0])


def scan(scan_id: str) -> Steps[Scan]:
    return Scan.parse((yield from ask("GET", f"/scans/{scan_id}")))


def wait(scan_id: str, *, until: Collection[str], seconds: float) -> Steps[Scan]:
    deadline = time.monotonic() + seconds
    look = _FIRST_LOOK_SECONDS
    while True:
        found = yield from scan(scan_id)
        left = deadline - time.monotonic()
        if found.state in until:
            return found
        if left <= 0:
            raise WaitTimedOut(found)
        yield Pause(min(look, left))
        look = min(look * 1.5, _LAST_LOOK_SECONDS)


def page(wanted: Mapping[str, Any], cursor: str | None) -> Steps[tuple[list[Scan], str | None]]:
    params = {name: value for name, value in {**wanted, "cursor": cursor}.items() if value is not None}
    answer = yield from ask("GET", "/scans", params=params)
    return [Scan.parse(one) for one in answer["items"]], answer["next_cursor"]


def result(scan_id: str) -> Steps[Result]:
    return Result.parse((yield from ask("GET", f"/scans/{scan_id}/result")))


def answer(scan_id: str, *, status: str, reference: str | None, reason: str, result_version: int | None) -> Steps[Scan]:
    body = {"status": status, "reference": reference, "reason": reason, "result_version": result_version}
    return Scan.parse((yield from ask("POST", f"/scans/{scan_id}/answer", json=body)))


def _pause(repeat: int, retry_after: str | None) -> float:
    """Seconds: what the service asks for, else twice as long each time, half of it by chance."""
    if retry_after is not None and retry_after.isascii() and retry_after.isdigit():
        return min(float(retry_after[:6]), _LONGEST_PAUSE_SECONDS)
    longest = min(_FIRST_PAUSE_SECONDS * 2**repeat, _LONGEST_PAUSE_SECONDS)
    return float(longest * random.uniform(0.5, 1))


def _problem(response: httpx2.Response) -> Mapping[str, Any]:
    try:
        problem = response.json()
    except ValueError:
        return {}
    return problem if isinstance(problem, dict) else {}
