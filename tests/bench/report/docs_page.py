"""Writes the last run's tables into the documentation's pages, between two marks."""

import re
from pathlib import Path

BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"


class MarksMissingError(Exception):
    """The page has no place for the tables: both marks must stand in it once, in order."""


def write_between_marks(page: Path, text: str) -> None:
    """Replace what stands between the marks; everything else stays as its authors wrote it."""
    content = page.read_text(encoding="utf-8")
    found = re.search(f"{re.escape(BEGIN)}.*{re.escape(END)}", content, re.S)
    if found is None:
        raise MarksMissingError(str(page.name))
    page.write_text(content[: found.start()] + f"{BEGIN}\n\n{text.strip()}\n\n{END}" + content[found.end() :],
                    encoding="utf-8")  # fmt: skip
