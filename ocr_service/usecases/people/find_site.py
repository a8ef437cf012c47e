"""Which site something belongs to: of an actor, of a code; and what sites are called."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr_service.records.people import ApiKey, User
from ocr_service.records.sites import Site
from ocr_service.usecases.people.access_errors import SiteClosed, SiteUnknown
from ocr_service.usecases.ports import Services


@dataclass(frozen=True, kw_only=True)
class SiteName:
    """A site as it is told: `code` for programs and settings, `name` for people."""

    code: str
    name: str


def site_of_actor(session: Session, actor: str) -> str | None:
    """The identifier of the site that an actor (``user:<id>``, ``key:<id>``) belongs to; None for ``system``."""
    kind, _, identifier = actor.partition(":")
    if kind == "user":
        return session.scalar(select(User.site_id).where(User.id == identifier))
    if kind == "key":
        return session.scalar(select(ApiKey.site_id).where(ApiKey.id == identifier))
    return None


def open_site(session: Session, code: str) -> str:
    """The identifier of the site, for somebody who is to belong to it. Raises SiteUnknown or SiteClosed."""
    site = session.scalar(select(Site).where(Site.code == code))
    if site is None:
        raise SiteUnknown(site=code)
    if site.closed_at is not None:
        raise SiteClosed(site=code)
    return site.id


def site_of_code(session: Session, code: str) -> str | None:
    """The identifier of the site, open or closed; None where there is none of this code."""
    return session.scalar(select(Site.id).where(Site.code == code))


def name_sites(services: Services, site_ids: Iterable[str | None]) -> dict[str, SiteName]:
    """What those sites are called that there are, by identifier."""
    wanted = {site_id for site_id in site_ids if site_id is not None}
    if not wanted:
        return {}
    with services.database() as session:
        found = session.execute(select(Site.id, Site.code, Site.name).where(Site.id.in_(wanted)))
        return {site_id: SiteName(code=code, name=name) for site_id, code, name in found}
