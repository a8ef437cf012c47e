"""Raw text -> typed value; one file for each family of types."""

from ocr_service.reading.normalise.normalise import Normalised, normalise

__all__ = ["Normalised", "normalise"]
