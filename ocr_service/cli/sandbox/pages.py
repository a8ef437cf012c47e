"""The sandbox's control page and the calls behind it, for people and for an integrator's own tests.

GET / is the page; GET /state tells all; POST /failures {"fail", "times", "retry_after"} plans, DELETE /failures
forgets; PUT /secret {"secret"} sets what messages are verified with.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from jinja2 import Environment
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ocr_service.cli.language import say
from ocr_service.cli.sandbox.failures import FAILURES, RETRY_AFTER_SECONDS
from ocr_service.cli.sandbox.receiver import Arrival, SandboxReceiver
from ocr_service.cli.sandbox.words import double_words, failure_words, verdict_words
from ocr_service.delivery.receiver_server import Reply
from ocr_service.delivery.signing import sign

_HERE: Final = Path(__file__).parent
_POLICY: Final = "default-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


class _Order(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    fail: str
    times: Annotated[int, Field(ge=1, le=1000)] | Literal["always"] = 1
    retry_after: Annotated[int, Field(ge=0, le=86400)] = RETRY_AFTER_SECONDS


class _Secret(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    secret: str


def check_secret(secret: str) -> None:
    """Raises ValueError for what is no ``whsec_`` secret."""
    sign([secret], "check", 0, b"")


class PagedSandbox(SandboxReceiver):
    """A sandbox that can be looked at and told what to do over HTTP. Webhooks may come to any other path."""

    def side_page(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply | None:
        route = (method, path.partition("?")[0])
        if route not in _ROUTES:
            return None
        # A page of another site, or another name for this address, must not be able to look or to steer.
        if headers.get("host", "").rpartition(":")[0] not in ("127.0.0.1", "localhost"):
            return _told(403, "host_not_local")
        if body and headers.get("content-type", "").partition(";")[0] != "application/json":
            return _told(415, "json_wanted")
        return self._route(route, body)

    def _route(self, route: tuple[str, str], body: bytes) -> Reply:
        match route:
            case ("GET", "/"):
                return _page()
            case ("GET", "/sandbox.js"):
                return _file("page.js", "text/javascript")
            case ("GET", "/sandbox.css"):
                return _file("page.css", "text/css")
            case ("POST", "/failures"):
                return self._plan_failure(body)
            case ("DELETE", "/failures"):
                self.be_well()
            case ("PUT", "/secret"):
                return self._set_secret(body)
        return self._state()

    def _plan_failure(self, body: bytes) -> Reply:
        try:
            order = _Order.model_validate_json(body)
            self.fail(order.fail, times=None if order.times == "always" else order.times, retry_after=order.retry_after)
        except ValidationError:
            return _told(422, "order_invalid")
        except KeyError:
            return _told(422, "failure_unknown", known=sorted(FAILURES))
        return self._state()

    def _set_secret(self, body: bytes) -> Reply:
        try:
            secret = _Secret.model_validate_json(body).secret
            check_secret(secret)
        except ValueError:  # also pydantic's
            return _told(422, "secret_invalid")
        self.secrets = (secret,)
        return self._state()

    def _state(self) -> Reply:
        state = {
            "verifies": bool(self.secrets),
            "failures": sorted(FAILURES),
            "planned": self.planned,
            "messages": [_document(arrival) for arrival in self.arrivals],
        }
        return Reply(status=200, body=json.dumps(state).encode(), headers=(("cache-control", "no-store"),))


_ROUTES: Final = {
    *(("GET", path) for path in ("/", "/state", "/sandbox.js", "/sandbox.css")),
    ("POST", "/failures"),
    ("DELETE", "/failures"),
    ("PUT", "/secret"),
}


def _document(arrival: Arrival) -> dict[str, object]:
    words = filter(None, (verdict_words(arrival), double_words(arrival), failure_words(arrival)))
    return {**arrival.document(), "words": " ".join(words)}


def _told(status: int, code: str, **more: Any) -> Reply:
    return Reply(status=status, body=json.dumps({"error": code, **more}).encode())


def _page() -> Reply:
    # Made anew each time: whoever opens it twice has changed nothing that could be slow.
    template = Environment(autoescape=True).from_string((_HERE / "page.html").read_text(encoding="utf-8"))
    page = template.render(say=say, failures=[(name, say(f"cli.sandbox.fail.{name}")) for name in FAILURES])
    return Reply(
        status=200,
        body=page.encode(),
        content_type="text/html; charset=utf-8",
        headers=(("content-security-policy", _POLICY), ("cache-control", "no-store")),
    )


def _file(name: str, content_type: str) -> Reply:
    return Reply(status=200, body=(_HERE / name).read_bytes(), content_type=f"{content_type}; charset=utf-8")
