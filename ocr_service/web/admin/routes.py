"""Administration: people, sites, keys, receivers, deliveries, master data, retention, audit trail."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ocr_service.access.caller import Caller
from ocr_service.access.roles import KEY_SCOPES, ROLE_PERMISSIONS, Permission, Role
from ocr_service.usecases.board.count_unreceived import ask_unreceived
from ocr_service.usecases.endpoints.endpoint_kinds import list_kinds
from ocr_service.usecases.endpoints.manage_endpoints import list_endpoints, show_endpoint
from ocr_service.web.admin.shell import pages_for, render_admin_page
from ocr_service.web.api.masterdata import ListName
from ocr_service.web.api.texts import Identifier
from ocr_service.web.first_steps import first_steps_for
from ocr_service.web.guard import NeedsPerson, Person
from ocr_service.web.parts import Parts
from ocr_service.web.problems import Problem

router = APIRouter(prefix="/admin", include_in_schema=False)
PeopleManager = Annotated[Caller, Depends(NeedsPerson(Permission.USERS_MANAGE))]
KeyKeeper = Annotated[Caller, Depends(NeedsPerson(Permission.KEYS_MANAGE))]
ReceiverManager = Annotated[Caller, Depends(NeedsPerson(Permission.WEBHOOKS_MANAGE))]
ListKeeper = Annotated[Caller, Depends(NeedsPerson(Permission.MASTERDATA_WRITE))]
DeliveryReader = Annotated[Caller, Depends(NeedsPerson(Permission.DELIVERIES_READ))]
Auditor = Annotated[Caller, Depends(NeedsPerson(Permission.AUDIT_READ))]


@router.get("")
def first_page(request: Request, caller: Person) -> Response:
    """The first page that the person may see."""
    for page in pages_for(request, caller):
        return RedirectResponse(f"/admin/{page}", status_code=303)
    raise Problem("not_allowed", 403, params={"permission": Permission.USERS_MANAGE.value})


@router.get("/start")
def start_page(request: Request, caller: PeopleManager, parts: Parts) -> HTMLResponse:
    """What is left to do on a new service."""
    return render_admin_page(request, "start", caller=caller, first_steps=first_steps_for(parts, caller))


@router.get("/people")
def people_page(request: Request, caller: PeopleManager) -> HTMLResponse:
    """Who may sign in, as what, and where they belong."""
    rights = {role.value: sorted(ROLE_PERMISSIONS[role]) for role in Role}
    return render_admin_page(request, "people", caller=caller, roles=[role.value for role in Role], rights=rights)


@router.get("/sites")
def sites_page(request: Request, caller: PeopleManager, parts: Parts) -> HTMLResponse:
    """The places that paper comes from."""
    settings = parts.settings
    intake = settings.intake_site if settings.intake_folder is not None else None
    return render_admin_page(request, "sites", caller=caller, intake_site=intake)


@router.get("/keys")
def keys_page(request: Request, caller: KeyKeeper) -> HTMLResponse:
    """Machines' keys."""
    scopes = [scope.value for scope in Permission if scope in KEY_SCOPES and caller.may(scope)]
    return render_admin_page(request, "keys", caller=caller, scopes=scopes, texts=("admin.scope.",))


@router.get("/receivers")
def receivers_page(request: Request, caller: ReceiverManager, parts: Parts) -> HTMLResponse:
    """Who gets results, and how each is doing."""
    allowed = parts.settings.delivery_allow
    kinds = [view.kind for view in list_kinds()]
    texts = ("admin.kind.", "error.delivery_", "error.connector_")
    unreceived = ask_unreceived(parts.services)
    return render_admin_page(
        request, "receivers", caller=caller, allowed=allowed, kinds=kinds, unreceived=unreceived, texts=texts
    )


@router.get("/receivers/new")
def new_receiver_page(request: Request, caller: ReceiverManager, kind: str = "webhook") -> HTMLResponse:
    """A receiver to set up."""
    return _receiver_page(request, caller, receiver_id="", kind=kind)


@router.get("/receivers/{endpoint_id}")
def receiver_page(request: Request, caller: ReceiverManager, parts: Parts, endpoint_id: Identifier) -> HTMLResponse:
    """One receiver: settings, mappings, tests, what was sent."""
    kind = show_endpoint(parts.services, endpoint_id=endpoint_id).kind
    return _receiver_page(request, caller, receiver_id=endpoint_id, kind=kind)


@router.get("/deliveries")
def deliveries_page(request: Request, caller: DeliveryReader, parts: Parts) -> HTMLResponse:
    """What was sent, what waits, what was given up and why."""
    may_replay = caller.may(Permission.DELIVERIES_REPLAY)
    knows_receivers = caller.may(Permission.WEBHOOKS_MANAGE)
    texts = ("scan.delivery.", "error.")
    return render_admin_page(
        request,
        "deliveries",
        caller=caller,
        may_replay=may_replay,
        knows_receivers=knows_receivers,
        receivers=list_endpoints(parts.services),
        unreceived=ask_unreceived(parts.services),
        texts=texts,
    )


@router.get("/masterdata")
def masterdata_page(request: Request, caller: ListKeeper) -> HTMLResponse:
    """The lists of master data, and how each gets here."""
    return render_admin_page(request, "masterdata", caller=caller)


@router.get("/masterdata/{list_name}")
def list_page(request: Request, caller: ListKeeper, list_name: ListName, parts: Parts) -> HTMLResponse:
    """One list: searched, replaced by a file, its versions, where it is fetched from."""
    allowed = parts.settings.delivery_allow
    texts = ("admin.masterdata.",)
    return render_admin_page(
        request, "list", caller=caller, shown_as="masterdata", list_name=list_name, allowed=allowed, texts=texts
    )


@router.get("/retention")
def retention_page(request: Request, caller: PeopleManager) -> HTMLResponse:
    """What is forgotten, and when."""
    return render_admin_page(request, "retention", caller=caller)


@router.get("/audit")
def audit_page(request: Request, caller: Auditor) -> HTMLResponse:
    """Who did what."""
    knows_people = caller.may(Permission.USERS_MANAGE)
    words = ("admin.family.", "admin.part.", "admin.subject.", "admin.language.", "admin.scope.", "admin.kind.")
    of_receivers = ("admin.receiver.", "setting.", "error.delivery_", "error.file_")
    texts = ("audit.", "scan.actor.", "scan.case.state.", *words, *of_receivers)
    return render_admin_page(request, "audit", caller=caller, knows_people=knows_people, texts=texts)


def _receiver_page(request: Request, caller: Caller, *, receiver_id: str, kind: str) -> HTMLResponse:
    words = ("admin.kind.", "admin.deliveries.event.", "setting.", "scan.delivery.")
    texts = (*words, "error.delivery_", "error.connector_")
    return render_admin_page(
        request, "receiver", caller=caller, shown_as="receivers", receiver_id=receiver_id, kind=kind, texts=texts
    )
