"""What is left to do on a new service, as the pages of an administrator ask for it."""

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.usecases.board.first_steps import FirstSteps, Setup, show_first_steps
from ocr_service.web.parts import WebParts


def first_steps_for(parts: WebParts, caller: Caller) -> FirstSteps | None:
    """None for whoever cannot do them."""
    if not caller.may(Permission.USERS_MANAGE):
        return None
    settings = parts.settings
    setup = Setup(
        by_https=settings.public_url.startswith("https://"),
        folder_watched=settings.intake_folder is not None,
        password_given=bool(settings.administrator_password),
        retention_fixed=settings.keep_days is not None,
    )
    return show_first_steps(parts.services, setup, actor=caller.actor)
