"""Baidu's iOCR (custom templates), as its documents and SDKs have it, and the call for its token.

POST /rest/2.0/solution/v1/iocr/recognise: https://cloud.baidu.com/doc/OCR/s/Ek3h7y961
GET or POST /oauth/2.0/token: https://ai.baidu.com/ai-doc/REFERENCE/Ck3dwjhhu
Errors are answered with status 200 and an error code in the body, as there.
"""

import hashlib
import re
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ocr_service.access.caller import Caller
from ocr_service.usecases.errors import FileRefused, TemplateNotFound
from ocr_service.web.compatible.doors import Door, TooMuch, find_caller, may_read, read_body
from ocr_service.web.compatible.read_now import (
    NoFormFound,
    NotInTime,
    NotReadable,
    Word,
    decode_picture,
    read_now,
)

_PICTURE_BYTES: Final = 4 * 1024 * 1024  # in Base64, encoded for a form
_SLACK_BYTES: Final = 16_384
_MOST_FIELDS: Final = 50
_TOKEN_SECONDS: Final = 2_592_000
# Without this scope the vendor's SDKs take the caller for another kind of user and sign requests instead.
_SCOPE: Final = "public brain_all_scope"
_ERRORS: Final = {
    2: "Service temporarily unavailable",
    6: "No permission to access data",
    110: "Access token invalid or no longer valid",
    216100: "invalid param",
    216101: "not enough param",
    216102: "service not support",
    216200: "empty image",
    216201: "image format error",
    216202: "image size error",
    216630: "recognize error",
    272000: "structure failed",
    272001: "classify failed",
    282000: "internal error",
}


async def _give_token(request: Request) -> Response:
    """The token is the API key itself: what the vendor calls secret stands in the address of this very call anyhow."""
    try:
        given = dict(request.query_params) | _fields(await read_body(request, _SLACK_BYTES))
    except (TooMuch, ValueError):
        return _refused(400, "invalid_request", "malformed request")
    if given.get("grant_type") != "client_credentials":
        return _refused(400, "unsupported_grant_type", "The authorization grant type is not supported")
    if not given.get("client_id"):
        return _refused(401, "invalid_client", "unknown client id")
    caller = await find_caller(request, given.get("client_secret"))
    if caller is None:
        return _refused(401, "invalid_client", "Client authentication failed")
    token = given["client_secret"]
    names = ("refresh_token", "session_key", "session_secret")
    body = {"access_token": token, "expires_in": _TOKEN_SECONDS, "scope": _SCOPE, **dict.fromkeys(names, "")}
    return JSONResponse(body)


async def _recognise(request: Request) -> Response:
    caller = await find_caller(request, request.query_params.get("access_token"))
    if caller is None:
        return _error(request, 110)
    if not may_read(caller):
        return _error(request, 6)
    try:
        given = _fields(await read_body(request, _PICTURE_BYTES + _SLACK_BYTES))
    except TooMuch:
        return _error(request, 216202)
    except ValueError:
        return _error(request, 216100)
    picture = given.get("image") or given.get("pdf_file")
    if not picture:
        # A picture by its address would have to be fetched from elsewhere: this service fetches nothing.
        return _error(request, 216102 if given.get("url") else 216101)
    if not (given.get("templateSign") or given.get("classifierId")):
        return _error(request, 216101)
    return await _read(request, caller, picture, template=given.get("templateSign") or None)


async def _read(request: Request, caller: Caller, picture: str, *, template: str | None) -> Response:
    try:
        read = await read_now(request, caller, decode_picture(picture), template=template)
    except FileRefused as error:
        codes = {"file_too_large": 216202, "file_empty": 216200}
        return _error(request, codes.get(error.scan_error.code, 216201))
    except ValueError:
        return _error(request, 216201)
    except TemplateNotFound:
        return _error(request, 216100)
    except NoFormFound:
        return _error(request, 272000 if template else 272001)
    except NotReadable:
        return _error(request, 216630)
    except NotInTime:
        return _error(request, 2)
    number = _log_id(request)
    data = {
        "ret": [_word(word) for word in read.words],
        "templateSign": read.template,
        "templateName": read.title,
        "isStructured": True,
        "logId": number,
    }
    body = {"data": data, "error_code": 0, "error_msg": "", "log_id": number}
    return JSONResponse(body, headers=read.headers)


# What a person added to a table lies nowhere on the paper.
_NOWHERE: Final = {"x": 0, "y": 0, "width": 0, "height": 0}


def _word(word: Word) -> dict[str, Any]:
    box, sure = word.field.box or _NOWHERE, round(word.field.confidence, 6)
    return {
        "word_name": word.name if word.cell is None else f"{word.cell.table}#{word.cell.row}#{word.name}",
        "word": word.field.text,
        "location": {"top": box["y"], "left": box["x"], "width": box["width"], "height": box["height"]},
        "probability": {"average": sure, "min": sure, "variance": 0},
    }


def _fields(body: bytes) -> dict[str, str]:
    """Raises ValueError for too many fields, and for what is no UTF-8."""
    return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS))


def _log_id(request: Request) -> str:
    """The vendor's log numbers are numbers; the request's own identifier is in X-Request-Id."""
    digest = hashlib.sha256(request.state.request_id.encode()).digest()
    return str(int.from_bytes(digest[:7]))


def _error(request: Request, code: int) -> Response:
    return JSONResponse({"error_code": code, "error_msg": _ERRORS[code], "log_id": _log_id(request)})


def _refused(status: int, error: str, description: str) -> Response:
    return JSONResponse({"error": error, "error_description": description}, status)


def _fail() -> Response:
    return JSONResponse({"error_code": 282000, "error_msg": _ERRORS[282000]})


DOORS: Final = (
    Door(methods=frozenset({"GET", "POST"}), path=re.compile(r"/oauth/2\.0/token"), answer=_give_token, fail=_fail),
    Door(
        methods=frozenset({"POST"}),
        path=re.compile(r"/rest/2\.0/solution/v1/iocr/recognise"),
        answer=_recognise,
        fail=_fail,
    ),
)
