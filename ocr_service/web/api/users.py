"""People: list, add, change, give a new password."""

from datetime import datetime
from typing import Annotated, Literal

from anyio import to_thread
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission, Role
from ocr_service.usecases.people.manage_users import change_user, create_user, end_sessions, set_password
from ocr_service.usecases.people.show_users import UserView, list_users
from ocr_service.web.api.problem_docs import CONFLICT, NOT_FOUND, PROBLEMS
from ocr_service.web.api.session import Password
from ocr_service.web.api.texts import FilledLine, Identifier, SiteCode
from ocr_service.web.guard import needs
from ocr_service.web.parts import Parts, UseServices

router = APIRouter(prefix="/users", tags=["users"], responses={**PROBLEMS, **CONFLICT})
Administrator = Annotated[Caller, needs(Permission.USERS_MANAGE)]


class User(BaseModel):
    """A person who may sign in."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str
    role: Role
    language: str
    active: bool
    created_at: datetime
    locked_until: datetime | None
    site: str | None = Field(description="the code of the site that they belong to")
    browsers: int = Field(description="browsers that are signed in")
    seen_at: datetime | None = Field(description="when one of them was last used")


class Users(BaseModel):
    """Everybody, by name."""

    items: list[User]


class NewUser(BaseModel):
    """Somebody to add."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"name": "li.na", "password": "…", "role": "operator"}]}
    )

    name: FilledLine
    password: Password
    role: Role
    language: Literal["zh-CN", "en"] = "zh-CN"
    site: SiteCode | None = None


class UserChange(BaseModel):
    """What is to be different; what is left out stays."""

    model_config = ConfigDict(extra="forbid")
    role: Role | None = None
    active: bool | None = None
    site: SiteCode | Literal[""] | None = Field(default=None, description="empty: to none")


class GivenPassword(BaseModel):
    """A new password for somebody."""

    model_config = ConfigDict(extra="forbid")
    password: Password = Field(description="it unlocks the name and ends all its sessions")


class EndedSessions(BaseModel):
    """How many browsers were signed out."""

    ended: int


@router.get("", summary="List people")
def get_users(_: Administrator, services: UseServices) -> Users:
    """Everybody, by name."""
    return Users(items=[_shown(user) for user in list_users(services)])


@router.post("", status_code=201, summary="Add a person")
async def post_user(caller: Administrator, given: NewUser, parts: Parts) -> User:
    """The name is kept in lower case."""

    def create() -> UserView:
        return create_user(
            parts.services,
            actor=caller.actor,
            name=given.name,
            password=given.password,
            role=given.role,
            language=given.language,
            site=given.site,
        )

    return _shown(await to_thread.run_sync(create, limiter=parts.hashing))


@router.patch("/{user_id}", summary="Change a person's role or site, or disable them", responses=NOT_FOUND)
def patch_user(caller: Administrator, user_id: Identifier, change: UserChange, services: UseServices) -> User:
    """The last administrator can be neither disabled nor made something else."""
    return _shown(change_user(services, actor=caller.actor, user_id=user_id, **change.model_dump()))


@router.put("/{user_id}/password", status_code=204, summary="Give a person a new password", responses=NOT_FOUND)
async def put_user_password(caller: Administrator, user_id: Identifier, given: GivenPassword, parts: Parts) -> None:
    """Unlocks the name and ends all its sessions."""

    def change() -> None:
        set_password(parts.services, actor=caller.actor, user_id=user_id, password=given.password)

    await to_thread.run_sync(change, limiter=parts.hashing)


@router.delete("/{user_id}/sessions", summary="Sign a person out everywhere", responses=NOT_FOUND)
def delete_user_sessions(caller: Administrator, user_id: Identifier, services: UseServices) -> EndedSessions:
    """Their browsers have to sign in again; the password stays."""
    return EndedSessions(ended=end_sessions(services, actor=caller.actor, user_id=user_id))


def _shown(user: UserView) -> User:
    return User.model_validate(user)
