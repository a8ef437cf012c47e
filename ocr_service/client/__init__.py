"""A client of the form reading service, for programs: hand scans in, wait, take results, answer, verify webhooks.

    from ocr_service.client import Client

    with Client("http://ocr.factory.lan:8000", key="ocr_...") as ocr:
        scan = ocr.wait(ocr.upload("slip.png").scan.id)
        print(ocr.result(scan.id).values)

`AsyncClient` has the same methods, awaited. This package imports nothing else of the service and needs only httpx2.
"""

from ocr_service.client.aio import AsyncClient
from ocr_service.client.errors import (
    ApiError,
    Conflict,
    ConnectionFailed,
    NotAllowed,
    NotFound,
    NotSignedIn,
    OcrError,
    RequestRefused,
    ServiceFailed,
    WaitTimedOut,
    WebhookInvalid,
)
from ocr_service.client.sync import Client
from ocr_service.client.values import DECIDED, Field, Reason, Result, Scan, Uploaded
from ocr_service.client.webhook import Event, verify_webhook

__all__ = [
    "DECIDED",
    "ApiError",
    "AsyncClient",
    "Client",
    "Conflict",
    "ConnectionFailed",
    "Event",
    "Field",
    "NotAllowed",
    "NotFound",
    "NotSignedIn",
    "OcrError",
    "Reason",
    "RequestRefused",
    "Result",
    "Scan",
    "ServiceFailed",
    "Uploaded",
    "WaitTimedOut",
    "WebhookInvalid",
    "verify_webhook",
]
