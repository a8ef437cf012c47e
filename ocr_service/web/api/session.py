"""Sign in and out; who am I; my language and password."""

from datetime import timedelta
from typing import Annotated, Literal

from anyio import to_thread
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from ocr_service.access.caller import Caller
from ocr_service.access.passwords import MAXIMUM_LENGTH
from ocr_service.access.roles import Permission, Role
from ocr_service.usecases.people.access_errors import SignInRefused
from ocr_service.usecases.people.own_account import change_own_password, set_language
from ocr_service.usecases.people.sign_in import LockoutRule, SignedIn, sign_in, sign_out
from ocr_service.web.api.problem_docs import PROBLEMS, TOO_OFTEN
from ocr_service.web.guard import SESSION_COOKIE, AnyCaller, Person, check_origin
from ocr_service.web.parts import Parts, UseServices, WebParts
from ocr_service.web.problems import Problem

router = APIRouter(tags=["session"], responses=PROBLEMS)

Password = Annotated[str, StringConstraints(min_length=1, max_length=MAXIMUM_LENGTH)]


class Credentials(BaseModel):
    """What a person signs in with."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"name": "li.na", "password": "…"}]})

    name: str = Field(max_length=200)
    password: str = Field(max_length=1000)


class Me(BaseModel):
    """The caller. Changes that a browser asks for carry `csrf_token` in the header ``X-CSRF-Token``."""

    actor: str = Field(examples=["user:user_01k…"])
    kind: Literal["user", "key"]
    name: str
    role: Role | None
    permissions: list[Permission]
    language: str | None
    csrf_token: str | None


class Language(BaseModel):
    """The language of the pages."""

    model_config = ConfigDict(extra="forbid")
    language: Literal["zh-CN", "en"]


class PasswordChange(BaseModel):
    """The old password and the new one."""

    model_config = ConfigDict(extra="forbid")
    old: Password
    new: Password


@router.post("/session", summary="Sign in", responses=TOO_OFTEN)
async def post_session(request: Request, credentials: Credentials, parts: Parts, response: Response) -> Me:
    """Starts a session: its token is in a cookie that scripts cannot read."""
    check_origin(request)
    address = request.client.host if request.client else "unknown"
    now = parts.services.now()
    if (wait := parts.throttle.wait(address, now)) is not None:
        seconds = int(wait.total_seconds()) + 1
        raise Problem("too_many_sign_ins", 429, params={"seconds": seconds}, headers={"Retry-After": str(seconds)})
    try:
        signed_in = await to_thread.run_sync(_sign_in, parts, credentials, limiter=parts.hashing)
    except SignInRefused:
        parts.throttle.count_failure(address, now)
        raise
    response.set_cookie(
        SESSION_COOKIE,
        signed_in.token,
        httponly=True,
        samesite="lax",
        path="/",
        secure=parts.settings.public_url.startswith("https:"),
    )
    request.state.caller = signed_in.caller
    return _describe(signed_in.caller)


@router.delete("/session", status_code=204, summary="Sign out")
def delete_session(caller: AnyCaller, services: UseServices, response: Response) -> None:
    """Ends the session. With an API key there is none, and nothing happens."""
    sign_out(services, caller=caller)
    response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="lax")


@router.get("/me", summary="Who am I")
def get_me(caller: AnyCaller) -> Me:
    """The caller with what is allowed to them."""
    return _describe(caller)


@router.put("/me/language", status_code=204, summary="Choose the language of the pages")
def put_language(caller: Person, chosen: Language, services: UseServices) -> None:
    """For this person, on every machine."""
    set_language(services, user_id=caller.id, language=chosen.language)


@router.put("/me/password", status_code=204, summary="Change my password")
async def put_password(caller: Person, change: PasswordChange, parts: Parts) -> None:
    """Ends all other sessions of this person."""
    await to_thread.run_sync(_change_password, parts, caller, change, limiter=parts.hashing)


def _sign_in(parts: WebParts, given: Credentials) -> SignedIn:
    settings = parts.settings
    rule = LockoutRule(failures=settings.lockout_failures, locked_for=timedelta(minutes=settings.lockout_minutes))
    return sign_in(parts.services, name=given.name, password=given.password, rule=rule, idle=parts.idle)


def _change_password(parts: WebParts, caller: Caller, change: PasswordChange) -> None:
    keep = caller.session.token_sha256 if caller.session else ""
    change_own_password(parts.services, user_id=caller.id, keep_session=keep, old=change.old, new=change.new)


def _describe(caller: Caller) -> Me:
    return Me(
        actor=caller.actor,
        kind=caller.kind,
        name=caller.name,
        role=caller.role,
        permissions=sorted(caller.permissions),
        language=caller.language,
        csrf_token=caller.session.csrf_token if caller.session else None,
    )
