"""Sites: made, renamed, closed and opened again. Each act is written to the audit trail."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Session

from ocr_service.records import audit
from ocr_service.records.people import ApiKey, User
from ocr_service.records.sites import Site
from ocr_service.usecases.people.access_errors import SiteTaken, SiteUnknown
from ocr_service.usecases.ports import Services


@dataclass(frozen=True, kw_only=True)
class SiteView:
    """A site, with how many people who may sign in, and keys that open something, belong to it."""

    id: str
    code: str
    name: str
    people: int
    keys: int
    created_at: datetime
    closed_at: datetime | None


def list_sites(services: Services) -> tuple[SiteView, ...]:
    """All sites by code, closed ones among them."""
    with services.database() as session:
        people, keys = _people(session), _keys(session)
        sites = session.scalars(select(Site).order_by(Site.code))
        return tuple(_view(site, people.get(site.id, 0), keys.get(site.id, 0)) for site in sites)


def create_site(services: Services, *, actor: str, code: str, name: str) -> SiteView:
    """Raises SiteTaken where another site has this code."""
    now = services.now()
    site = Site(code=code, name=name, created_at=now)
    try:
        with services.database.begin() as session:
            session.add(site)
            session.flush()
            new = {"code": code, "name": name}
            audit.write(session, at=now, actor=actor, action="site.created", subject=site.id, new=new)
            return _view(site, 0, 0)
    except IntegrityError:
        raise SiteTaken(site=code) from None


def change_site(
    services: Services, *, actor: str, site_id: str, name: str | None = None, closed: bool | None = None
) -> SiteView:
    """Changes what is given. A closed site is offered to nobody new; who belongs to it stays. Raises SiteUnknown."""
    now = services.now()
    with services.database.begin() as session:
        site = session.get(Site, site_id)
        if site is None:
            raise SiteUnknown(site=site_id)
        old = _described(site)
        site.name = site.name if name is None else name
        if closed is not None and closed != (site.closed_at is not None):
            site.closed_at = now if closed else None
        audit.write(session, at=now, actor=actor, action="site.changed", subject=site_id, old=old, new=_described(site))
        return _view(site, _people(session).get(site_id, 0), _keys(session).get(site_id, 0))


def _people(session: Session) -> dict[str, int]:
    return _counted(session, User.site_id, User.active)


def _keys(session: Session) -> dict[str, int]:
    return _counted(session, ApiKey.site_id, ApiKey.revoked_at.is_(None))


def _counted(session: Session, column: InstrumentedAttribute[str | None], counts: Any) -> dict[str, int]:
    query = select(column, func.count()).where(column.is_not(None), counts).group_by(column)
    return {site_id: number for site_id, number in session.execute(query) if site_id is not None}


def _described(site: Site) -> dict[str, Any]:
    return {"name": site.name, "closed": site.closed_at is not None}


def _view(site: Site, people: int, keys: int) -> SiteView:
    return SiteView(
        id=site.id,
        code=site.code,
        name=site.name,
        people=people,
        keys=keys,
        created_at=site.created_at,
        closed_at=site.closed_at,
    )
