"""Readings -> text, guided by what the field can hold.

The decoder does not repair a text afterwards: it looks for the likeliest text of the field's language among all that
the recogniser holds possible. The unconstrained reading is kept beside it; where the two lie far apart, the picture
speaks against the type, and the field gives a reason to doubt.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ocr_service.forms.content import Content, MultilineText
from ocr_service.forms.result import Alternative, Reason
from ocr_service.reading.decoding.choose_view import choose_view
from ocr_service.reading.decoding.ctc_search import Found, greedy, join, search
from ocr_service.reading.decoding.decoded import Decoded
from ocr_service.reading.decoding.doubt_look_alikes import UNDERRATED, differ_by_look_alikes, doubt_look_alikes
from ocr_service.reading.decoding.field_languages import Language, language_of
from ocr_service.reading.decoding.find_spaces import insert_spaces
from ocr_service.reading.decoding.seen_text import seen_line, seen_lines
from ocr_service.reading.ink.strokes_from_outside import MOSTLY
from ocr_service.reading.normalise import normalise
from ocr_service.reading.recognise_text import CropReading, LineReading
from ocr_service.reading.text_engine import TextReading

# Natural logarithm of how much likelier the unconstrained reading must be to give a reason to doubt (twenty times).
WIDE_GAP: Final = 3.0
# How sure it is that nothing is written where a seal's strokes are all that is seen.
BLANK_UNDER_SEAL: Final = 0.93
# Another look at the zone that is at least this sure of a different text is a contradiction.
PLAUSIBLE: Final = 0.3
# At most this sure of a text that may be a seal's or a neighbour's.
PERHAPS_NO_ENTRY: Final = 0.5
# The ink's share of a line's height; the rest is the margin it was cut with.
_INK_SHARE: Final = 0.75
# A free text this sure needs no list of alternatives.
_SURE: Final = 0.98


def decode_crop(reading: CropReading, content: Content, *, lexicon: Sequence[str] | None = None) -> Decoded:
    """The likeliest text of the zone; an empty one where it is blank.

    `lexicon` holds the entries of the look-up list that a text field names.
    """
    if reading.blank:
        sure = BLANK_UNDER_SEAL if reading.reasons else 1.0
        return Decoded(text="", confidence=sure, free_text="", free_confidence=sure, reasons=reading.reasons)
    language = language_of(content, lexicon)
    decoded = {view.name: _decode_lines(view.lines, content, language) for view in reading.views}
    best = choose_view(decoded, content)
    reasons = [*reading.reasons, *best.reasons]
    if "without-seal" in decoded and _contradicted(best, list(decoded.values())):
        reasons.append(Reason(code="under_seal_unclear"))
    if language.free and reading.only_coloured:
        # A seal's own words are text too; what fits a stricter language is seldom a seal's.
        reasons.append(Reason(code="coloured_text"))
    if language.free and reading.from_outside > MOSTLY:
        reasons.append(Reason(code="strokes_from_outside"))
    doubted = any(reason.code in ("coloured_text", "strokes_from_outside") for reason in reasons)
    confidence = min(best.confidence, PERHAPS_NO_ENTRY) if doubted else best.confidence
    return replace(best, confidence=confidence, reasons=tuple({reason.code: reason for reason in reasons}.values()))


def _contradicted(best: Decoded, views: Sequence[Decoded]) -> bool:
    """Whether another look at the zone says something else and not mere noise (strokes of the seal read as text)."""
    return any(view.text != best.text and view.confidence >= PLAUSIBLE for view in views)


def posterior(probability: float, all_allowed: float, odds: float) -> float:
    """How sure a text of the language is, by Bayes.

    `probability` is what the recogniser gives the text, `all_allowed` what it gives all texts of the language
    together, `odds` how much likelier the field holds a text of its language than the recogniser, which does not
    know the field, takes it to be.
    """
    other = max(0.0, 1.0 - all_allowed)
    weight = odds * probability + odds * max(0.0, all_allowed - probability) + other
    return min(1.0, odds * probability / weight) if weight > 0.0 else 0.0


def _decode_lines(lines: Sequence[LineReading], content: Content, language: Language) -> Decoded:
    whole = [_WholeLine(parts) for parts in _grouped(lines)]
    if not whole:
        return Decoded(text="", confidence=0.0, free_text="", free_confidence=0.0)
    free = [greedy(line.reading) for line in whole]
    spaced = [line.with_spaces(found) for line, found in zip(whole, free, strict=True)]
    free_text = _whole_text(spaced, content)
    free_confidence = math.prod(found.probability for found in free)
    if language.free:
        settled = [doubt_look_alikes(line.reading, found) for line, found in zip(whole, free, strict=True)]
        text = _whole_text([line.with_spaces(found) for line, (found, _) in zip(whole, settled, strict=True)], content)
        plain = _decode_free(whole, text, free_text, free_confidence, math.prod(share for _, share in settled))
        evidence = seen_lines(seen_line(line.reading, found) for line, (found, _) in zip(whole, settled, strict=True))
        rival = max((other.confidence for other in plain.alternatives), default=0.0)
        return replace(plain, seen=replace(evidence, rival=min(1.0, rival / max(free_confidence, rival, 1e-30))))
    decoded = _decode_constrained(whole, language, free_text, free_confidence, [found.text for found in free])
    if decoded.seen is None:
        return decoded
    value = normalise(decoded.text, content).value
    # The same value written in another way is no rival.
    rivals = (other.confidence for other in decoded.alternatives if normalise(other.text, content).value != value)
    rival = min(1.0, max(rivals, default=0.0) / max(decoded.confidence, 1e-30))
    return replace(decoded, seen=replace(decoded.seen, rival=rival, lines=len(whole)))


def _whole_text(lines: Sequence[str], content: Content) -> str:
    return "\n".join(lines) if isinstance(content, MultilineText) else join_wrapped(lines)


def _decode_free(whole: list["_WholeLine"], text: str, free_text: str, free_confidence: float, share: float) -> Decoded:
    """`text` is `free_text` with its marks settled, `share` how much of its probability the look-alikes leave it."""
    alternatives: list[Alternative] = []
    if len(whole) == 1 and free_confidence < _SURE:
        language = Language(automaton=language_of(MultilineText()).automaton, free=True)
        for found in search(whole[0].reading, language.automaton, keep_spaces=False):
            other = whole[0].with_spaces(found)
            if "".join(other.split()) != "".join(text.split()):
                alternatives.append(Alternative(text=other, confidence=found.probability))
    return Decoded(
        text=text,
        confidence=min(1.0, free_confidence * share),
        free_text=free_text,
        free_confidence=free_confidence,
        alternatives=tuple(alternatives[:3]),
    )


def _decode_constrained(
    whole: list["_WholeLine"], language: Language, free_text: str, free_confidence: float, seen: list[str]
) -> Decoded:
    reading = join([line.reading for line in whole])
    texts = search(reading, language.automaton, keep_spaces=language.keep_spaces)
    if not texts:
        reasons = (Reason(code="reading_gap", params={"read": free_text}),) if any(seen) else ()
        return Decoded(
            text=free_text, confidence=0.0, free_text=free_text, free_confidence=free_confidence, reasons=reasons
        )
    allowed = min(1.0, sum(found.probability for found in texts))
    shown = [(_entry(found, language), posterior(found.probability, allowed, language.odds)) for found in texts]
    best = texts[0]
    gap = math.log(max(free_confidence, 1e-30)) - math.log(max(best.probability, 1e-30))
    rivals = sum(found.probability for found in texts[1:] if differ_by_look_alikes(best.text, found.text))
    return Decoded(
        text=shown[0][0],
        confidence=shown[0][1] / (1.0 + (UNDERRATED - 1.0) * shown[0][1] * rivals / best.probability),
        free_text=free_text,
        free_confidence=free_confidence,
        seen=replace(seen_line(reading, best), log_gap=gap, entries=len(language.entries or ())),
        alternatives=tuple(Alternative(text=text, confidence=sure) for text, sure in shown[1:] if sure >= 0.001),
        reasons=(Reason(code="reading_gap", params={"read": free_text}),) if gap > WIDE_GAP else (),
    )


def _entry(found: Found, language: Language) -> str:
    return language.entries.get(found.text, found.text) if language.entries else found.text


class _WholeLine:
    """A line of the paper, put together from its parts where it was too long for the recogniser."""

    def __init__(self, parts: list[LineReading]) -> None:
        self.reading: TextReading = join([part.reading for part in parts])
        self._ink: NDArray[np.bool_] = np.concatenate([part.ink for part in parts])
        self._height = float(parts[0].height)
        middles, offset = [], 0.0
        for part in parts:
            steps = np.arange(len(part.reading.steps)) + 0.5
            middles.append(offset + steps * part.reading.step_width * part.height)
            offset += len(part.ink)
        self._middles: NDArray[np.float64] = np.concatenate(middles)

    def with_spaces(self, found: Found) -> str:
        """The text with the paper's spaces, whatever spaces the recogniser put in."""
        places = [p for p, character in zip(found.positions, found.text, strict=True) if not character.isspace()]
        spaces = [index for index, text in enumerate(self.reading.alphabet) if index and text.isspace()]
        likely = self.reading.steps[:, spaces].sum(axis=1)
        return insert_spaces(
            "".join(found.text.split()),
            [float(self._middles[place]) for place in places],
            [float(likely[one : other + 1].max()) for one, other in pairwise(places)],
            self._ink,
            self._height * _INK_SHARE,
        )


def _grouped(lines: Sequence[LineReading]) -> list[list[LineReading]]:
    groups: list[list[LineReading]] = [[]]
    for line in lines:
        groups[-1].append(line)
        if not line.joined_to_next:
            groups.append([])
    return [group for group in groups if group]


def join_wrapped(lines: Sequence[str]) -> str:
    """Lines of one entry that wrapped: Chinese goes on without a space, Latin words need one."""
    result = ""
    for line in lines:
        latin = result[-1:].isascii() and line[:1].isascii() and result[-1:] not in ("", "-", "/")
        result += (" " if latin and line else "") + line
    return result
