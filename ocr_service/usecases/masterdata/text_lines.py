"""A file's bytes -> lines of text: their encoding is found, and each is bounded and free of control characters."""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO, Final, Literal

from ocr_service.usecases.masterdata.row_problems import Problems, RowsUnreadable

Encoding = Literal["auto", "utf-8", "gb18030"]

MOST_LINE_BYTES: Final = 65_536
_PIECE: Final = 1 << 20
# Control characters, but for the tab and the ends of lines; what is no character at all; halves of characters.
HARMFUL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
# Some write it before the text to say which encoding it is in.
_MARK: Final = "\ufeff"


def find_encoding(file: BinaryIO) -> Encoding:
    """UTF-8 where all of it is that, else GB18030. Raises RowsUnreadable where it is neither, with the line."""
    file.seek(0)
    if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        raise RowsUnreadable("masterdata_encoding", line=1)
    failed = 0
    for encoding in ("utf-8", "gb18030"):
        failed = _undecodable_line(file, encoding)
        if not failed:
            return encoding
    raise RowsUnreadable("masterdata_encoding", line=failed)


def _undecodable_line(file: BinaryIO, encoding: str) -> int:
    """The first line, from 1, that is not in the encoding; 0 where all are."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    while True:
        piece = file.read(_PIECE)
        try:
            decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            return line + error.object[: error.start].count(b"\n")
        if not piece:
            return 0
        line += piece.count(b"\n")


class Lines:
    """The file's lines as text, each bounded; `number` is that of the line last given, from 1.

    A line that is too long, is not in the encoding or holds control characters is a problem; the rest of it goes on,
    so that what comes behind it is still read rightly.
    """

    def __init__(self, file: BinaryIO, encoding: str, problems: Problems) -> None:
        file.seek(0)
        self._file = file
        self._encoding = encoding
        self._problems = problems
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        # No byte of a longer character is a line feed, in GB18030 as in UTF-8.
        while line := self._file.readline(MOST_LINE_BYTES + 1):
            self.number += 1
            if len(line) > MOST_LINE_BYTES:
                self._problems.add("masterdata_line_too_long", line=self.number, limit=MOST_LINE_BYTES)
                self._pass_over()
                line = b"\n"
            yield self._decode(line)

    def _decode(self, line: bytes) -> str:
        try:
            text = line.decode(self._encoding)
        except UnicodeDecodeError:
            self._problems.add("masterdata_encoding", line=self.number)
            return "\n"
        if self.number == 1:
            text = text.removeprefix(_MARK)
        if HARMFUL.search(text):
            self._problems.add("masterdata_control_characters", line=self.number)
            return HARMFUL.sub("", text)
        return text

    def _pass_over(self) -> None:
        while (rest := self._file.readline(_PIECE)) and not rest.endswith(b"\n"):
            pass
