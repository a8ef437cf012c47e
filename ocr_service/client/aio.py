"""The client for asynchronous programs: the same methods, awaited."""

import asyncio
from collections.abc import AsyncIterator, Collection
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

import httpx2

from ocr_service.client import steps
from ocr_service.client.values import DECIDED, Result, Scan, Uploaded

T = TypeVar("T")


class AsyncClient:
    """Talks to one service with one API key. Close it, or use it in `async with`.

    All methods raise ApiError (see its kinds) and ConnectionFailed. What is safe to repeat is repeated up to four times
    when the service is not reached or busy (429, 502, 503, 504), with growing pauses.
    """

    def __init__(
        self,
        url: str,
        *,
        key: str,
        timeout: float = 60.0,
        language: str = "en",
        verify: Any = True,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        """`timeout` is for each request, in seconds; `language` (en, zh-CN) that of sentences; `verify` as httpx2's."""
        self._http = httpx2.AsyncClient(
            base_url=url.rstrip("/"),
            timeout=timeout,
            verify=verify,
            transport=transport,
            headers={"Authorization": f"Bearer {key}", "Accept-Language": language},
        )

    async def upload(
        self,
        file: str | Path | bytes,
        *,
        name: str | None = None,
        client_reference: str | None = None,
        template: str | None = None,
        lane: Literal["urgent", "normal", "bulk"] = "normal",
        allow_duplicate: bool = False,
        idempotency_key: str | None = None,
    ) -> Uploaded:
        """Hands a file in: a path, or bytes with a `name`. Each call has an idempotency key of its own, so that its
        repeats do nothing twice; give your own key where your program may call again after a crash.
        """
        wanted = steps.upload(
            file,
            name=name,
            client_reference=client_reference,
            template=template,
            lane=lane,
            allow_duplicate=allow_duplicate,
            idempotency_key=idempotency_key,
        )
        return await self._run(wanted)

    async def scan(self, scan_id: str) -> Scan:
        """How a scan stands."""
        return await self._run(steps.scan(scan_id))

    async def wait(self, scan_id: str, *, until: Collection[str] = DECIDED, seconds: float = 600.0) -> Scan:
        """Asks, ever more seldom, until the scan's state is one of `until`. Raises WaitTimedOut after `seconds`."""
        return await self._run(steps.wait(scan_id, until=until, seconds=seconds))

    async def scans(
        self,
        *,
        state: Collection[str] | None = None,
        template: str | None = None,
        reference: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        page_size: int = 100,
    ) -> AsyncIterator[Scan]:
        """All scans that meet the filters, newest first, fetched a page at a time. Times need a time zone."""
        wanted = {
            "state": None if state is None else sorted(state),
            "template": template,
            "reference": reference,
            "since": since and since.isoformat(),
            "until": until and until.isoformat(),
            "limit": page_size,
        }
        cursor: str | None = None
        while True:
            found, cursor = await self._run(steps.page(wanted, cursor))
            for one in found:
                yield one
            if cursor is None:
                return

    async def result(self, scan_id: str) -> Result:
        """What was read. Raises Conflict with the code ``result_not_ready`` before it is."""
        return await self._run(steps.result(scan_id))

    async def answer(
        self,
        scan_id: str,
        status: Literal["approved", "rejected"],
        *,
        reference: str | None = None,
        reason: str = "",
        result_version: int | None = None,
    ) -> Scan:
        """The ERP's word. The same answer again changes nothing."""
        wanted = steps.answer(scan_id, status=status, reference=reference, reason=reason, result_version=result_version)
        return await self._run(wanted)

    async def close(self) -> None:
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _run(self, wanted: steps.Steps[T]) -> T:
        outcome: steps.Outcome = None
        try:
            while True:
                step = wanted.send(outcome)
                outcome = None
                if isinstance(step, steps.Pause):
                    await asyncio.sleep(step.seconds)
                    continue
                try:
                    outcome = await self._http.request(step.method, step.path, **step.given)
                except httpx2.TransportError as error:
                    outcome = error
        except StopIteration as ended:
            value: T = ended.value
            return value
