"""What the pages of administration share: who may see which, and the navigation between them."""

from typing import Any, Final, NamedTuple

from fastapi import Request
from starlette.responses import HTMLResponse

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.web.first_steps import first_steps_for
from ocr_service.web.parts import parts_of
from ocr_service.web.render import render_page


class AdminPage(NamedTuple):
    """A page below ``/admin/``: its name, and what one must be allowed to see it."""

    name: str
    need: Permission


# Shown in the sub-navigation as long as something is left to do on a new service.
FIRST_STEPS: Final = "start"
# In the order of the sub-navigation.
ADMIN_PAGES: Final = (
    AdminPage(FIRST_STEPS, Permission.USERS_MANAGE),
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
    return render_page(
        request,
        "admin",
        page=page,
        caller=caller,
        texts=("admin.common.", *texts),
        entries=pages_for(request, caller, here=page),
        shown_as=shown_as or page,
        **more,
    )


def pages_for(request: Request, caller: Caller, *, here: str = "") -> list[str]:
    """Those that the person may see; the first steps only while they are of use, or where one is `here`."""
    pages = [entry.name for entry in ADMIN_PAGES if caller.may(entry.need)]
    if FIRST_STEPS in pages and here != FIRST_STEPS:
        steps = first_steps_for(parts_of(request), caller)
        if steps is None or steps.over:
            pages.remove(FIRST_STEPS)
    return pages
