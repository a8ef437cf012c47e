"""Places entries on the page in one of the ways in which forms label them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from samples.generator.design import Draft, text_width
from samples.generator.invented.ideas import Idea
from samples.generator.layout import Blank, draw_labelled_row, draw_underlined


@dataclass(frozen=True, kw_only=True)
class Style:
    """How entries are labelled, in how many columns; `height` of an entry, `size` of its label, `margin`: mm."""

    label: Literal["ruled", "underlined", "above", "inside"]
    columns: int
    height: float
    size: float = 3.3
    margin: float = 11.0


STYLES = (
    Style(label="ruled", columns=2, height=8.0),
    Style(label="ruled", columns=3, height=7.2),
    Style(label="underlined", columns=2, height=7.0),
    Style(label="underlined", columns=3, height=6.6),
    Style(label="above", columns=2, height=7.5),
    Style(label="above", columns=3, height=7.0),
    Style(label="inside", columns=2, height=11.5),
    Style(label="inside", columns=3, height=11.0),
)


def place_ideas(
    draft: Draft, ideas: Sequence[Idea], style: Style, y: float, right: float, room: float, more: Mapping[str, Any]
) -> tuple[list[Idea], float]:
    """Place as many of the ideas as fit into `room` mm below `y`; those placed, and where the next part begins."""
    width = right - style.margin
    step = style.height + {"ruled": 0.0, "underlined": 2.0, "above": 5.6, "inside": 0.0}[style.label]
    placed: list[Idea] = []
    for row in _rows(ideas, style, width):
        if placed and len(placed) >= 3 and room < step:
            break
        _place_row(draft, row, style, y, width, more)
        placed += [idea for idea, _ in row]
        y, room = round(y + step, 2), room - step
    return placed, y + 2.5


def _rows(ideas: Sequence[Idea], style: Style, width: float) -> list[list[tuple[Idea, int]]]:
    """The ideas in rows, each with the number of columns that it takes; the last in a row takes what is left."""
    rows: list[list[tuple[Idea, int]]] = [[]]
    free = style.columns
    for idea in ideas:
        column = width / style.columns - _label_width(idea, style)
        wanted = 1 + sum(column + extra * width / style.columns < idea.least_mm for extra in range(style.columns - 1))
        if wanted > free:
            rows[-1][-1] = (rows[-1][-1][0], rows[-1][-1][1] + free)
            rows.append([])
            free = style.columns
        rows[-1].append((idea, wanted))
        free -= wanted
        if not free:
            rows.append([])
            free = style.columns
    if not rows[-1]:
        rows.pop()
    elif free < style.columns:
        rows[-1][-1] = (rows[-1][-1][0], rows[-1][-1][1] + free)
    return rows


def _label_width(idea: Idea, style: Style) -> float:
    if style.label in ("above", "inside"):
        return 3.0
    return max(text_width(idea.labels[0], style.size) + 4, 18.0)


def _place_row(
    draft: Draft, row: Sequence[tuple[Idea, int]], style: Style, y: float, width: float, more: Mapping[str, Any]
) -> None:
    x, unit = style.margin, width / style.columns
    cells: list[tuple[float, Blank | str, float]] = []
    for idea, span in row:
        label, wide = _label_width(idea, style), span * unit
        blank = Blank(name=idea.name, zh=idea.labels[0], en=idea.en, read=idea.read, printed=idea.labels[0],
                      more={**idea.more, **more})  # fmt: skip
        if style.label == "ruled":
            cells.append((label, blank, round(wide - label, 2)))
        elif style.label == "underlined":
            blank = replace(blank, printed=blank.printed + "：")
            draw_underlined(draft, blank, x, y + style.height, x + wide - 3, label, style.size, style.height - 0.5)
        elif style.label == "above":
            draft.text(x + 0.5, y + 3.2, blank.printed, min(style.size, 3.0))
            draft.frame(x, y + 4.2, wide - 3, style.height)
            blank.place(draft, x, y + 4.2, wide - 3, style.height)
        else:
            draft.frame(x, y, wide, style.height)
            draft.text(x + 0.9, y + 3.1, blank.printed, 2.4)
            blank.place(draft, x, y, wide, style.height)
        x += wide
    if cells:
        draw_labelled_row(draft, style.margin, y, style.height, cells, style.size)
