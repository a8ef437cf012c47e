"""Huawei Cloud's custom-template OCR, as its API reference and SDKs have it (the service was shut on 2025-12-31).

POST /v2/{project_id}/ocr/custom-template:
https://support.huaweicloud.com/api-ocr/ocr_03_0160.html, errors: https://support.huaweicloud.com/api-ocr/ocr_03_0028.html
The reference leaves the shape of `result` to the template; here it is label -> text, and table -> rows.
"""

import re
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ocr_service.access.caller import Caller
from ocr_service.usecases.errors import FileRefused, TemplateNotFound
from ocr_service.web.compatible.doors import Door, TooMuch, find_caller, may_read, read_body
from ocr_service.web.compatible.read_now import (
    NoFormFound,
    NotInTime,
    NotReadable,
    Read,
    decode_picture,
    read_now,
)

_PICTURE_BYTES: Final = 10 * 1024 * 1024  # in Base64
_SLACK_BYTES: Final = 16_384
_ACCESS_KEY: Final = re.compile(r"(?:SDK|V11)-HMAC-SHA256 .*?\b(?:Access|Credential)=([^,/\s]+)")
# code -> the status and the sentence that the vendor documents
_ERRORS: Final = {
    "APIG.0201": (504, "Backend timeout."),
    "APIG.0301": (401, "Incorrect IAM authentication information."),
    "APIG.0302": (403, "The IAM user is not authorized to access the API."),
    "AIS.0101": (400, "The input parameter is invalid."),
    "AIS.0102": (400, "The image format is not supported."),
    "AIS.0103": (400, "The image size does not meet the requirements."),
    "AIS.0104": (400, "The image is not supported or the image quality is poor."),
    "AIS.0105": (500, "Recognition failed."),
}


class _Order(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    image: str | None = None
    url: str | None = None
    template_id: str | None = None
    classifier_id: str | None = None
    classifier_mode: bool = False


async def _recognise(request: Request) -> Response:
    caller = await find_caller(request, _key(request))
    if caller is None:
        return _error("APIG.0301")
    if not may_read(caller):
        return _error("APIG.0302")
    try:
        order = _Order.model_validate_json(await read_body(request, _PICTURE_BYTES + _SLACK_BYTES))
    except ValidationError:
        return _error("AIS.0101")
    except TooMuch:
        return _error("AIS.0103")
    # A picture by its address would have to be fetched from elsewhere: this service fetches nothing.
    if not order.image or order.url or not (order.template_id or order.classifier_id):
        return _error("AIS.0101")
    if len(order.image) > _PICTURE_BYTES:
        return _error("AIS.0103")
    return await _read(request, caller, order, order.image)


async def _read(request: Request, caller: Caller, order: _Order, image: str) -> Response:
    try:
        read = await read_now(request, caller, decode_picture(image), template=order.template_id or None)
    except FileRefused as error:
        return _error("AIS.0103" if error.scan_error.code == "file_too_large" else "AIS.0102")
    except ValueError:
        return _error("AIS.0102")
    except TemplateNotFound:
        return _error("AIS.0101")
    except (NoFormFound, NotReadable):
        return _error("AIS.0104")
    except NotInTime:
        return _error("APIG.0201")
    result = {} if order.classifier_mode and not order.template_id else _result(read)
    return JSONResponse({"result": result, "template_id": read.template}, headers=read.headers)


def _result(read: Read) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for word in read.words:
        if word.cell is None:
            result[word.name] = word.field.text
            continue
        rows: list[dict[str, str]] = result.setdefault(word.cell.table, [])
        while len(rows) < word.cell.row:
            rows.append({})
        rows[word.cell.row - 1][word.name] = word.field.text
    return result


def _key(request: Request) -> str | None:
    """The API key: as the token, or as the access key of a signed request, whose signature has no say here."""
    token = request.headers.get("x-auth-token")
    if token:
        return token
    signed = _ACCESS_KEY.match(request.headers.get("authorization", ""))
    return signed[1] if signed else None


def _error(code: str) -> Response:
    status, sentence = _ERRORS[code]
    return JSONResponse({"error_code": code, "error_msg": sentence}, status)


DOORS: Final = (
    Door(
        methods=frozenset({"POST"}),
        path=re.compile(r"/v2/[^/]{1,64}/ocr/custom-template"),
        answer=_recognise,
        fail=lambda: _error("AIS.0105"),
    ),
)
