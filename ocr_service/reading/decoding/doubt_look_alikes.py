"""How far a reading may be trusted where a character and its look-alike both are possible and no type settles it.

A recogniser gives a look-alike that it did not choose too little: where a figure stood beside a letter and 1 to 5 %
were left to O, the nought was wrong in one of five. Its probability therefore counts `UNDERRATED` times. Among figures
alone, or letters alone, such mistakes are as rare as the recogniser says.
Half-width marks are rare in Chinese text, and small: behind a Chinese character the full-width ones are likelier.
A traditional or Japanese form alone among simplified characters, or on a form that is printed in them, is more often
misread than written. A sign of degrees or inches between two figures is more often the star of a size (15*90).
"""

from typing import Final

from ocr_service.reading.decoding.character_variants import NOT_SIMPLIFIED, VARIANTS, is_simplified
from ocr_service.reading.decoding.find_spaces import is_wide
from ocr_service.reading.decoding.found import Found
from ocr_service.reading.text_engine import TextReading

UNDERRATED: Final = 10.0
# So many times likelier is the simplified form of a character among simplified ones.
SIMPLIFIED_ODDS: Final = 50.0
# No surer than this is a form that does not fit its neighbours.
LONE_VARIANT: Final = 0.9
# So many times likelier is a full-width mark behind a Chinese character.
FULL_WIDTH_ODDS: Final = 20.0

# So many times likelier between two figures is a star, but in an angle (45°30') or a length in feet (5'10").
STAR_ODDS: Final = 50.0

# Only what surrounds them tells these apart: many typefaces draw them the same.
_ALIKE: Final = ("0Oo〇○", "1lI|丨", "5Ss", "8B", "2Zz")
_FULL_WIDTH: Final = {",": "，、。", ".": "。，、", ";": "；", ":": "：", "!": "！", "?": "？"}
_LIKE_STARS: Final = '°˚º⁰"”“″'
_MINUTES: Final = frozenset("'′’\"″”")


def doubt_look_alikes(reading: TextReading, found: Found, *, simplified: bool = False) -> tuple[Found, float]:
    """The text with its marks settled, and how much of its probability holds (0 to 1).

    Spaces in `found.text` are passed over. `simplified` says that the form is printed in simplified characters: then
    a single other form in a text is doubted, too.
    """
    place = {text: index for index, text in enumerate(reading.alphabet)}
    text, share, before = [], 1.0, ""
    simplified = is_simplified(found.text) or (simplified and sum(one in NOT_SIMPLIFIED for one in found.text) == 1)
    for index, (character, position) in enumerate(zip(found.text, found.positions, strict=True)):
        step = reading.steps[position]
        seen = float(step[place[character]])
        marks, weight = "", 1.0 / UNDERRATED
        if before and is_wide(before) and character in _FULL_WIDTH:
            marks, weight = _FULL_WIDTH[character], 1.0 / FULL_WIDTH_ODDS
        elif simplified and character in NOT_SIMPLIFIED:
            marks, weight, share = VARIANTS[character], 1.0 / SIMPLIFIED_ODDS, min(share, LONE_VARIANT)
        elif character in _LIKE_STARS and _is_size(found.text, index):
            marks, weight = "*", 1.0 / STAR_ODDS
        others = {other: float(step[place[other]]) for other in marks or _rivals(found.text, index) if other in place}
        chosen, likeliest = character, seen * weight
        if marks and others and max(others.values()) > likeliest:
            chosen = max(others, key=others.__getitem__)
            likeliest = others[chosen]
        all_weighed, all_seen = seen * weight + sum(others.values()), seen + sum(others.values())
        share *= likeliest / all_weighed * all_seen / seen
        text.append(chosen)
        before = character if not character.isspace() else before
    return Found(text="".join(text), probability=found.probability, positions=found.positions), min(1.0, share)


def _is_size(text: str, index: int) -> bool:
    """Whether the mark at `index` stands between two figures as in 15*90, and not as in an angle or in feet."""
    before, after = text[:index][-1:], text[index + 1 :]
    figures = len(after) - len(after.lstrip("0123456789"))
    return before.isdigit() and figures > 0 and after[figures : figures + 1] not in _MINUTES


def differ_by_look_alikes(one: str, other: str) -> bool:
    """Whether `other` is `one` but for look-alikes that may be underrated there."""
    if one == other or len(one) != len(other):
        return False
    return all(b == a or b in _rivals(one, index) for index, (a, b) in enumerate(zip(one, other, strict=True)))


def _rivals(text: str, index: int) -> str:
    """The figures that are drawn like the letter at `index`, or the letters and bars that are drawn like the figure.

    None where its neighbours are of its own kind.
    """
    character = text[index]
    beside = {_kind(text[place]) for place in (index - 1, index + 1) if 0 <= place < len(text)} - {""}
    if beside == {_kind(character)}:
        return ""
    row = next((row for row in _ALIKE if character in row), "")
    return "".join(other for other in row if _kind(other) != _kind(character))


def _kind(character: str) -> str:
    if character.isascii() and character.isdigit():
        return "figure"
    return "letter" if character.isascii() and character.isalpha() else ""
