"""Each reference picture of a form is opened before the form comes in: later nobody could read with it, nor draw it."""

from collections.abc import Mapping

from ocr_service.engines.errors import EngineError
from ocr_service.forms.result import Reason
from ocr_service.forms.template import Template
from ocr_service.forms.template_file import TemplateFileError
from ocr_service.reading.errors import (
    FileEmpty,
    FileTypeUnknown,
    PictureTooLarge,
    PictureTooSmall,
    ReaderFailed,
    ScanError,
)
from ocr_service.usecases.errors import PicturesUnchecked
from ocr_service.usecases.ports import PictureCheck


def find_unusable_pictures(check: PictureCheck, template: Template, files: Mapping[str, bytes]) -> tuple[Reason, ...]:
    """What is wrong with each picture that a page names and that is there, by its file and its first page (from 1).

    Raises PicturesUnchecked where they cannot be looked at just now.
    """
    numbered = reversed(tuple(enumerate(template.pages, start=1)))
    first_on = {page.image: number for number, page in numbered if page.image in files}
    found = ((name, number, _trouble(check, files[name])) for name, number in sorted(first_on.items()))
    return tuple(
        Reason(
            code=trouble.code,
            params={"file": name, "page": number, "place": f"pages.{number - 1}.image", **trouble.params},
        )
        for name, number, trouble in found
        if trouble is not None
    )


def refuse_unusable_pictures(check: PictureCheck, template: Template, files: Mapping[str, bytes]) -> None:
    """Raises TemplateFileError with what is wrong with each; PicturesUnchecked."""
    if problems := find_unusable_pictures(check, template, files):
        raise TemplateFileError(*problems)


def _trouble(check: PictureCheck, picture: bytes) -> Reason | None:
    try:
        check(picture)
    except (FileEmpty, FileTypeUnknown):
        return Reason(code="template_picture_no_picture")
    except PictureTooLarge as error:
        return Reason(code="template_picture_too_large", params=error.params)
    except PictureTooSmall as error:
        return Reason(code="template_picture_too_small", params=error.params)
    except ScanError:
        return Reason(code="template_picture_broken")
    except ReaderFailed:
        return Reason(code="template_picture_too_much")
    except EngineError as error:
        raise PicturesUnchecked from error
    return None
