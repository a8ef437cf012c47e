"""What a field may hold, as automata over characters: the decoder walks one while it reads."""

from collections.abc import Callable, Hashable, Iterable
from typing import Protocol

State = Hashable


class Automaton(Protocol):
    """A deterministic automaton; states are hashable, a missing transition is None."""

    @property
    def start(self) -> State: ...

    def step(self, state: State, character: str) -> State | None:
        """The state after one more character, None where the language has no such text."""
        ...

    def accepts(self, state: State) -> bool:
        """Whether the text read so far is a whole value."""
        ...


class AnyOf:
    """Texts of the given characters, of any length."""

    start: State = True

    def __init__(self, characters: Iterable[str]) -> None:
        self._characters = frozenset(characters)

    def step(self, state: State, character: str) -> State | None:
        return state if character in self._characters else None

    def accepts(self, state: State) -> bool:
        return True


class AnyText:
    """Every text."""

    start: State = True

    def step(self, state: State, character: str) -> State | None:
        return state

    def accepts(self, state: State) -> bool:
        return True


class Checked:
    """The texts of another automaton that also pass a weighted checksum.

    `weigh(position, character)` gives what a character adds; the sum must be `remainder` modulo `modulus` at the end.
    """

    def __init__(self, inner: Automaton, *, weigh: Callable[[int, str], int], modulus: int, remainder: int = 0) -> None:
        self._inner = inner
        self._weigh = weigh
        self._modulus = modulus
        self._remainder = remainder

    @property
    def start(self) -> State:
        return (self._inner.start, 0, 0)

    def step(self, state: State, character: str) -> State | None:
        assert isinstance(state, tuple)
        inner, position, total = state
        following = self._inner.step(inner, character)
        if following is None:
            return None
        return (following, position + 1, (total + self._weigh(position, character)) % self._modulus)

    def accepts(self, state: State) -> bool:
        assert isinstance(state, tuple)
        inner, _, total = state
        return total == self._remainder and self._inner.accepts(inner)


class CheckedFromRight:
    """The texts of another automaton whose figures, every second one from the right weighed, add up to 0 modulo 10.

    `weigh_second` gives what a figure of the second place from the right, and every second on from there, adds; the
    others add themselves. Other characters add nothing. Where the right end is, is known only there, so two sums are
    kept: the one if the text ends here, and the one if one more figure follows.
    """

    def __init__(self, inner: Automaton, weigh_second: Callable[[int], int]) -> None:
        self._inner = inner
        self._weigh_second = weigh_second

    @property
    def start(self) -> State:
        return (self._inner.start, 0, 0)

    def step(self, state: State, character: str) -> State | None:
        assert isinstance(state, tuple)
        inner, ended, going_on = state
        following = self._inner.step(inner, character)
        if following is None:
            return None
        if not character.isdecimal():
            return (following, ended, going_on)
        figure = int(character)
        return (following, (going_on + figure) % 10, (ended + self._weigh_second(figure)) % 10)

    def accepts(self, state: State) -> bool:
        assert isinstance(state, tuple)
        inner, ended, _ = state
        return ended == 0 and self._inner.accepts(inner)


def weigh_luhn(figure: int) -> int:
    """ISO/IEC 7812-1 annex B: doubled, the figures of the product added."""
    return 2 * figure - 9 if figure > 4 else 2 * figure


def weigh_gtin(figure: int) -> int:
    """GS1 General Specifications 7.9: three times."""
    return 3 * figure
