"""Readings -> text, guided by what the field can hold.

The decoder does not repair a text afterwards: it looks for the likeliest text of the field's language among all that
the recogniser holds possible. The unconstrained reading is kept beside it; where the two lie far apart, the picture
speaks against the type, and the field gives a reason to doubt.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from ocr_service.forms.content import Content, MultilineText, Text
from ocr_service.forms.result import Alternative, Reason
from ocr_service.reading.decoding.automata import AnyText
from ocr_service.reading.decoding.choose_entry import choose_entry
from ocr_service.reading.decoding.choose_view import choose_view
from ocr_service.reading.decoding.ctc_search import search
from ocr_service.reading.decoding.decoded import Decoded
from ocr_service.reading.decoding.doubt_look_alikes import UNDERRATED, differ_by_look_alikes, doubt_look_alikes
from ocr_service.reading.decoding.field_languages import Language, language_of
from ocr_service.reading.decoding.lexicons import Lexicon
from ocr_service.reading.decoding.look_alikes import Alike, look_alikes, written_look_alikes
from ocr_service.reading.decoding.posterior import WIDE_GAP, log_ratio, posterior
from ocr_service.reading.decoding.seen_text import seen_line, seen_lines
from ocr_service.reading.decoding.whole_line import FreeReading, read_freely, whole_lines, whole_text
from ocr_service.reading.ink.strokes_from_outside import MOSTLY
from ocr_service.reading.normalise import normalise
from ocr_service.reading.recognise_text import CropReading, LineReading

# How sure it is that nothing is written where a seal's strokes are all that is seen.
BLANK_UNDER_SEAL: Final = 0.93
# Where people write, coloured strokes that cannot be read are rather a blue pen's than a seal's.
UNREAD_COLOUR: Final = 0.5
# Another look at the zone that is at least this sure of a different text is a contradiction.
PLAUSIBLE: Final = 0.3
# At most this sure of a text that may be a seal's or a neighbour's.
PERHAPS_NO_ENTRY: Final = 0.5
# Handwriting without a list, a pattern or a check digit to confirm it is never surer than this.
FREE_HANDWRITING: Final = 0.9
# A list's entry that is this likely, compared with the reading as it is, may be the one that was meant.
NEAR_ENTRY: Final = 1e-4
PERHAPS_MEANT: Final = 0.8
# A free text this sure needs no list of alternatives.
_SURE: Final = 0.98


def decode_crop(
    reading: CropReading,
    content: Content,
    *,
    lexicon: Lexicon | None = None,
    handwritten: bool = False,
    simplified: bool = False,
) -> Decoded:
    """The likeliest text of the zone; an empty one where it is blank.

    `lexicon` is the look-up list that a text field names. Free handwriting is never surer than `FREE_HANDWRITING`.
    `simplified` says that the form is printed in simplified characters.
    """
    if reading.blank:
        sure = (UNREAD_COLOUR if handwritten else BLANK_UNDER_SEAL) if reading.reasons else 1.0
        return Decoded(text="", confidence=sure, free_text="", free_confidence=sure, reasons=reading.reasons)
    language = language_of(content, lexicon)
    surest = FREE_HANDWRITING if handwritten else 1.0
    free = partial(_decode_free, content=content, surest=surest, simplified=simplified)
    decoded = {view.name: _decode_lines(view.lines, content, language, handwritten, free) for view in reading.views}
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


def _decode_lines(
    lines: Sequence[LineReading],
    content: Content,
    language: Language,
    handwritten: bool,
    decode_free: Callable[[FreeReading], Decoded],
) -> Decoded:
    whole = whole_lines(lines)
    if not whole:
        return Decoded(text="", confidence=0.0, free_text="", free_confidence=0.0)
    free = read_freely(whole, line_feeds=isinstance(content, MultilineText))
    if language.free:
        return decode_free(free)
    alike = written_look_alikes if handwritten else look_alikes
    if language.lexicon is None:
        decoded = _decode_constrained(free, content, language, alike)
    else:
        decoded = choose_entry(free, language.lexicon, odds=language.odds, alike=alike)
        if decoded.seen is None and isinstance(content, Text) and content.lexicon_open and free.text:
            return _decode_beside_list(decode_free(free), decoded)
    if decoded.seen is None:
        return decoded
    value = normalise(decoded.text, content).value
    # The same value written in another way is no rival.
    rivals = (other.confidence for other in decoded.alternatives if normalise(other.text, content).value != value)
    rival = min(1.0, max(rivals, default=0.0) / max(decoded.confidence, 1e-30))
    return replace(decoded, seen=replace(decoded.seen, rival=rival, lines=len(whole)))


def _decode_free(free: FreeReading, *, content: Content, surest: float, simplified: bool) -> Decoded:
    """The free reading with its marks settled; what the look-alikes leave it of its probability, at most `surest`."""
    settled = [
        doubt_look_alikes(line.reading, found, simplified=simplified)
        for line, found in zip(free.lines, free.found, strict=True)
    ]
    spaced = [line.spaced(found) for line, (found, _) in zip(free.lines, settled, strict=True)]
    text = whole_text([line.text for line in spaced], line_feeds=isinstance(content, MultilineText))
    evidence = seen_lines(seen_line(line.reading, found) for line, (found, _) in zip(free.lines, settled, strict=True))
    alternatives: list[Alternative] = []
    if len(free.lines) == 1 and free.confidence < _SURE:
        for found in search(free.lines[0].reading, AnyText(), keep_spaces=False):
            other = free.lines[0].with_spaces(found)
            if "".join(other.split()) != "".join(text.split()):
                alternatives.append(Alternative(text=other, confidence=found.probability))
    rival = max((other.confidence for other in alternatives[:3]), default=0.0)
    return Decoded(
        text=text,
        confidence=min(surest, free.confidence * math.prod(share for _, share in settled)),
        free_text=free.text,
        free_confidence=free.confidence,
        seen=replace(
            evidence,
            rival=min(1.0, rival / max(free.confidence, rival, 1e-30)),
            unsettled_spaces=sum(line.unsettled for line in spaced),
        ),
        alternatives=tuple(alternatives[:3]),
    )


def _decode_beside_list(decoded: Decoded, nearest: Decoded) -> Decoded:
    """A reading that an open list does not have; doubtful where an entry is so near that it may be meant."""
    near = max((other.confidence for other in nearest.alternatives), default=0.0)
    sure = min(decoded.confidence, PERHAPS_MEANT) if near > NEAR_ENTRY else decoded.confidence
    return replace(decoded, confidence=sure, alternatives=nearest.alternatives or decoded.alternatives)


def _decode_constrained(free: FreeReading, content: Content, language: Language, alike: Alike) -> Decoded:
    reading, _ = free.whole()
    texts = search(reading, language.automaton, keep_spaces=language.keep_spaces, alike=alike)
    if not texts:
        reasons = (Reason(code="reading_gap", params={"read": free.text}),) if free.text else ()
        return Decoded(
            text=free.text, confidence=0.0, free_text=free.text, free_confidence=free.confidence, reasons=reasons
        )
    allowed = min(1.0, sum(found.probability for found in texts))
    best = texts[0]
    value = normalise(best.text, content).value
    # The same value written in another way speaks for the value.
    same = sum(found.probability for found in texts if normalise(found.text, content).value == value is not None)
    sure = posterior(max(best.probability, same), allowed, language.odds)
    gap = log_ratio(free.confidence, best.probability)
    rivals = sum(found.probability for found in texts[1:] if differ_by_look_alikes(best.text, found.text))
    others = [(found.text, posterior(found.probability, allowed, language.odds)) for found in texts[1:]]
    return Decoded(
        text=best.text,
        confidence=sure / (1.0 + (UNDERRATED - 1.0) * sure * rivals / best.probability),
        free_text=free.text,
        free_confidence=free.confidence,
        seen=replace(seen_line(reading, best), log_gap=gap),
        alternatives=tuple(Alternative(text=text, confidence=share) for text, share in others if share >= 0.001),
        reasons=(Reason(code="reading_gap", params={"read": free.text}),) if gap > WIDE_GAP else (),
    )
