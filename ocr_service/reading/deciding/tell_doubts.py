"""Doubts in words: which evidence weighs most against a reading, as a reason that tells a person where to look."""

from collections.abc import Callable, Mapping
from typing import Final

from ocr_service.forms.result import Reason
from ocr_service.reading.deciding.picture_quality import PictureQuality
from ocr_service.reading.zone_reading import ZoneReading

# Doubts that weigh less than this share of the heaviest are not told.
_TOLD_SHARE: Final = 0.6
_MOST_TOLD: Final = 2
# Below this a character is not plain enough to pass over.
_UNPLAIN: Final = 0.9

_Teller = Callable[[ZoneReading, PictureQuality | None], Reason | None]


def tell_doubts(
    doubts: Mapping[str, float], reading: ZoneReading, picture: PictureQuality | None, probability: float
) -> list[Reason]:
    """The one or two heaviest doubts; ``not_sure_enough`` (params: confidence) where none of them has words.

    `doubts` are figures of the evidence with the log-odds that each takes away, the most first.
    """
    told: dict[str, Reason] = {}
    heaviest = 0.0
    for name, weight in doubts.items():
        reason = _TELLERS[name](reading, picture) if name in _TELLERS else None
        if reason is None:
            continue
        heaviest = heaviest or weight
        if weight < _TOLD_SHARE * heaviest or len(told) == _MOST_TOLD:
            break
        told[reason.code] = reason
    return list(told.values()) or [Reason(code="not_sure_enough", params={"confidence": round(probability, 3)})]


def _character(reading: ZoneReading, picture: PictureQuality | None) -> Reason | None:
    seen = reading.seen
    if seen is None or not seen.least_character or seen.least > _UNPLAIN:
        return None
    return Reason(code="doubt_character", params={"character": seen.least_character})


def _rival(reading: ZoneReading, picture: PictureQuality | None) -> Reason | None:
    other = next((one.text for one in reading.alternatives if one.text != reading.text), None)
    return None if other is None else Reason(code="doubt_rival", params={"other": other})


def _second(reading: ZoneReading, picture: PictureQuality | None) -> Reason | None:
    other = "" if reading.seen is None else reading.seen.second_text
    differs = other and "".join(other.split()) != "".join(reading.text.split())
    return Reason(code="doubt_rival", params={"other": other}) if differs else None


def _gap(reading: ZoneReading, picture: PictureQuality | None) -> Reason | None:
    differs = "".join(reading.free_text.split()) != "".join(reading.text.split())
    return Reason(code="reading_gap", params={"read": reading.free_text}) if differs and reading.free_text else None


def _length(reading: ZoneReading, picture: PictureQuality | None) -> Reason | None:
    return Reason(code="doubt_long_text", params={"length": len("".join(reading.text.split()))})


def _spaces(reading: ZoneReading, picture: PictureQuality | None) -> Reason | None:
    return Reason(code="doubt_spaces")


def _handwritten(reading: ZoneReading, picture: PictureQuality | None) -> Reason | None:
    return Reason(code="doubt_handwriting")


def _place(reading: ZoneReading, picture: PictureQuality | None) -> Reason | None:
    return Reason(code="doubt_place", params={"mm": round(reading.residual_mm, 1)})


def _coarse(reading: ZoneReading, picture: PictureQuality | None) -> Reason | None:
    return None if picture is None else Reason(code="doubt_resolution", params={"dpi": round(picture.dpi)})


def _faint(reading: ZoneReading, picture: PictureQuality | None) -> Reason | None:
    return Reason(code="doubt_faint_print")


def _blurred(reading: ZoneReading, picture: PictureQuality | None) -> Reason | None:
    return Reason(code="doubt_blurred")


def _two_levels(reading: ZoneReading, picture: PictureQuality | None) -> Reason | None:
    return Reason(code="doubt_black_and_white")


_TELLERS: Final[Mapping[str, _Teller]] = {
    "least_character": _character,
    "rival": _rival,
    "gap": _gap,
    "second_gap": _second,
    "length": _length,
    "doubtful_spaces": _spaces,
    "handwritten": _handwritten,
    "handwritten_free": _handwritten,
    "displaced": _place,
    "coarse": _coarse,
    "faint": _faint,
    "blurred": _blurred,
    "two_levels": _two_levels,
}
