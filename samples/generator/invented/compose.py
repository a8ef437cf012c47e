"""Composes a form from a seed: paper, margins, type sizes, the way entries are labelled, the table's columns."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from samples.generator.design import Draft, FormDesign, Role, Typography, box, text_width
from samples.generator.invented import words
from samples.generator.invented.ideas import IDEAS, Idea, number_idea
from samples.generator.invented.kinds import FormKind
from samples.generator.invented.place import STYLES, Style, place_ideas
from samples.generator.invented.rows import TABLES, TableIdea
from samples.generator.layout import Blank, Grid, draw_grid, draw_options, edges_from, grid_columns

DATE_STYLES = ("%Y-%m-%d", "%Y年%-m月%-d日", "%Y.%-m.%-d", "%Y/%m/%d", "%Y-%-m-%-d")


@dataclass(frozen=True, kw_only=True)
class InventedForm:
    """A composed form and what its filling needs: ideas by field, the table's kind, the number's prefix."""

    design: FormDesign
    kind: FormKind
    ideas: tuple[Idea, ...]
    table: TableIdea | None
    prefix: str
    date_style: str
    company: str
    options: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    rows: int = 0


class _DoesNotFitError(Exception):
    """The parts are taller than the paper."""


@dataclass
class _Composer:
    """The state of one composition: `y` is where the next part goes, in mm from the top."""

    rng: random.Random
    kind: FormKind
    draft: Draft
    style: Style
    prefix: str
    y: float = 0.0
    ideas: list[Idea] = field(default_factory=list)
    rows: int = 0
    signs: tuple[str, ...] = ()

    @property
    def left(self) -> float:
        return self.style.margin

    @property
    def right(self) -> float:
        return self.draft.size[0] - self.style.margin

    @property
    def foot_room(self) -> float:
        """What the part with signatures and seal needs at the bottom; the seal is 8 mm less."""
        height = self.draft.size[1]
        return 44.0 if height > 180 else 34.0 if height > 120 else 28.0


def compose(
    kind: FormKind, seed: str, families: Sequence[tuple[str, str]], name: str, company: str | None = None
) -> InventedForm:
    """The form of `kind` that the seed gives; `families` are (regular family, its style for headings) to choose from.

    Another `company` gives the same layout under another letterhead: a form that is nearly alike.
    """
    for attempt in count():
        try:
            return _compose(kind, f"{seed}/{attempt}", families, name, company)
        except _DoesNotFitError:
            continue
    raise AssertionError("unreachable")


def _compose(
    kind: FormKind, seed: str, families: Sequence[tuple[str, str]], name: str, company: str | None
) -> InventedForm:
    rng = random.Random(f"layout/{seed}")
    size = rng.choice(kind.papers)
    style = replace(rng.choice(STYLES), margin=rng.choice((9.0, 11.0, 14.0)), size=rng.choice((3.1, 3.3, 3.6)))
    if kind.by_hand:
        # A pen needs more room than a printer, above all under a label that is printed inside.
        style = replace(style, height=max(style.height, 13.5 if style.label == "inside" else 9.5))
    typography, own = _typography(rng, families), words.a_company(rng)
    company = company or own
    prefix = "".join(rng.sample("ABCDFGHJKLMNPRSTWXYZ", 2))
    making = _Composer(rng, kind, Draft(size=size), style, prefix)
    number = f"{prefix}-{rng.randrange(1, 99):02d}-{rng.randrange(100):03d}"
    _draw_head(making, company, number if company == own else number + "B")
    _draw_entries(making, (number_idea(prefix), *_ideas_of(rng, kind.head)))
    options = _draw_choice(making)
    table = _draw_table(making) if kind.table else None
    if kind.foot:
        _draw_entries(making, _ideas_of(rng, kind.foot))
    _draw_foot(making)
    design = making.draft.finish(
        name=name, title={"zh-CN": rng.choice(kind.titles), "en": f"Invented form, {kind.name}"},
        rules=_rules(making, table), typography=typography, lookups=_lists(random.Random(f"lists/{seed}")), about="",
    )  # fmt: skip
    return InventedForm(
        design=design, kind=kind, ideas=tuple(making.ideas), table=table, prefix=prefix, company=company,
        date_style=rng.choice(DATE_STYLES), options=options, signs=making.signs, rows=making.rows,
    )  # fmt: skip


def _typography(rng: random.Random, families: Sequence[tuple[str, str]]) -> Typography:
    (heading, bold), (label, _) = rng.choice(families), rng.choice(families)
    roles: dict[Role, tuple[str, str]] = {
        "title": (heading, bold), "heading": (heading, bold), "label": (label, "regular"), "small": (label, "regular")
    }  # fmt: skip
    return Typography(families=roles)


def _lists(rng: random.Random) -> dict[str, tuple[str, ...]]:
    return {
        "companies": words.a_list(rng, 400, "company"),
        "things": words.a_list(rng, 250, "thing"),
        "departments": words.DEPARTMENTS,
        "warehouses": words.WAREHOUSES,
        "units": words.UNITS,
        "purposes": words.PURPOSES,
        "checks": words.CHECKS,
    }


def _ideas_of(rng: random.Random, names: Sequence[str]) -> list[Idea]:
    """The ideas under labels that this layout uses; two or three of the later ones are left out at times."""
    kept = [name for place, name in enumerate(names) if place < 3 or rng.random() < 0.9]
    return [replace(IDEAS[name], labels=(rng.choice(IDEAS[name].labels),)) for name in kept]


def _draw_head(making: _Composer, company: str, number: str) -> None:
    rng, draft = making.rng, making.draft
    size = rng.choice((6.0, 6.8, 7.4)) if draft.size[1] > 120 else 5.2
    middle = draft.size[0] / 2
    title = rng.choice(making.kind.titles)
    if rng.random() < 0.3:  # The company small at the left, the title large at the right.
        draft.text(making.left, 14, company, 4.2, role="heading", tells_apart=True)
        draft.text(making.right, 15, title, size, role="title", anchor="right", tracking=1.5, tells_apart=True)
        bottom = 18.0
    else:
        draft.text(middle, 11.5, company, 4.6, role="heading", anchor="centre", tells_apart=True)
        draft.text(middle, 13 + size, title, size, role="title", anchor="centre", tracking=2, tells_apart=True)
        bottom = 15.5 + size
    draft.text(making.left, 6.5, f"表单编号：{number}", 2.5, role="small", tells_apart=True)
    read = {"type": "barcode", "formats": ["qr"], "pattern": making.prefix + r"\d{10}"}
    if rng.random() < 0.35:
        side = 15.0 if draft.size[1] > 120 else 12.0
        draft.zone("number_code", "单号码", "Number code", box(making.right - side, bottom, side, side), read)
        bottom += side + 1
    elif rng.random() < 0.3:
        at = box(making.left, bottom, 52, 9)
        draft.zone("number_code", "单号码", "Number code", at, {**read, "formats": ["code-128"]})
        bottom += 10.5
    making.y = bottom + 3


def _draw_entries(making: _Composer, ideas: Sequence[Idea]) -> None:
    more = {"handwritten": True} if making.kind.by_hand else {}
    room = making.draft.size[1] - making.y - making.foot_room - (34 if making.kind.table else 0)
    placed, making.y = place_ideas(making.draft, ideas, making.style, making.y, making.right, room, more)
    making.ideas += placed


def _draw_choice(making: _Composer) -> tuple[str, ...]:
    if making.kind.choice is None:
        return ()
    label, names = making.kind.choice
    draft, size = making.draft, making.style.size
    step = max(text_width(name, size) for name in names) + 12
    draft.text(making.left, making.y + 4.2, label, size)
    start = making.left + text_width(label, size) + 4
    options = draw_options(draft, start, making.y + 1.2, [(f"option_{number}", name, "")
                           for number, name in enumerate(names)], step, size)  # fmt: skip
    zone = box(start - 1, making.y, step * len(names), 6)
    draft.zone("choice", label, "Choice", zone, {"type": "choice", "options": options})
    making.y += 8.5
    return tuple(option["value"] for option in options)


def _draw_table(making: _Composer) -> TableIdea:
    rng, idea = making.rng, TABLES[making.kind.table or ""]
    leave_out = {name for name in sorted(idea.optional) if rng.random() < 0.35}
    kept = [(column, width) for column, width in idea.columns if column.name not in leave_out]
    numbered = rng.random() < 0.6
    shares = [6.0] * numbered + [width * rng.uniform(0.9, 1.1) for _, width in kept]
    unit = (making.right - making.left) / sum(shares)
    height = rng.choice((8.5, 9.0)) if making.kind.by_hand else rng.choice((6.2, 6.8, 7.4, 8.0))
    totals = _ideas_of(rng, idea.totals[:1]) + _ideas_of(rng, idea.totals[1:])
    after = (making.style.height + 3) * (len(totals) + len(making.kind.foot)) + making.foot_room
    room = making.draft.size[1] - making.y - 8 - after
    rows = max(3, min(int(room / height), rng.choice((8, 10, 14, 18))))
    grid = Grid(edges=edges_from(making.left, [round(share * unit, 2) for share in shares]), top=round(making.y, 2),
                head=8, row_height=height, rows=rows)  # fmt: skip
    if rng.random() < 0.4:
        making.draft.shade(grid.edges[0], grid.top, grid.edges[-1] - grid.edges[0], grid.head, 0.12)
    heads = ["序号"] * numbered + [column.printed for column, _ in kept]
    draw_grid(making.draft, grid, heads, min(3.3, making.style.size), numbered)
    edges = grid.edges[1:] if numbered else grid.edges
    more = {"handwritten": True} if making.kind.by_hand else {}
    columns = grid_columns([_column(column, more) for column, _ in kept], edges)
    body = box(edges[0], grid.body, edges[-1] - edges[0], rows * height)
    making.draft.table("items", "明细", "Items", body, rows, columns, minimum_rows=1)
    making.rows, making.y = rows, grid.bottom + 2
    if totals:
        _draw_entries(making, totals)
    return replace(idea, columns=tuple(kept))


def _column(blank: Blank, more: dict[str, Any]) -> Blank:
    by_hand = more if blank.read["type"] != "tick" else {}
    return replace(blank, more={**blank.more, **by_hand})


def _draw_foot(making: _Composer) -> None:
    """Signatures on lines and a place for the seal at the bottom right."""
    rng, draft = making.rng, making.draft
    side = making.foot_room - 8
    top = round(making.y + 1, 2)
    if top + side + 3 > draft.size[1]:
        raise _DoesNotFitError
    at = box(making.right - side, top, side, side)
    draft.text(at.x + side / 2, at.y + side / 2, rng.choice(("（盖章）", "单位盖章", "（章）")), 3.0, anchor="centre")
    draft.zone("seal", "印章", "Seal", at, {"type": "seal"}, may_overlap=True)
    making.signs = ("signature_a", "signature_b")[: rng.choice((1, 2))]
    room = (at.x - making.left - 6) / len(making.signs)
    roles = rng.sample(("制单", "审核", "批准", "保管", "经手人", "主管", "复核"), len(making.signs))
    for number, (name, role) in enumerate(zip(making.signs, roles, strict=True)):
        x, y = making.left + number * room, top + 13
        start = x + text_width(role + "：", 3.3) + 1
        draft.text(x, y - 1.2, role + "：", 3.3)
        draft.line(start, y, x + room - 3, y, 0.15)
        zone = box(start, y - 9, x + room - 3 - start, 9)
        draft.zone(name, role, f"Signature {number + 1}", zone, {"type": "signature"})


def _rules(making: _Composer, table: TableIdea | None) -> list[dict[str, Any]]:
    """Those of the form's rules whose fields the layout has."""
    fields = {zone.name for zone in making.draft.fields}
    columns = {f"items.{column.name}" for column, _ in table.columns} if table else set()
    wanted = [dict(rule) for rule in table.rules] if table else []
    wanted += [
        {"rule": "same", "fields": ["total", "total_capital"]},
        {"rule": "same", "fields": ["number", "number_code"]},
        {"rule": "order", "first": "date", "then": "due"},
    ]
    known = fields | columns
    return [rule for rule in wanted if known.issuperset(_names(rule))]


def _names(rule: dict[str, Any]) -> list[str]:
    keys = ("fields", "of", "equals", "first", "then")
    return [name for key in keys if key in rule for name in ([rule[key]] if isinstance(rule[key], str) else rule[key])]
