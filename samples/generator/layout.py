"""Parts that forms are put together from: grids with a column head, blanks on a line, labelled cells."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from ocr_service.forms.template import Column
from samples.generator.design import Draft, box

OUTER, INNER, THIN = 0.35, 0.2, 0.15


@dataclass(frozen=True, kw_only=True)
class Blank:
    """What an author says of one entry: its name, its labels, what it holds, and the printed label before it."""

    name: str
    zh: str
    en: str
    read: Mapping[str, Any]
    printed: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)

    def place(self, draft: Draft, x: float, y: float, width: float, height: float) -> None:
        draft.zone(self.name, self.zh, self.en, box(x, y, width, height), self.read, **self.more)


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table's lattice: the x of every upright line, the top, heights of head and rows (mm)."""

    edges: tuple[float, ...]
    top: float
    head: float
    row_height: float
    rows: int

    @property
    def body(self) -> float:
        return self.top + self.head

    @property
    def bottom(self) -> float:
        return self.body + self.rows * self.row_height


def edges_from(left: float, widths: Iterable[float]) -> tuple[float, ...]:
    """The x of every upright line of a grid that starts at `left`."""
    edges = [left]
    for width in widths:
        edges.append(round(edges[-1] + width, 2))
    return tuple(edges)


def draw_grid(draft: Draft, grid: Grid, heads: Sequence[str], size: float, numbered: bool) -> None:
    """The lattice with its head texts; `numbered` prints 1, 2, 3... in the first column."""
    left, right = grid.edges[0], grid.edges[-1]
    for (start, end), printed in zip(pairwise(grid.edges), heads, strict=True):
        draft.text((start + end) / 2, grid.top + grid.head / 2 + size * 0.37, printed, size, anchor="centre")
    draft.line(left, grid.top, right, grid.top, OUTER)
    for row in range(grid.rows + 1):
        y = round(grid.body + row * grid.row_height, 2)
        draft.line(left, y, right, y, INNER)
        if numbered and row < grid.rows:
            middle = (grid.edges[0] + grid.edges[1]) / 2
            draft.text(middle, y + grid.row_height / 2 + size * 0.36, str(row + 1), size, anchor="centre")
    for edge in grid.edges:
        draft.line(edge, grid.top, edge, grid.bottom, OUTER if edge in (left, right) else INNER)


def grid_columns(blanks: Sequence[Blank], edges: Sequence[float]) -> list[Column]:
    """The columns between `edges`, one for each blank; grid lines stay outside."""
    return [
        Column.model_validate(
            {"name": blank.name, "label": {"zh-CN": blank.zh, "en": blank.en}, "left": left, "right": right,
             "read": blank.read, **blank.more}
        )
        for blank, (left, right) in zip(blanks, pairwise(edges), strict=True)
    ]  # fmt: skip


def draw_underlined(draft: Draft, blank: Blank, x: float, y: float, right: float, label: float, size: float = 3.4,
                    height: float = 6.2) -> None:  # fmt: skip
    """A printed label at x and a line to write on; the zone stands on the line, `height` mm tall."""
    draft.text(x, y - 1.2, blank.printed, size)
    start = x + label
    draft.line(start, y, right, y, THIN)
    blank.place(draft, start, y - height, right - start, height)


def draw_labelled_row(draft: Draft, x: float, y: float, height: float,
                      cells: Sequence[tuple[float, Blank | str, float]], size: float = 3.4) -> None:  # fmt: skip
    """A ruled row of (label width, blank, width) cells; a plain text as blank leaves the cell without a zone."""
    total = sum(label + width for label, _, width in cells)
    for line in (y, y + height):
        draft.line(x, line, x + total, line, INNER)
    at = x
    for label, blank, width in cells:
        printed = blank if isinstance(blank, str) else blank.printed
        if label:
            draft.line(at, y, at, y + height, INNER)
            lines = printed.split("\n")
            for number, text in enumerate(lines):
                middle = y + height / 2 + (number - (len(lines) - 1) / 2) * size * 1.3 + size * 0.37
                draft.text(at + label / 2, middle, text, size, anchor="centre")
        draft.line(at + label, y, at + label, y + height, INNER)
        if not isinstance(blank, str):
            blank.place(draft, at + label, y, width, height)
        at += label + width
    draft.line(x + total, y, x + total, y + height, INNER)


def draw_options(draft: Draft, x: float, y: float, options: Sequence[tuple[str, str, str]], step: float,
                 size: float = 3.4, side: float = 3.6) -> list[dict[str, Any]]:  # fmt: skip
    """Tick boxes in a row, each (value, Chinese, English) printed in the form's language, as options of a choice.

    `y` is the boxes' top; the form prints the Chinese label, or the English one where there is no Chinese.
    """
    drawn = []
    for number, (value, zh, en) in enumerate(options):
        left = x + number * step
        draft.frame(left, y, side, side, 0.22)
        draft.text(left + side + 1.1, y + side / 2 + size * 0.37, zh or en, size)
        label = {key: text for key, text in (("zh-CN", zh), ("en", en)) if text}
        drawn.append({"value": value, "label": label, "box": box(left, y, side, side)})
    return drawn


def draw_boxes(draft: Draft, blank: Blank, x: float, y: float, label: float, boxes: int, width: float,
               size: float, height: float = 7.6) -> None:  # fmt: skip
    """A printed label at x and a row of boxes for one character each, `width` and `height` mm; `y` is their top."""
    draft.text(x, y + height / 2 + size * 0.37, blank.printed, size)
    start = x + label
    draft.frame(start, y, boxes * width, height, INNER)
    for number in range(1, boxes):
        draft.line(start + number * width, y, start + number * width, y + height, THIN)
    at = box(start, y, boxes * width, height)
    draft.zone(blank.name, blank.zh, blank.en, at, blank.read, cells=boxes, **blank.more)


def draw_words(draft: Draft, blank: Blank, x: float, y: float, label: float, words: Sequence[tuple[str, str, str]],
               step: float, size: float) -> None:  # fmt: skip
    """A printed label at x and words to ring, each (value, Chinese, English), `step` mm apart on the baseline y."""
    draft.text(x, y, blank.printed, size)
    options = []
    for number, (value, zh, en) in enumerate(words):
        left = x + label + number * step
        draft.text(left, y, zh, size)
        at = box(left - 0.1, y - 0.9 * size, len(zh) * size + 0.2, size * 1.05)
        options.append({"value": value, "label": {"zh-CN": zh, "en": en}, "box": at})
    whole = box(x + label - 1, y - 1.4 * size, (len(words) - 1) * step + len(words[-1][1]) * size + 2, 2 * size)
    read = {"type": "choice", "pick": "exactly-one", "marked_by": "ring", "options": options}
    draft.zone(blank.name, blank.zh, blank.en, whole, read, **blank.more)
