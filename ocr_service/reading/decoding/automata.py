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


class LuhnChecked:
    """The texts of figures of another automaton whose Luhn sum (ISO/IEC 7812-1 annex B) is 0 modulo 10.

    Every second figure from the right counts twice. Where the right end is, is known only there, so both sums are kept:
    the one if another figure follows, and the one if the text ends here.
    """

    def __init__(self, inner: Automaton) -> None:
        self._inner = inner

    @property
    def start(self) -> State:
        return (self._inner.start, 0, 0)

    def step(self, state: State, character: str) -> State | None:
        assert isinstance(state, tuple)
        inner, ended, going_on = state
        following = self._inner.step(inner, character)
        if following is None:
            return None
        figure = int(character)
        twice = 2 * figure - 9 if figure > 4 else 2 * figure
        return (following, (going_on + figure) % 10, (ended + twice) % 10)

    def accepts(self, state: State) -> bool:
        assert isinstance(state, tuple)
        inner, ended, _ = state
        return ended == 0 and self._inner.accepts(inner)
