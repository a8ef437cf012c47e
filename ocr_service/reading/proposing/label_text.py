"""What a text says about itself: whether it may name a value, and which words of a line are labels."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import Final

from ocr_service.reading.proposing.label_words import find_word
from ocr_service.reading.proposing.page_lines import TextLine

# A colon between figures belongs to a time of day, one before a slash to an address on the web.
_COLON: Final = re.compile(r"(?<!\d)[:：](?!//)|[:：](?!\d|//)")
_COLONS: Final = (":", "：")
# "3. Name", "4a) Date", "6 City": forms number their fields.
_NUMBERED: Final = re.compile(r"^\(?\d{1,2}[a-z]?[.)、]{0,2}\s*(?=[A-Za-z\u4e00-\u9fff])")
# Between the middles of two letters with a gap of a column between them, in usual steps; a usual step is no shorter
# than this share of the line's height.
_WIDE_GAP: Final = 2.9
_LEAST_PITCH: Final = 0.25
_LEAST_STEPS: Final = 3
_LONGEST_CHINESE: Final = 14
_MOST_WORDS: Final = 7
_MOST_SMALL_WORDS: Final = 2
_LONGEST_NUMBERED: Final = 110
# Rows of dots to write on, read as letters.
_LEADERS: Final = re.compile(r"\s*(?:[.．·…_]{3,}|(?<=[\u4e00-\u9fff])[.．·…_]+|[.．·…_]+(?=[\u4e00-\u9fff]))\s*")
# "No.4711": a label that ends with a dot or a Chinese word, and figures right behind it.
_JOINED: Final = re.compile(r"^(?:[A-Za-z ]+\.|[\u4e00-\u9fff]{2,8}|#)(?=[A-Z]{0,6}[-/]?\d)")


def is_label(text: str) -> bool:
    """Whether the text is nothing but a label: it ends with a colon, or is a known word and little more."""
    if ends_as_label(text):
        return True
    short = len(text) <= 8 if not text.isascii() else len(text.split()) <= 3
    return short and not has_figure(text) and find_word(text) is not None


def is_numbered(text: str) -> bool:
    return _NUMBERED.match(text) is not None and len(text) <= _LONGEST_NUMBERED


def may_name(text: str) -> bool:
    """Whether the text can be a label where the form shows a place for its value: words, and no sentence."""
    if not has_letter(text) or len(text.strip()) < 2:
        return False
    if is_numbered(text):
        return True
    plain = text.strip()
    if _is_rest(plain):
        return False
    if has_figure(plain) and not ends_as_label(plain) and find_word(plain) is None:
        return False
    return len(plain) <= _LONGEST_CHINESE if not plain.isascii() else len(plain.split()) <= _MOST_WORDS


def _is_rest(text: str) -> bool:
    """Whether the text is what is left of a sentence: it begins small, or closes what it did not open."""
    opened = text.count("(") < text.count(")") or (text.endswith((".", ",", ";")) and find_word(text) is None)
    small = text[:1].islower() and len(text.split()) <= _MOST_SMALL_WORDS and find_word(text) is None
    return opened or small


def clean_label(label: str) -> str:
    """The label without its colon and outer brackets."""
    plain = label.strip().rstrip(":： ").strip()
    pairs = (("(", ")"), ("（", "）"))
    if any(plain.startswith(opening) and plain.endswith(closing) for opening, closing in pairs):
        plain = plain[1:-1].strip()
    return plain


def ends_as_label(text: str) -> bool:
    return text.rstrip().endswith(_COLONS)


def has_inner_colon(text: str) -> bool:
    found = _COLON.search(text)
    return found is not None and found.end() < len(text.rstrip())


def has_letter(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


def has_figure(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def pieces(line: TextLine) -> Iterator[TextLine]:
    """The line parted at rows of dots, behind its colons, before the labels inside it ("Tel: 123 Fax: 456")."""
    for part in _at_gaps(line):
        start = 0
        for leader in _LEADERS.finditer(part.text):
            if part.text[start : leader.start()].strip():
                yield from _at_colons(_trimmed(part, start, leader.start()))
            start = leader.end()
        if part.text[start:].strip():
            yield from _at_colons(_trimmed(part, start, len(part.text)))


def _at_gaps(line: TextLine) -> Iterator[TextLine]:
    """The line parted where more paper than a space lies between two letters."""
    solid = [index for index, letter in enumerate(line.text) if letter != " "]
    steps = [line.middles[b] - line.middles[a] for a, b in pairwise(solid)]
    pitch = max(median(steps) if len(steps) >= _LEAST_STEPS else 0.0, _pitch_of(line))
    cuts = [b for (_, b), step in zip(pairwise(solid), steps, strict=True) if step > _WIDE_GAP * pitch]
    for start, end in pairwise([0, *cuts, len(line.text)]):
        part = _trimmed(line, start, end)
        # A line's box may hold the dots or the ruling that one writes on.
        yield replace(
            part, left=max(part.left, part.middles[0] - pitch), right=min(part.right, part.middles[-1] + pitch)
        )


def _pitch_of(line: TextLine) -> float:
    """The least that a letter takes; Chinese ones are as wide as they are high."""
    return (_LEAST_PITCH if line.text.isascii() else 2 * _LEAST_PITCH) * line.height


def _at_colons(line: TextLine) -> Iterator[TextLine]:
    start = 0
    for colon in _COLON.finditer(line.text):
        begin = _label_start(line.text, start, colon.start())
        if begin > start and line.text[start:begin].strip():
            yield _trimmed(line, start, begin)
        yield _trimmed(line, begin, colon.end())
        start = colon.end()
    if not line.text[start:].strip():
        return
    rest = _trimmed(line, start, len(line.text))
    end = _label_end(rest.text) if start == 0 else 0
    if end:
        yield _trimmed(rest, 0, end)
        yield _trimmed(rest, end, len(rest.text))
    else:
        yield rest


def _label_end(text: str) -> int:
    """Where a label without a colon ends ("No. 4711", "日期 2025-04-02", "部门 装配"); 0 where there is none."""
    joined = _JOINED.match(text)
    if joined is not None and is_label(joined[0]):
        return joined.end()
    for space in (index for index, letter in enumerate(text) if letter == " " and index > 0):
        label, rest = text[:space], text[space:]
        # Spaces part words in English, in Chinese they part what does not belong together.
        if rest.endswith("%"):  # "VAT 19%" names one value.
            continue
        if is_label(label) and not has_figure(label) and (has_figure(rest) or not label.isascii()):
            return space
    return 0


def _label_start(text: str, start: int, colon: int) -> int:
    """Where the label before a colon begins: behind a space, or the longest known words right before the colon."""
    if start == 0:
        return 0
    before = text[start:colon]
    space = before.rstrip().rfind(" ")
    if space >= 0:
        return start + space + 1
    for length in range(min(8, len(before)), 1, -1):
        if len(before) > length and not has_figure(before[-length:]) and find_word(before[-length:]) is not None:
            return colon - length
    return start


def _trimmed(line: TextLine, start: int, end: int) -> TextLine:
    while start < end - 1 and line.text[start] == " ":
        start += 1
    while end - 1 > start and line.text[end - 1] == " ":
        end -= 1
    return line.part(start, end)
