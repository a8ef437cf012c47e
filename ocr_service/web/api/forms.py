"""Reads multipart forms piece by piece, so that a file that is too large is refused while it still comes in."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from ocr_service.web.problems import Problem

MB: Final = 1_000_000
_MOST_FIELDS: Final = 20
_LONGEST_FIELD: Final = 1_000_000


@dataclass(frozen=True, kw_only=True)
class FormLimits:
    """How many files a form may have, and how many bytes each."""

    files: int
    file_mb: int


@asynccontextmanager
async def read_form(request: Request, limits: FormLimits) -> AsyncIterator[FormData]:
    """The form's fields and files; the files are temporary and gone at the end, also where the upload is cut off.

    Raises Problem: media_type_unsupported, form_broken, too_many_files, too_many_form_fields, file_too_large.
    """
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise Problem("multipart_wanted", 415)
    async with aclosing(request.stream()) as stream:
        try:
            form = await _BoundedParser(request.headers, stream, limits).parse()
        except MultiPartException:
            raise Problem("form_broken", 400) from None
    try:
        yield form
    finally:
        await form.close()


def files_of(form: FormData, name: str) -> list[UploadFile]:
    """The files under a name; a field of that name that is no file is refused."""
    given = form.getlist(name)
    files = [entry for entry in given if isinstance(entry, UploadFile)]
    if len(files) < len(given):
        raise Problem("form_broken", 400)
    return files


def fields_of(form: FormData) -> dict[str, str]:
    """The fields that are no files. Raises Problem where one is given twice."""
    fields: dict[str, str] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            continue
        if name in fields:
            raise Problem("form_field_repeated", 422, params={"field": name[:60]})
        fields[name] = value
    return fields


class _BoundedParser(MultiPartParser):
    """Starlette's parser bounds the fields' sizes but not the files'."""

    def __init__(self, headers: Headers, stream: AsyncGenerator[bytes, None], limits: FormLimits) -> None:
        super().__init__(headers, stream, max_files=limits.files, max_fields=_MOST_FIELDS, max_part_size=_LONGEST_FIELD)
        self._limits = limits
        self._part_bytes = 0

    def on_headers_finished(self) -> None:
        try:
            super().on_headers_finished()
        except MultiPartException:
            if self._current_files > self._limits.files:
                raise Problem("too_many_files", 413, params={"limit": self._limits.files}) from None
            if self._current_fields > _MOST_FIELDS:
                raise Problem("too_many_form_fields", 413, params={"limit": _MOST_FIELDS}) from None
            raise

    def on_part_begin(self) -> None:
        super().on_part_begin()
        self._part_bytes = 0

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        self._part_bytes += end - start
        if self._current_part.file is not None and self._part_bytes > self._limits.file_mb * MB:
            raise Problem("file_too_large", 413, params={"limit_mb": self._limits.file_mb})
        super().on_part_data(data, start, end)
