"""What a field may hold, as automata over characters: the decoder walks one while it reads."""

from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache
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


class PrefixTree:
    """The entries of a list; made for tens of thousands of them."""

    start: State = 0

    def __init__(self, entries: Iterable[str]) -> None:
        self._next: list[dict[str, int]] = [{}]
        self._ends: set[int] = set()
        for entry in entries:
            node = 0
            for character in entry:
                child = self._next[node].get(character)
                if child is None:
                    child = len(self._next)
                    self._next[node][character] = child
                    self._next.append({})
                node = child
            self._ends.add(node)

    def step(self, state: State, character: str) -> State | None:
        assert isinstance(state, int)
        return self._next[state].get(character)

    def accepts(self, state: State) -> bool:
        return state in self._ends


@lru_cache(maxsize=64)
def prefix_tree(entries: tuple[str, ...]) -> PrefixTree:
    """The list's tree, built once for a list (lists are compared by value, cheap for the same tuple)."""
    return PrefixTree(entries)


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
