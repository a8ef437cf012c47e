"""What the service answers, as values. Members that a newer service adds stand in `raw`, untouched."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, Self

# From here on no machine and no person of this service has the form in hand.
DECIDED: Final[frozenset[str]] = frozenset(
    {"accepted", "delivering", "delivered", "answered", "rejected", "failed", "cancelled", "split"}
)


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why something is as it is: a stable `code`, its `params`, and a sentence for people."""

    code: str
    text: str
    params: Mapping[str, Any]

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> Self:
        return cls(code=raw["code"], text=raw["text"], params=raw.get("params") or {})


@dataclass(frozen=True, kw_only=True)
class Scan:
    """A paper on its way. `erp_answer` is ``approved`` or ``rejected`` once the ERP has spoken."""

    id: str
    state: str
    reasons: tuple[Reason, ...]
    created_at: datetime
    changed_at: datetime
    file_name: str
    client_reference: str | None
    template: str | None
    template_version: int | None
    result_version: int
    duplicate_of: str | None
    parent_id: str | None
    erp_answer: str | None
    erp_reference: str | None
    erp_reason: str | None
    raw: Mapping[str, Any]

    @property
    def is_decided(self) -> bool:
        return self.state in DECIDED

    @property
    def documents(self) -> tuple["Scan", ...]:
        """The forms of a file that was split; only where the scan was asked for by itself."""
        return tuple(Scan.parse(one) for one in self.raw.get("documents") or ())

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> Self:
        plain = ("id", "state", "file_name", "client_reference", "template", "template_version", "result_version")
        more = ("duplicate_of", "parent_id", "erp_answer", "erp_reference", "erp_reason")
        return cls(
            **{name: raw[name] for name in (*plain, *more)},
            reasons=tuple(Reason.parse(one) for one in raw["reasons"]),
            created_at=_moment(raw["created_at"]),
            changed_at=_moment(raw["changed_at"]),
            raw=raw,
        )


@dataclass(frozen=True, kw_only=True)
class Uploaded:
    """A file that was taken in. `duplicate`: the same bytes came before, and `scan` is the first scan of them.

    `warnings` is what a first look at the pictures found (``{"page", "reasons"}``); empty where nobody looked.
    """

    scan: Scan
    duplicate: bool
    warnings: tuple[Mapping[str, Any], ...]

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> Self:
        quality = raw.get("quality") or {}
        return cls(
            scan=Scan.parse(raw["scan"]), duplicate=raw["duplicate"], warnings=tuple(quality.get("warnings") or ())
        )


@dataclass(frozen=True, kw_only=True)
class Field:
    """One value as it stands; `confidence` is the probability (0 to 1) that the machine read it right."""

    path: str
    type: str
    value: Any
    text: str
    confidence: float
    decision: Literal["accept", "review"]
    reasons: tuple[Reason, ...]
    raw: Mapping[str, Any]

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> Self:
        plain = ("path", "type", "value", "text", "confidence", "decision")
        return cls(
            **{name: raw[name] for name in plain}, reasons=tuple(Reason.parse(one) for one in raw["reasons"]), raw=raw
        )


@dataclass(frozen=True, kw_only=True)
class Result:
    """What stands on the paper: `values` by field name, tables as lists of rows; details in `fields`."""

    scan_id: str
    state: str
    template: str | None
    template_version: int | None
    result_version: int
    client_reference: str | None
    values: Mapping[str, Any]
    fields: tuple[Field, ...]
    raw: Mapping[str, Any]

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> Self:
        plain = ("scan_id", "state", "template", "template_version", "result_version", "client_reference", "values")
        return cls(
            **{name: raw[name] for name in plain}, fields=tuple(Field.parse(one) for one in raw["fields"]), raw=raw
        )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
