"""Look-up lists beside a form that is being drawn: taken in as Excel saves them, and told as they were understood."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from ocr_service.forms.template_file import LOOKUPS_FOLDER, TemplateFileError, first_column, list_name
from ocr_service.usecases.masterdata.row_problems import RowsUnreadable
from ocr_service.usecases.masterdata.text_lines import HARMFUL, find_encoding
from ocr_service.usecases.ports import Services
from ocr_service.usecases.templates.draft import Draft
from ocr_service.usecases.templates.draft_errors import DraftUnusable

MOST_VALUES: Final = 100_000
_SHOWN: Final = 3


@dataclass(frozen=True, kw_only=True)
class ListSummary:
    """How many different values a list has, and the first of them: an author sees what was made of the file."""

    values: int
    first: tuple[str, ...]


def is_list(name: str) -> bool:
    """Whether a file beside the template is a look-up list."""
    return name.startswith(LOOKUPS_FOLDER)


def as_kept(name: str, data: bytes) -> bytes:
    """The list in UTF-8, whether it came in that or in GB18030.

    Raises DraftUnusable for what is no text, and for a list with no values or more than MOST_VALUES of them.
    """
    try:
        text = data.decode(find_encoding(BytesIO(data)))
        values = first_column(name, text.encode())
    except (RowsUnreadable, TemplateFileError) as error:
        raise _refused("template_list_unreadable", file=list_name(name)) from error
    if HARMFUL.search(text):
        raise _refused("template_list_unreadable", file=list_name(name))
    if not values:
        raise _refused("template_list_empty", file=list_name(name))
    if len(values) > MOST_VALUES:
        raise _refused("template_list_too_long", file=list_name(name), limit=MOST_VALUES)
    return text.encode()


def describe_lists(services: Services, draft: Draft) -> dict[str, ListSummary]:
    """By the names that fields call them. Raises FileMissing."""
    lists = {}
    for name, sha256 in sorted(draft.files.items()):
        if is_list(name):
            values = tuple(dict.fromkeys(first_column(name, services.files.load(sha256))))
            lists[list_name(name)] = ListSummary(values=len(values), first=values[:_SHOWN])
    return lists


def _refused(code: str, **params: Any) -> DraftUnusable:
    return DraftUnusable(problems=[{"code": code, "params": params}])
