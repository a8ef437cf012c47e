"""Which entry of a list stands in the zone, or is it none of them?"""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ocr_service.forms.result import Alternative, Reason
from ocr_service.reading.decoding.ctc_search import search
from ocr_service.reading.decoding.decoded import Decoded
from ocr_service.reading.decoding.doubt_look_alikes import UNDERRATED, differ_by_look_alikes
from ocr_service.reading.decoding.found import Found
from ocr_service.reading.decoding.lexicons import Lexicon
from ocr_service.reading.decoding.look_alikes import Alike
from ocr_service.reading.decoding.near_misses import near_misses
from ocr_service.reading.decoding.posterior import log_ratio, posterior
from ocr_service.reading.decoding.seen_text import seen_line
from ocr_service.reading.decoding.whole_line import FreeReading

# An entry found this surely along the list needs no search for entries beside it.
FOUND: Final = 0.9
# Natural logarithm of how much likelier a sure reading must be than the nearest of so many entries to be kept instead.
NOT_LISTED: Final = 4.5
_MANY_ENTRIES: Final = 50_000
# So much of what the reading itself lacks of being sure is forgiven the entry.
FORGIVEN: Final = 0.7
# Natural logarithm of how much likelier the reading as it is must be than the entry to give a reason to doubt: of 3,851
# listed values of the fit set 27, all by hand, lay so far behind it, and 7 of those were wrong. Names that a list does
# not have yet lie there, too.
DOUBTFUL_GAP: Final = 1.5
# Such a reading is shown with the nearest entries, so many of them.
_MOST_SHOWN: Final = 3


def choose_entry(free: FreeReading, lexicon: Lexicon, *, odds: float, alike: Alike) -> Decoded:
    """The entry that was most probably written; the free reading, not sure at all, where none is near enough.

    Reason ``reading_gap`` where the picture speaks against the entry, or none was near.
    """
    reading, seen = free.whole()
    found = search(reading, lexicon, keep_spaces=False, alike=alike)
    if not found or found[0].probability < FOUND:
        found = near_misses(reading, seen, lexicon, found, alike=alike, best=_MOST_SHOWN + 1)
    if not found or log_ratio(free.confidence, found[0].probability) > _widest_gap(free, lexicon):
        return _not_listed(free, lexicon, found)
    allowed = min(1.0, sum(one.probability for one in found))
    sure = [posterior(one.probability, allowed, odds) for one in found]
    best = found[0]
    gap = log_ratio(free.confidence, best.probability)
    rivals = sum(one.probability for one in found[1:] if differ_by_look_alikes(best.text, one.text))
    return Decoded(
        text=_spelling(lexicon, best),
        confidence=sure[0] / (1.0 + (UNDERRATED - 1.0) * sure[0] * rivals / best.probability),
        free_text=free.text,
        free_confidence=free.confidence,
        seen=replace(seen_line(reading, best), log_gap=gap, entries=len(lexicon)),
        alternatives=_alternatives(lexicon, found[1:], sure[1:]),
        reasons=(Reason(code="reading_gap", params={"read": free.text}),) if gap > DOUBTFUL_GAP else (),
    )


def _widest_gap(free: FreeReading, lexicon: Lexicon) -> float:
    """How far the nearest entry may lie behind the reading: the farther, the fewer entries could be so near by chance.

    By Bayes each of a list's entries is as likely, before looking, as the list is short.
    """
    fewer = math.log(_MANY_ENTRIES / min(_MANY_ENTRIES, max(1, len(lexicon))))
    return NOT_LISTED + fewer + FORGIVEN * log_ratio(1.0, free.confidence)


def _not_listed(free: FreeReading, lexicon: Lexicon, nearest: Sequence[Found]) -> Decoded:
    shares = [math.exp(-log_ratio(free.confidence, one.probability)) for one in nearest]
    return Decoded(
        text=free.text,
        confidence=0.0,
        free_text=free.text,
        free_confidence=free.confidence,
        alternatives=_alternatives(lexicon, nearest, shares),
        reasons=(Reason(code="reading_gap", params={"read": free.text}),) if free.text else (),
    )


def _alternatives(lexicon: Lexicon, found: Sequence[Found], sure: Sequence[float]) -> tuple[Alternative, ...]:
    shown = [
        Alternative(text=_spelling(lexicon, one), confidence=min(1.0, confidence))
        for one, confidence in zip(found, sure, strict=True)
        if confidence >= 1e-9
    ]
    return tuple(shown[:_MOST_SHOWN])


def _spelling(lexicon: Lexicon, found: Found) -> str:
    return lexicon.spelling(found.text) or found.text
