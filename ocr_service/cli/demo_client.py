"""The demo's way to the service: the public API, as any program would use it."""

from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx2

from ocr_service.cli.language import language

_PAGE = 200


class DemoClient:
    """A client that signs in as a person, makes itself an API key, and works with that."""

    def __init__(self, url: str) -> None:
        self.url = url
        # No proxy from the environment: the service is on this machine.
        self._http = httpx2.Client(base_url=url, timeout=60, trust_env=False, headers={"Accept-Language": language()})

    def is_ready(self) -> bool:
        """Whether the service can take scans in."""
        try:
            return self._http.get("/readyz").status_code == httpx2.codes.OK
        except httpx2.TransportError:
            return False

    def sign_in(self, name: str, password: str) -> None:
        """From now on calls carry an API key."""
        me = self._post("/session", json={"name": name, "password": password})
        scopes = ["scans:write", "scans:read", "webhooks:manage"]
        token = {"X-CSRF-Token": me["csrf_token"]}
        key = self._post("/keys", json={"name": "demo", "scopes": scopes}, headers=token)["key"]
        self._http.cookies.clear()
        self._http.headers["Authorization"] = f"Bearer {key}"

    def add_receiver(self, url: str) -> tuple[str, str]:
        """Sends results of every form there; the receiver's identifier, and the secret that they are signed with."""
        made = self._post("/webhook-endpoints", json={"url": url, "description": "demo ERP"})
        return str(made["id"]), str(made["secret"])

    def upload(self, path: Path) -> str:
        """Hands a scan in; its id."""
        with path.open("rb") as file:
            answer = self._post("/scans", files={"files": (path.name, file)}, data={"allow_duplicate": "true"})
        return str(answer["items"][0]["scan"]["id"])

    def states(self) -> dict[str, str]:
        """Every scan's state, by id."""
        states: dict[str, str] = {}
        cursor: str | None = None
        while True:
            params = {"limit": _PAGE} | ({"cursor": cursor} if cursor else {})
            page = self._get("/scans", params=params)
            states |= {scan["id"]: scan["state"] for scan in page["items"]}
            cursor = page["next_cursor"]
            if cursor is None:
                return states

    def scan(self, scan_id: str) -> dict[str, Any]:
        """A scan with its pages and fields."""
        return self._get(f"/scans/{scan_id}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._http.close()

    def _get(self, path: str, **given: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self._http.get(f"/api/v1{path}", **given).raise_for_status().json()
        return answer

    def _post(self, path: str, **given: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self._http.post(f"/api/v1{path}", **given).raise_for_status().json()
        return answer
