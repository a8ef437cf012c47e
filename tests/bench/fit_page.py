"""The fitted numbers on their page in the docs."""

import io
import re
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, Final

from tests.bench.fit_report import Judged, print_budgets, print_conditions, print_reliability

PAGE: Final = Path(__file__).parents[2] / "docs" / "decisions" / "0007-how-sure.md"
_BLOCK: Final = re.compile(r"(<!-- fitted: [^>]*-->\n).*(<!-- end of fitted -->)", re.S)


def write_page(model: Mapping[str, Any], judged: Sequence[Judged]) -> None:
    """Puts the model's weights and its worth on held-out layouts between the page's two marks."""
    text = PAGE.read_text(encoding="utf-8")
    shown = f"{origin(model['provenance'])}\n\n{_worth(judged)}\n\n{weights_table(model['kinds'])}\n"
    PAGE.write_text(_BLOCK.sub(lambda block: f"{block[1]}\n{shown}\n{block[2]}", text), encoding="utf-8")


def origin(provenance: Mapping[str, Any]) -> str:
    return (
        f"Fitted {provenance['made_at']} on {provenance['fields']} fields of {provenance['scans']} scans of "
        f"{provenance['layouts']} layouts ({provenance['wrong']} fields read wrong),\n"
        f"with {' and '.join(provenance['recognisers'])}. "
        "Below, each layout is judged by a model that was fitted on the others."
    )


def _worth(judged: Sequence[Judged]) -> str:
    """As the program prints it."""
    held = io.StringIO()
    with redirect_stdout(held):
        print_reliability(judged)
        print()
        print_budgets(judged)
        print()
        print_conditions(judged, 0.001)
    return "\n".join(f"    {line}".rstrip() for line in held.getvalue().splitlines())


def weights_table(kinds: Mapping[str, Any]) -> str:
    """A row for each figure, a column for each kind: log-odds for each unit."""
    names = list(dict.fromkeys(name for kind in kinds.values() for name in kind["weights"]))
    rows = [["log-odds for each unit", *kinds], ["---"] * (len(kinds) + 1)]
    rows.append(["fields (wrong)", *(f"{kind['fields']} ({kind['wrong']})" for kind in kinds.values())])
    rows.append(["before anything is known", *(f"{kind['intercept']:.2f}" for kind in kinds.values())])
    for name in names:
        weights = (kind["weights"].get(name) for kind in kinds.values())
        rows.append([f"`{name}`", *("" if weight is None else f"{weight:+.2f}" for weight in weights)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
