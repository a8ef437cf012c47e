"""Machines' API keys: list, make (shown once), revoke."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.usecases.people.manage_keys import create_key, list_keys, move_key, revoke_key
from ocr_service.web.api.problem_docs import NOT_FOUND, PROBLEMS
from ocr_service.web.api.texts import FilledLine, Identifier, SiteCode
from ocr_service.web.guard import needs
from ocr_service.web.parts import UseServices

router = APIRouter(prefix="/keys", tags=["keys"], responses=PROBLEMS)
KeyKeeper = Annotated[Caller, needs(Permission.KEYS_MANAGE)]


class Key(BaseModel):
    """A machine's key, without the key itself."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str
    scopes: list[Permission]
    created_at: datetime
    created_by: str
    last_used_at: datetime | None
    revoked_at: datetime | None
    site: str | None = Field(description="the code of the site that it hands in for")


class Keys(BaseModel):
    """All keys, the newest first, revoked ones among them."""

    items: list[Key]


class WantedKey(BaseModel):
    """A key to be made."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"name": "ERP", "scopes": ["scans:read", "answers:write"]}]}
    )

    name: Annotated[FilledLine, Field(max_length=100)]
    scopes: list[Permission] = Field(min_length=1, max_length=20)
    site: SiteCode | None = None


class KeyMove(BaseModel):
    """Where the key hands in for from now on."""

    model_config = ConfigDict(extra="forbid")
    site: SiteCode | Literal[""] = Field(description="empty: for none")


class MadeKey(Key):
    """A key just made: `key` is shown this once and sent as ``Authorization: Bearer ocr_…``."""

    key: str


@router.get("", summary="List API keys")
def get_keys(_: KeyKeeper, services: UseServices) -> Keys:
    """All keys, the newest first."""
    return Keys(items=[Key.model_validate(key) for key in list_keys(services)])


@router.post("", status_code=201, summary="Make an API key")
def post_key(caller: KeyKeeper, wanted: WantedKey, services: UseServices) -> MadeKey:
    """The key is shown this once. Nobody can give a key more than they may do themselves."""
    made = create_key(
        services,
        actor=caller.actor,
        name=wanted.name,
        scopes=wanted.scopes,
        held=caller.permissions,
        site=wanted.site,
    )
    return MadeKey(**Key.model_validate(made.view).model_dump(), key=made.key)


@router.patch("/{key_id}", summary="Give an API key another site", responses=NOT_FOUND)
def patch_key(caller: KeyKeeper, key_id: Identifier, move: KeyMove, services: UseServices) -> Key:
    """What it handed in before stays where it was."""
    return Key.model_validate(move_key(services, actor=caller.actor, key_id=key_id, site=move.site))


@router.delete("/{key_id}", status_code=204, summary="Revoke an API key", responses=NOT_FOUND)
def delete_key(caller: KeyKeeper, key_id: Identifier, services: UseServices) -> None:
    """It opens nothing any more. The row stays, for the record."""
    revoke_key(services, actor=caller.actor, key_id=key_id)
