"""``ocr-service user NAME --role ROLE``: adds a person; the password is made here and printed once."""

import argparse
import sys

from ocr_service import wiring
from ocr_service.access.passwords import new_password
from ocr_service.access.roles import Role
from ocr_service.cli.language import language, say
from ocr_service.settings import load_settings
from ocr_service.usecases.errors import UsecaseError
from ocr_service.usecases.people.manage_users import create_user
from ocr_service.web.i18n import text


def run(options: argparse.Namespace) -> int:
    services = wiring.open_services(load_settings())
    password = new_password()
    try:
        create_user(services, actor="system", name=options.name, password=password, role=Role(options.role))
    except UsecaseError as error:
        print(text(language(), f"error.{error.code}", **error.params), file=sys.stderr)
        return 1
    print(say("cli.user_created", name=options.name, role=options.role, password=password))
    return 0
