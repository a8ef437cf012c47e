"""What can go wrong, as types; what the service said is told by its stable `code`."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ocr_service.client.values import Scan


class OcrError(Exception):
    """Everything that this package raises by itself."""


class ConnectionFailed(OcrError):
    """The service could not be reached, or did not answer in time, also after repeating where that was safe."""


class ApiError(OcrError):
    """The service refused: an RFC 9457 problem document.

    `code` is stable and for programs (``scan_not_found``), `detail` a sentence for people, `request_id` finds the
    request in the service's log, `errors` says what is wrong with each part of a request.
    """

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.code = str(problem.get("code", "no_problem_document"))
        self.detail = str(problem.get("detail", ""))
        self.params: Mapping[str, Any] = problem.get("params") or {}
        self.errors: Sequence[Mapping[str, Any]] = problem.get("errors") or ()
        self.request_id = str(problem.get("request_id", ""))
        super().__init__(f"{status} {self.code}: {self.detail}")


class NotSignedIn(ApiError):
    """401: the API key is missing, wrong or revoked."""


class NotAllowed(ApiError):
    """403: the key's scopes do not reach so far."""


class NotFound(ApiError):
    """404."""


class Conflict(ApiError):
    """409: not possible as things stand, e.g. ``result_not_ready``."""


class RequestRefused(ApiError):
    """Any other 4xx: the request, or the file in it, is not acceptable. Sending it again will not help."""


class ServiceFailed(ApiError):
    """5xx: the service, or what it needs, is in trouble."""


class WaitTimedOut(OcrError):
    """The scan did not come so far in the time given; `scan` is how it stood last."""

    def __init__(self, scan: "Scan") -> None:
        super().__init__(f"{scan.id} is still {scan.state}")
        self.scan = scan


class WebhookInvalid(OcrError):
    """The message does not come, as it is and just now, from somebody who knows the secret.

    `code` is ``webhook_headers_missing``, ``webhook_time_outside``, ``webhook_signature_wrong`` or
    ``webhook_body_unreadable``.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


_OF_STATUS: Mapping[int, type[ApiError]] = {401: NotSignedIn, 403: NotAllowed, 404: NotFound, 409: Conflict}


def api_error(status: int, problem: Any) -> ApiError:
    """The error of an answer that is no success; `problem` may be anything that a proxy said instead."""
    kind = _OF_STATUS.get(status, RequestRefused if status < 500 else ServiceFailed)
    return kind(status, problem if isinstance(problem, Mapping) else {})
