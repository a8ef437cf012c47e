"""The original is handed out piece by piece, however large it is."""

import asyncio
import hashlib
import io
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

from starlette.types import Message, Scope

from ocr_service.access.roles import Permission
from ocr_service.usecases.receiving.accept_scan import ScanWishes, Upload, accept_scan
from tests.integration.api.api_stage import Stage, picture

SIZE = 40_000_000


def hand_in_a_large_file(stage: Stage) -> tuple[str, str]:
    # What follows the end of a PNG is ignored by whoever shows it.
    data = picture() + bytes(SIZE)
    upload = Upload(file_name="large.png", stream=io.BytesIO(data))
    accepted = accept_scan(
        stage.services, actor="system", upload=upload, source="api", limit_bytes=10**8, wishes=ScanWishes()
    )
    return accepted.scan_id, hashlib.sha256(data).hexdigest()


def test_a_file_of_40_mb_takes_a_fraction_of_that(stage: Stage) -> None:
    scan_id, sha256 = hand_in_a_large_file(stage)
    client = stage.machine(Permission.SCANS_READ)
    assert client.get(f"/api/v1/scans/{scan_id}").status_code == 200  # whatever is loaded once is loaded
    path = f"/api/v1/scans/{scan_id}/file"
    scope: Scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"host", b"ocr.factory.lan"), (b"authorization", client.headers["Authorization"].encode())],
        "client": ("127.0.0.1", 1),
    }
    # In a thread of its own: a browser test of the same session keeps an event loop in this one.
    with ThreadPoolExecutor(1) as pool:
        received, peak = pool.submit(asyncio.run, _drain(stage, scope)).result()

    assert received == sha256
    assert peak < SIZE / 8


async def _drain(stage: Stage, scope: Scope) -> tuple[str, int]:
    """The hash of what is sent to a receiver that keeps nothing, and the most memory taken meanwhile, in bytes."""
    digest = hashlib.sha256()

    async def receive() -> Message:
        await asyncio.Event().wait()  # the receiver stays
        raise AssertionError

    async def send(message: Message) -> None:
        digest.update(message.get("body", b""))

    tracemalloc.start()
    try:
        await stage.app(scope, receive, send)
        return digest.hexdigest(), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
