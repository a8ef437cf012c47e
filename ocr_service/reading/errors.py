"""What can be wrong with a file that claims to be a scan. Each error has a stable code."""

from typing import Any, ClassVar


class ScanError(Exception):
    """The file cannot be read as a scan.

    `code` is stable; the sentence for people stands in ``web/locales`` under ``error.<code>`` and may name `params`.
    """

    code: ClassVar[str] = "scan_unreadable"

    def __init__(self, **params: Any) -> None:
        super().__init__(f"{self.code} {params}" if params else self.code)
        self.params = params


class FileEmpty(ScanError):
    """The file has no bytes."""

    code = "file_empty"


class FileTypeUnknown(ScanError):
    """The content is no picture or PDF that can be read, whatever the name says."""

    code = "file_type_unknown"


class FileBroken(ScanError):
    """The file is cut off or damaged."""

    code = "file_broken"


class FileTooLarge(ScanError):
    """The file has more bytes than allowed. Params: limit_mb."""

    code = "file_too_large"


class FileEncrypted(ScanError):
    """The PDF needs a password."""

    code = "file_encrypted"


class PdfFormUnsupported(ScanError):
    """The PDF is an XFA form without ordinary pages."""

    code = "pdf_xfa_unsupported"


class TooManyPages(ScanError):
    """The file has more pages than allowed. Params: pages, limit."""

    code = "too_many_pages"


class PictureTooLarge(ScanError):
    """A page has more pixels than allowed. Params: width, height, limit_megapixels."""

    code = "picture_too_large"


class PictureTooSmall(ScanError):
    """A page has too few pixels to hold a form. Params: width, height."""

    code = "picture_too_small"


class ReaderFailed(Exception):
    """Reading did not end as it should, although the file looked readable.

    `code` is one of ``page_took_too_long``, ``page_crashed_reader``, ``page_ate_memory``.
    """

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(f"{code} {params}" if params else code)
        self.code = code
        self.params = params
