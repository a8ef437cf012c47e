"""The two sets of forms: layouts, letterheads, printed fonts and hands of one never occur in the other."""

import random
import zlib
from functools import cache

from samples.generator.invented.compose import InventedForm, compose
from samples.generator.invented.kinds import KINDS
from samples.generator.invented.words import a_company
from tests.bench.forms.families import FONTS

SETS = ("fit", "report")
LAYOUTS_OF_A_KIND = 2


@cache
def layouts_of(set_name: str) -> tuple[InventedForm, ...]:
    """Every layout of a set, the printed kinds first."""
    families = FONTS[set_name].printed
    return tuple(
        compose(kind, f"{set_name}/{kind.name}/{number}", families, f"{set_name}-{kind.name}-{number}")
        for number in range(1, LAYOUTS_OF_A_KIND + 1)
        for kind in KINDS
    )


@cache
def look_alikes_of(set_name: str) -> tuple[InventedForm, ...]:
    """Each layout of a set once more, under another company's letterhead and form number."""
    families = FONTS[set_name].printed
    made = []
    for number in range(1, LAYOUTS_OF_A_KIND + 1):
        for kind in KINDS:
            seed = f"{set_name}/{kind.name}/{number}"
            company = a_company(random.Random(f"look-alike/{seed}"))
            made.append(compose(kind, seed, families, f"{set_name}-{kind.name}-{number}-alike", company))
    return tuple(made)


@cache
def strangers_of(set_name: str) -> tuple[InventedForm, ...]:
    """Forms of the same kinds and fonts that belong to no set: nobody has a template of them."""
    families = FONTS[set_name].printed
    return tuple(compose(kind, f"{set_name}/stranger/{kind.name}", families, f"stranger-{kind.name}") for kind in KINDS)


def layouts_for(set_name: str, condition: str) -> tuple[InventedForm, ...]:
    """The layouts on which a condition occurs: those filled with a pen for handwriting, the others for all else."""
    by_hand = condition == "handwriting"
    return tuple(form for form in layouts_of(set_name) if form.kind.by_hand == by_hand)


def seed_of(*parts: object) -> int:
    """The same number for the same parts on every machine."""
    return zlib.crc32("/".join(map(str, parts)).encode())
