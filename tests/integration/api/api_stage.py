"""A web service on a database in a temporary folder, and people and machines that use it."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.testclient import TestClient

from ocr_service.access.roles import Permission, Role
from ocr_service.delivery.attempt import Attempt, DestinationRefused, Message
from ocr_service.delivery.question import Asked, Question
from ocr_service.queue.testing import InMemoryQueue
from ocr_service.settings import Settings
from ocr_service.usecases.people.manage_keys import create_key
from ocr_service.usecases.people.manage_users import create_user
from ocr_service.usecases.ports import Services
from tests.doubles.open_picture import small_picture

PASSWORD = "correct horse 9"
picture = small_picture


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def advance(self, **amount: float) -> None:
        self.time += timedelta(**amount)


class RecordingSender:
    """A sender that may send to factory.lan only, and remembers what it sent."""

    def __init__(self) -> None:
        self.sent: list[Message] = []

    def check(self, url: str, kind: str = "webhook") -> None:
        if not (urlsplit(url).hostname or "").endswith(".factory.lan"):
            raise DestinationRefused("delivery_not_allowed", host="elsewhere")

    def test(self, message: Message) -> Attempt:
        return self.send(message)

    def send(self, message: Message) -> Attempt:
        self.sent.append(message)
        return Attempt(status=204, error=None, seconds=0.01)

    def ask(self, question: Question) -> Asked:
        return Asked()


@dataclass
class Stage:
    """The service with its doubles, and ways to come in."""

    app: FastAPI
    services: Services
    settings: Settings
    clock: Clock
    queue: InMemoryQueue
    sender: RecordingSender
    folder: Path
    clients: ExitStack

    def stranger(self, **options: Any) -> TestClient:
        # Entered, a client keeps one event loop for all its requests instead of starting one for each.
        return self.clients.enter_context(TestClient(self.app, base_url="http://ocr.factory.lan", **options))

    def person(self, role: Role, name: str | None = None) -> TestClient:
        """A signed-in browser whose pages send the token with each change."""
        name = name or role.value
        create_user(self.services, actor="system", name=name, password=PASSWORD, role=role)
        return self.sign_in(name)

    def sign_in(self, name: str) -> TestClient:
        client = self.stranger()
        answer = client.post("/api/v1/session", json={"name": name, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        return client

    def machine(self, *scopes: Permission) -> TestClient:
        """A program with a key."""
        made = create_key(self.services, actor="system", name="ERP", scopes=scopes, held=list(Permission))
        client = self.stranger()
        client.headers["Authorization"] = f"Bearer {made.key}"
        return client
