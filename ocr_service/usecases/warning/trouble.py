"""What a look can find: one trouble, with its figures and whom it concerns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ocr_service.access.roles import Role


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """`kind` is stable and names the sentences (``warning.<kind>``), `subject` what it is about, `params` its figures.

    A trouble that is not `firm` opens no warning, but keeps an open one open: between "bad enough to tell" and "over"
    there is a band, so that figures around one limit do not open and close a warning again and again.
    """

    kind: str
    subject: str
    role: Role
    params: Mapping[str, Any] = field(default_factory=dict)
    firm: bool = True
