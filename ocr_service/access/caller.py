"""Who is asking: a signed-in person or a machine with a key."""

from dataclasses import dataclass
from typing import Literal

from ocr_service.access.roles import Permission, Role


@dataclass(frozen=True, kw_only=True)
class BrowserSession:
    """The session behind a cookie: what is kept of its token, and the token that its unsafe requests must carry."""

    token_sha256: str
    csrf_token: str


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Whoever asks, with what is allowed to them.

    `actor` is what records and the audit trail keep: ``user:<id>`` or ``key:<id>``.
    `role` and `session` are None for a machine.
    """

    actor: str
    kind: Literal["user", "key"]
    id: str
    name: str
    permissions: frozenset[Permission]
    role: Role | None = None
    language: str | None = None
    session: BrowserSession | None = None

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions
