"""The figures as Markdown tables, the same ones on the terminal and on the documentation's pages."""

from collections.abc import Iterable, Sequence
from typing import Any

from tests.bench.report.words import AIMS, CONDITIONS, WORDS, Words

Figures = dict[str, Any]


def markdown(figures: Figures, language: str) -> str:
    """All tables in `language` (zh-CN, en)."""
    words = WORDS[language]
    parts = [
        _machine(figures, words),
        _accuracy(figures, words, "exact", "right", with_aim=True),
        _accuracy(figures, words, "characters", "characters", with_aim=False),
        _accepted(figures, words),
        _speed(figures, words),
        _guidance(figures, words),
        _reliability(figures, words),
        _placement(figures, words),
        _marks(figures, words),
    ]
    if figures.get("real"):
        parts.append(_real(figures, words))
    if "identification" in figures:
        parts.append(_identification(figures["identification"], words))
    if "reading_speed" in figures:
        parts.append(_samples(figures, words))
    return "\n\n".join([*parts, *figures.get("left_out", ())]) + "\n"


def _machine(figures: Figures, words: Words) -> str:
    return words["machine"].format(
        **figures["machine"], date=figures["date"], part=words[figures["part"]], pages=figures["pages"],
        fields=figures["fields"],
    )  # fmt: skip


def _samples(figures: Figures, words: Words) -> str:
    readers = "; ".join(
        words["reader_pace"].format(readers=row["readers"], pace=row["scans_a_second"], peak=row["peak_mb"])
        for row in figures["throughput"]
    )
    speed, queue = figures["reading_speed"], figures["queue"]["enqueue_ms"] + figures["queue"]["work_ms"]
    return words["samples"].format(median=speed["median"], times=speed["times_bare"], readers=readers, queue=queue)


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table under a bold title; all columns but the first are set to the right."""
    lines = [f"**{title}**", "", f"| {' | '.join(head)} |", "|---" + "|---:" * (len(head) - 1) + "|"]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in rows])


def share(value: float | None, digits: int = 1) -> str:
    """A share as per cent; cut off, not rounded up, so that only all of it is 100 %."""
    if value is None:
        return "-"
    scale = 10**digits
    return f"{int(value * 100 * scale + 1e-9) / scale:.{digits}f} %"


def _rows(figures: Figures) -> list[str]:
    return [condition for condition in CONDITIONS if condition in figures["accuracy"]["ours"]]


def _place(condition: str) -> int:
    """Where a condition stands among the rows; handwriting, which some tables do not divide, before the last."""
    return CONDITIONS.index(condition) if condition in CONDITIONS else len(CONDITIONS) - 2


def _accuracy(figures: Figures, words: Words, title: str, key: str, *, with_aim: bool) -> str:
    names = list(figures["systems"])
    head = [words["condition"], words["fields"], *(words[name] for name in names)] + [words["aim"]] * with_aim
    rows = []
    for condition in _rows(figures):
        row = [words[condition], str(figures["accuracy"]["ours"][condition]["fields"])]
        row += [share(figures["accuracy"][name].get(condition, {}).get(key), 2) for name in names]
        rows.append(row + ([share(AIMS[condition]) if condition in AIMS else ""] if with_aim else []))
    return table(words[title], head, rows)


def _accepted(figures: Figures, words: Words) -> str:
    names = list(figures["systems"])
    rows = [
        [words[condition], *(_accepted_cell(figures["accuracy"][name].get(condition), words) for name in names)]
        for condition in _rows(figures)
    ]
    return table(words["accepted"], [words["condition"], *(words[name] for name in names)], rows)


def _accepted_cell(summary: dict[str, Any] | None, words: Words) -> str:
    if not summary or not summary["accepted"]:
        return words["none"]
    return f"{share(summary['accepted'])} / {share(summary['wrong_accepted'], 2)}"


def _speed(figures: Figures, words: Words) -> str:
    head = [words[key] for key in ("reader", "median", "mean", "times", "peak")]
    rows = [
        [words[name], f"{one['median']:.2f}", f"{one['mean']:.2f}", f"{one['times_ours']:.1f}", f"{one['peak_mb']:.0f}"]
        for name, one in figures["speed"].items()
    ]
    return table(words["speed"], head, rows)


def _guidance(figures: Figures, words: Words) -> str:
    variants = list(figures["guidance"])
    rows = []
    for condition in _rows(figures):
        cells = [figures["guidance"][variant].get(condition) for variant in variants]
        first = share(cells[0]["right"], 2) if cells[0] else "-"
        rows.append([words[condition], first, *(_guided_cell(cell, words) for cell in cells[1:])])
    return table(words["guidance"], [words["condition"], *(words[variant] for variant in variants)], rows)


def _guided_cell(summary: dict[str, Any] | None, words: Words) -> str:
    return f"{share(summary['right'], 2)}; {_accepted_cell(summary, words)}" if summary else "-"


def _reliability(figures: Figures, words: Words) -> str:
    rows = [
        [
            f"{row['low']:.1f} - {row['high']:.1f}",
            str(row["fields"]),
            share(row["confidence"], 2),
            share(row["right"], 2),
        ]
        for row in figures["reliability"]
    ]
    return table(words["reliability"], [words["sure"], words["fields"], words["said"], words["right"]], rows)


def _placement(figures: Figures, words: Words) -> str:
    head = [words[key] for key in ("condition", "zones", "within", "median_mm", "worst_mm", "lost")]
    rows = [
        [words[name], str(one["zones"]), share(one["within"], 2), f"{one['median_mm']:.2f}", f"{one['worst_mm']:.2f}",
         str(one["pages_not_aligned"])]
        for name, one in sorted(figures["placement"].items(), key=lambda part: _place(part[0]))
    ]  # fmt: skip
    return table(words["placement"], head, rows)


def _marks(figures: Figures, words: Words) -> str:
    rows = [
        [words.get(kind, kind), str(one["fields"]), share(one["right"], 2), _accepted_cell(one, words)]
        for kind, one in figures["marks"].items()
    ]
    return table(
        words["marks"], [words["kind_of_field"], words["fields"], words["right"], words["accepted_head"]], rows
    )


def _real(figures: Figures, words: Words) -> str:
    rows = [
        [words[name], str(one["fields"]), share(one["right"], 2), share(one["characters"], 2)]
        for name, one in figures["real"].items()
    ]
    return table(words["real"], [words["reader"], words["lines"], words["exact_head"], words["characters_head"]], rows)


def _identification(found: dict[str, Any], words: Words) -> str:
    head = [words[key] for key in ("kind", "pages", "right", "unknown", "wrong")]
    rows = [
        [words[kind], *(str(one[key]) for key in ("pages", "right", "unknown", "wrong"))]
        for kind, one in found["pages"].items()
    ]
    times = [[str(one["templates"]), f"{one['milliseconds']:.0f}"] for one in found["times"]]
    title = f"{words['identification']} ({words['templates'].lower()}: {found['templates']})"
    return (
        table(title, head, rows)
        + "\n\n"
        + table(words["milliseconds"], [words["templates"], words["milliseconds"]], times)
    )
