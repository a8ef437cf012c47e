"""The forms of a folder come in at every start, those that came with the service among them."""

import sys
from collections.abc import Iterator
from pathlib import Path

from ocr_service.cli.language import language, say, say_reason
from ocr_service.files.template_folder import find_template_folders, read_folder
from ocr_service.forms.result import Reason
from ocr_service.forms.template_file import TemplateFileError
from ocr_service.usecases.errors import TemplateChangedHere, TemplateInvalid, TemplateVersionTaken, UsecaseError
from ocr_service.usecases.ports import Services
from ocr_service.usecases.templates.draft_errors import TemplateTestsWanted
from ocr_service.usecases.templates.publish_template import publish_template
from ocr_service.web.i18n import text


def publish_folder(services: Services, folder: Path) -> bool:
    """Publishes what is new or newer; False where a form is wrong. A form that stays as it is here is told, no more:
    an update of the service must not keep it from starting, nor undo what an author published.
    """
    good = True
    if not folder.is_dir():
        print(say("cli.no_templates", folder=str(folder)), file=sys.stderr)
        good = False
    for one in find_template_folders(folder):
        for problem in _publish(services, one):
            print(f"{one}: {problem}", file=sys.stderr)
            good = False
    return good


def _publish(services: Services, folder: Path) -> Iterator[str]:
    try:
        yaml_text, files = read_folder(folder)
        publish_template(services, actor="system", yaml=yaml_text, files=files, over_others=False)
    except TemplateFileError as error:
        yield from map(say_reason, error.problems)
    except TemplateInvalid as error:
        yield from (say_reason(Reason(**problem)) for problem in error.params["problems"])
    except (TemplateChangedHere, TemplateVersionTaken, TemplateTestsWanted) as error:
        print(say("cli.form_left_out", folder=folder, why=_sentence(error)), file=sys.stderr)
    except UsecaseError as error:
        yield _sentence(error)


def _sentence(error: UsecaseError) -> str:
    return text(language(), f"error.{error.code}", **error.params)
