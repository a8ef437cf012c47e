"""Sentences for people: all stand in ``web/locales/<language>/*.json``, one file a room, none in code."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

LANGUAGES: Final = ("zh-CN", "en")
DEFAULT_LANGUAGE: Final = "zh-CN"
_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
_LONGEST_HEADER: Final = 500


class LocaleError(Exception):
    """The locale files contradict themselves: the same key stands in two of them."""


@dataclass(frozen=True)
class Texts:
    """All sentences, by language and key."""

    by_language: Mapping[str, Mapping[str, str]]

    def text(self, language: str, key: str, /, **params: Any) -> str:
        """The sentence with its ``{params}`` filled in; the key itself where there is no such sentence."""
        return _fill(self.by_language[language].get(key, key), params, language)

    def has(self, key: str) -> bool:
        return key in self.by_language[DEFAULT_LANGUAGE]

    def of(self, language: str) -> Mapping[str, str]:
        """All sentences of one language."""
        return self.by_language[language]


@cache
def all_texts() -> Texts:
    """The sentences that come with the service, read once."""
    return load_texts(files("ocr_service.web") / "locales")


def text(language: str, key: str, /, **params: Any) -> str:
    """One of the service's sentences; see `Texts.text`."""
    return all_texts().text(language, key, **params)


def load_texts(folder: Traversable) -> Texts:
    """Reads all locale files of a folder. Raises LocaleError where a key is given twice."""
    return Texts({language: _load_language(folder / language) for language in LANGUAGES})


def choose_language(accept_language: str | None, preferred: str | None = None) -> str:
    """The language for a request: `preferred` if we have it, else the best of ``Accept-Language`` (RFC 9110)."""
    if preferred in LANGUAGES:
        return str(preferred)
    ranges = (accept_language or "")[:_LONGEST_HEADER].split(",")
    best, best_weight = DEFAULT_LANGUAGE, 0.0
    for part in ranges:
        name, _, parameter = part.strip().partition(";")
        language = _spoken(name.strip().lower())
        weight = _weight(parameter.strip())
        if language is not None and weight > best_weight:
            best, best_weight = language, weight
    return best


def weigh_media_type(accept: str, media_type: str) -> float:
    """How much an ``Accept`` header wants a media type that it names (RFC 9110), 0 to 1; 0 where it does not."""
    for part in accept[:_LONGEST_HEADER].split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if name == media_type:
            return _weight(next((one for one in parameters if one.startswith("q=")), ""))
    return 0.0


def placeholders(sentence: str) -> frozenset[str]:
    """The names of the params that a sentence speaks of."""
    return frozenset(_PLACEHOLDER.findall(sentence))


def _load_language(folder: Traversable) -> dict[str, str]:
    merged: dict[str, str] = {}
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".json"):
            continue
        given: dict[str, str] = json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=_without_repeats)
        if twice := merged.keys() & given.keys():
            raise LocaleError(f"{file.name}: {min(twice)} stands in another file too")
        merged |= given
    return merged


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    for key, value in pairs:
        if key in seen:
            raise LocaleError(f"{key} is given twice")
        seen[key] = value
    return seen


def _fill(sentence: str, params: Mapping[str, Any], language: str) -> str:
    def spell(match: re.Match[str]) -> str:
        value = params.get(match[1], match[0])
        if isinstance(value, list | tuple | set | frozenset):
            return ("、" if language == "zh-CN" else ", ").join(map(str, value))
        return str(value)

    return _PLACEHOLDER.sub(spell, sentence)


def _spoken(name: str) -> str | None:
    if name == "*":
        return DEFAULT_LANGUAGE
    main = name.split("-", 1)[0]
    return {"zh": "zh-CN", "en": "en"}.get(main)


def _weight(parameter: str) -> float:
    if not parameter:
        return 1.0
    match = re.fullmatch(r"q=([01](?:\.\d{0,3})?)", parameter)
    return float(match[1]) if match else 0.0
