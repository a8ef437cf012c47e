"""What reading by machine saved: keystrokes, fields that nobody had to look at, and hours.

The hours follow the keystroke-level model (Card, Moran and Newell, "The keystroke-level model for user performance time
with interactive systems", CACM 23(7), 1980): a key takes an average typist who is no secretary 0.28 s, and finding and
taking in one value on the paper 1.35 s. Nothing else is counted: no turning of pages, no mistakes, no breaks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

KEY_SECONDS: Final = 0.28
FIELD_SECONDS: Final = 1.35
# By pinyin with whole words proposed: about two keys for a Chinese character. Everything else is one.
KEYS_PER_HANZI: Final = 2
# To the next box, whether or not something is typed into this one.
KEYS_PER_FIELD: Final = 1
# At the desk: each doubtful field is confirmed or corrected with one key, and the form accepted with one.
KEYS_PER_ANSWER: Final = 1
KEYS_PER_REVIEW: Final = 1


@dataclass(frozen=True, kw_only=True)
class FieldEntry:
    """A value as it was accepted: its text, whether a person was asked about it, and whether he had to type it."""

    text: str
    doubted: bool
    corrected: bool


@dataclass(frozen=True, kw_only=True)
class Saved:
    """`keys` need not be pressed; `fields` need not be looked at. Below zero where a form cost more than it saved."""

    keys: int
    fields: int

    @property
    def hours(self) -> float:
        return saved_hours(self.keys, self.fields)


def saved_by(entries: Iterable[FieldEntry], *, by_person: bool) -> Saved:
    """One accepted form: typing all of it into the ERP's own form, less what was typed at the review desk."""
    entries = list(entries)
    all_of_it = sum(keys_of(entry.text) + KEYS_PER_FIELD for entry in entries)
    answers = sum(KEYS_PER_ANSWER for entry in entries if entry.doubted)
    typed = sum(keys_of(entry.text) for entry in entries if entry.corrected)
    at_the_desk = answers + typed + (KEYS_PER_REVIEW if by_person else 0)
    return Saved(keys=all_of_it - at_the_desk, fields=sum(not entry.doubted for entry in entries))


def keys_of(text: str) -> int:
    """How many keys it takes to type the text."""
    return sum(KEYS_PER_HANZI if "\u4e00" <= letter <= "\u9fff" else 1 for letter in text)


def saved_hours(keys: int, fields: int) -> float:
    return (keys * KEY_SECONDS + fields * FIELD_SECONDS) / 3600
