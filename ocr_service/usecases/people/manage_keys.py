"""Machines' API keys: made (and shown once), listed, revoked. Each act is written to the audit trail."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from ocr_service.access.roles import KEY_SCOPES, Permission
from ocr_service.access.tokens import fingerprint, new_api_key
from ocr_service.records import audit
from ocr_service.records.people import ApiKey
from ocr_service.usecases.people.access_errors import KeyUnknown, ScopeNotAllowed
from ocr_service.usecases.people.find_site import open_site
from ocr_service.usecases.ports import Services


@dataclass(frozen=True, kw_only=True)
class KeyView:
    """A key as the list shows it; the key itself is known to its machine alone."""

    id: str
    name: str
    scopes: tuple[Permission, ...]
    created_at: datetime
    created_by: str
    last_used_at: datetime | None
    revoked_at: datetime | None
    site: str | None


@dataclass(frozen=True, kw_only=True)
class NewKey:
    """A key just made, with the key itself: this is the only time that it is seen."""

    key: str
    view: KeyView


def create_key(
    services: Services,
    *,
    actor: str,
    name: str,
    scopes: Collection[Permission],
    held: Collection[Permission],
    site: str | None = None,
) -> NewKey:
    """Makes a key with `scopes`, which must be among `held`, what its maker may do; `site` is the code of one.

    Raises ScopeNotAllowed, SiteUnknown or SiteClosed.
    """
    for scope in scopes:
        if scope not in KEY_SCOPES or scope not in held:
            raise ScopeNotAllowed(scope=scope.value)
    key = new_api_key()
    now = services.now()
    wanted = sorted({scope.value for scope in scopes})
    row = ApiKey(name=name, key_sha256=fingerprint(key), scopes=wanted, created_at=now, created_by=actor)
    with services.database.begin() as session:
        row.site_id = open_site(session, site) if site else None
        session.add(row)
        session.flush()
        new = {"name": name, "scopes": wanted, "site": site}
        audit.write(session, at=now, actor=actor, action="key.created", subject=row.id, new=new)
        return NewKey(key=key, view=_view(row))


def list_keys(services: Services) -> tuple[KeyView, ...]:
    """All keys, the newest first, revoked ones among them."""
    with services.database() as session:
        return tuple(_view(row) for row in session.scalars(select(ApiKey).order_by(ApiKey.id.desc())))


def move_key(services: Services, *, actor: str, key_id: str, site: str) -> KeyView:
    """What the key hands in belongs to `site` from now on, to none where that is empty.

    Raises KeyUnknown, SiteUnknown or SiteClosed.
    """
    with services.database.begin() as session:
        row = session.get(ApiKey, key_id)
        if row is None:
            raise KeyUnknown
        old = _site(row)
        if site != (old or ""):
            row.site_id = open_site(session, site) if site else None
            session.flush()
            session.refresh(row, ["site"])
            old_site, new_site = {"site": old}, {"site": _site(row)}
            now = services.now()
            audit.write(session, at=now, actor=actor, action="key.moved", subject=key_id, old=old_site, new=new_site)
        return _view(row)


def revoke_key(services: Services, *, actor: str, key_id: str) -> None:
    """The key opens nothing any more; no error where it was revoked already. Raises KeyUnknown."""
    now = services.now()
    with services.database.begin() as session:
        if session.get(ApiKey, key_id) is None:
            raise KeyUnknown
        revoke = update(ApiKey).where(ApiKey.id == key_id, ApiKey.revoked_at.is_(None)).values(revoked_at=now)
        if session.connection().execute(revoke).rowcount:
            audit.write(session, at=now, actor=actor, action="key.revoked", subject=key_id)


def _site(row: ApiKey) -> str | None:
    return row.site.code if row.site else None


def _view(row: ApiKey) -> KeyView:
    return KeyView(
        id=row.id,
        name=row.name,
        scopes=tuple(Permission(scope) for scope in row.scopes if scope in KEY_SCOPES),
        created_at=row.created_at,
        created_by=row.created_by,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
        site=_site(row),
    )
