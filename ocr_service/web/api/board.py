"""The operations board: how the work goes now, and how the queues went."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.usecases.auditing.measure_errors import measure_errors
from ocr_service.usecases.board.keep_history import show_history
from ocr_service.usecases.board.show_board import show_board
from ocr_service.usecases.people.find_site import name_sites
from ocr_service.usecases.people.name_actors import name_actors
from ocr_service.usecases.warning.look_at_errors import MEASURED_OVER
from ocr_service.web.api.board_shapes import Errors, History, LiveBoard
from ocr_service.web.api.problem_docs import PROBLEMS
from ocr_service.web.guard import needs
from ocr_service.web.i18n import choose_language
from ocr_service.web.parts import Parts, UseServices

router = APIRouter(prefix="/board", tags=["board"], responses=PROBLEMS)
Supervisor = Annotated[Caller, needs(Permission.BOARD_READ)]


@router.get("", summary="The board")
def get_board(caller: Supervisor, request: Request, parts: Parts) -> LiveBoard:
    """The moment's figures; asking every few seconds is meant."""
    board = show_board(parts.services, data_folder=parts.settings.data_folder)
    language = choose_language(request.headers.get("accept-language"), caller.language)
    return LiveBoard.of(
        board,
        people=name_actors(parts.services, [person.actor for person in board.people]),
        sites=name_sites(parts.services, [site.name for site in board.queues.sites]),
        texts=lambda key: parts.texts.text(language, key),
    )


@router.get("/errors", summary="The measured error rate")
def get_errors(_: Supervisor, services: UseServices) -> Errors:
    """Of values that nobody had looked at, over all forms, from the random audits of the last 90 days."""
    found = [form.machine for form in measure_errors(services, since=services.now() - MEASURED_OVER)]
    return Errors(checked=sum(one.checked for one in found), wrong=sum(one.wrong for one in found))


@router.get("/history", summary="How the queues went")
def get_history(_: Supervisor, services: UseServices, hours: Annotated[int, Query(ge=1, le=192)] = 24) -> History:
    """A row a minute, thinned out to about 400."""
    return History.of(show_history(services, hours=hours))
