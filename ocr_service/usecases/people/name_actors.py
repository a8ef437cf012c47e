"""What people and machines are called: an actor in the records -> the name that people know."""

from collections.abc import Iterable

from sqlalchemy import select

from ocr_service.records.people import ApiKey, User
from ocr_service.usecases.ports import Services


def name_actors(services: Services, actors: Iterable[str | None]) -> dict[str, str]:
    """The names of those actors (``user:<id>``, ``key:<id>``) that there are; "system" has none."""
    by_kind: dict[str, set[str]] = {"user": set(), "key": set()}
    for actor in actors:
        kind, _, identifier = (actor or "").partition(":")
        if kind in by_kind:
            by_kind[kind].add(identifier)
    names: dict[str, str] = {}
    with services.database() as session:
        if by_kind["user"]:
            found = session.execute(select(User.id, User.name).where(User.id.in_(by_kind["user"])))
            names |= {f"user:{identifier}": name for identifier, name in found}
        if by_kind["key"]:
            found = session.execute(select(ApiKey.id, ApiKey.name).where(ApiKey.id.in_(by_kind["key"])))
            names |= {f"key:{identifier}": name for identifier, name in found}
    return names
