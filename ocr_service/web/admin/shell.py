"""What the pages of administration share: who may see which, and the navigation between them."""

from typing import Any, Final, NamedTuple

from fastapi import Request
from starlette.responses import HTMLResponse

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.web.render import render_page


class AdminPage(NamedTuple):
    """A page below ``/admin/``: its name, and what one must be allowed to see it."""

    name: str
    need: Permission


# In the order of the sub-navigation.
ADMIN_PAGES: Final = (
    AdminPage("people", Permission.USERS_MANAGE),
    AdminPage("sites", Permission.USERS_MANAGE),
    AdminPage("keys", Permission.KEYS_MANAGE),
    AdminPage("receivers", Permission.WEBHOOKS_MANAGE),
    AdminPage("deliveries", Permission.DELIVERIES_READ),
    AdminPage("masterdata", Permission.MASTERDATA_WRITE),
    AdminPage("retention", Permission.USERS_MANAGE),
    AdminPage("audit", Permission.AUDIT_READ),
)


def render_admin_page(
    request: Request,
    page: str,
    *,
    caller: Caller,
    shown_as: str | None = None,
    texts: tuple[str, ...] = (),
    **more: Any,
) -> HTMLResponse:
    """A page of administration; `shown_as` is the entry of the sub-navigation that it belongs to, if not its own."""
    entries = [entry.name for entry in ADMIN_PAGES if caller.may(entry.need)]
    return render_page(
        request,
        "admin",
        page=page,
        caller=caller,
        texts=("admin.common.", *texts),
        entries=entries,
        shown_as=shown_as or page,
        **more,
    )
