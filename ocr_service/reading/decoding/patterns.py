"""Regular expressions as automata that can be walked character by character.

Thompson's construction over the parse of Python's own `re`, made deterministic while walking. What has no finite
automaton (back references, look-around) is refused; such a pattern can still be checked afterwards. A walk takes time
in proportion to the text, whatever the pattern: nested repetitions cannot stall it as they stall a search that goes
back and tries again.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from threading import Lock
from typing import Any, Final

from ocr_service.reading.decoding.automata import State

_MOST_NODES: Final = 4_000
# Steps are remembered; beyond so many they are worked out anew.
_MOST_STEPS: Final = 50_000
_UNKNOWN: Final = -1
Matcher = Callable[[str], bool]


class PatternTooRich(Exception):
    """The pattern uses what a finite automaton cannot express, or is too large."""


class Pattern:
    """The texts that match a regular expression as a whole. Raises PatternTooRich."""

    def __init__(self, pattern: str) -> None:
        self._moves: list[list[tuple[Matcher, int]]] = []
        self._free: list[list[int]] = []
        parsed = parser.parse(pattern)
        self._ignore_case = bool(parsed.state.flags & re.IGNORECASE)
        self._ascii = bool(parsed.state.flags & re.ASCII)
        self._any_line = bool(parsed.state.flags & re.DOTALL)
        first = self._node()
        self._end = self._sequence(parsed, first)
        self._sets: list[frozenset[int]] = []
        self._numbers: dict[frozenset[int], int] = {}
        self._steps: dict[tuple[int, str], int | None] = {}
        # A pattern is shared by all that use it; each state is numbered once.
        self._numbering = Lock()
        self.start: State = self._number(self._closure({first}))

    def step(self, state: State, character: str) -> State | None:
        assert isinstance(state, int)
        key = (state, character)
        following = self._steps.get(key, _UNKNOWN)
        if following is _UNKNOWN:
            reached = {to for node in self._sets[state] for fits, to in self._moves[node] if fits(character)}
            following = self._number(self._closure(reached)) if reached else None
            if len(self._steps) >= _MOST_STEPS:
                self._steps.clear()
            self._steps[key] = following
        return following

    def accepts(self, state: State) -> bool:
        assert isinstance(state, int)
        return self._end in self._sets[state]

    def matches(self, text: str) -> bool:
        """Whether the pattern matches the whole text."""
        state: State | None = self.start
        for character in text:
            state = self.step(state, character)
            if state is None:
                return False
        return self.accepts(state)

    def _node(self) -> int:
        if len(self._moves) >= _MOST_NODES:
            raise PatternTooRich
        self._moves.append([])
        self._free.append([])
        return len(self._moves) - 1

    def _number(self, nodes: frozenset[int]) -> int:
        with self._numbering:
            if nodes not in self._numbers:
                self._numbers[nodes] = len(self._sets)
                self._sets.append(nodes)
            return self._numbers[nodes]

    def _closure(self, nodes: set[int]) -> frozenset[int]:
        todo, seen = list(nodes), set(nodes)
        while todo:
            for following in self._free[todo.pop()]:
                if following not in seen:
                    seen.add(following)
                    todo.append(following)
        return frozenset(seen)

    def _sequence(self, parts: Any, begin: int) -> int:
        for code, argument in parts:
            begin = self._part(code, argument, begin)
        return begin

    def _part(self, code: Any, argument: Any, begin: int) -> int:
        if code in (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN):
            end = self._node()
            self._moves[begin].append((self._cased(self._matcher(code, argument)), end))
            return end
        if code is op.BRANCH:
            end = self._node()
            for branch in argument[1]:
                self._free[self._sequence(branch, begin)].append(end)
            return end
        if code is op.SUBPATTERN:
            _, added, removed, inner = argument
            around = self._ignore_case
            self._ignore_case = bool((around or added & re.IGNORECASE) and not removed & re.IGNORECASE)
            end = self._sequence(inner, begin)
            self._ignore_case = around
            return end
        if code is op.ATOMIC_GROUP:
            return self._sequence(argument, begin)
        if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            return self._repeat(argument, begin)
        if code is op.AT and argument in (op.AT_BEGINNING, op.AT_BEGINNING_STRING, op.AT_END, op.AT_END_STRING):
            return begin
        raise PatternTooRich

    def _repeat(self, argument: Any, begin: int) -> int:
        least, most, inner = argument
        if least > _MOST_NODES:
            raise PatternTooRich
        for _ in range(least):
            begin = self._sequence(inner, begin)
        if most is op.MAXREPEAT:
            loop = self._node()
            self._free[begin].append(loop)
            self._free[self._sequence(inner, loop)].append(loop)
            end = self._node()
            self._free[loop].append(end)
            return end
        end = self._node()
        for _ in range(most - least):
            self._free[begin].append(end)
            inside = self._node()
            self._free[begin].append(inside)
            begin = self._sequence(inner, inside)
        self._free[begin].append(end)
        return end

    def _cased(self, fits: Matcher) -> Matcher:
        if not self._ignore_case:
            return fits
        return lambda character: fits(character) or fits(character.swapcase())

    def _matcher(self, code: Any, argument: Any) -> Matcher:
        if code is op.LITERAL:
            return chr(argument).__eq__
        if code is op.NOT_LITERAL:
            return chr(argument).__ne__
        if code is op.ANY:
            return (lambda character: True) if self._any_line else "\n".__ne__
        negate = argument[0][0] is op.NEGATE
        members = [_member(kind, value, self._ascii) for kind, value in argument if kind is not op.NEGATE]
        return lambda character: any(fits(character) for fits in members) != negate


@lru_cache(maxsize=512)
def pattern(expression: str) -> Pattern:
    """The automaton of a regular expression, made once. Raises PatternTooRich."""
    return Pattern(expression)


def matches_whole(expression: str, text: str) -> bool:
    """Whether a regular expression matches the whole text; Python's own search where it has no finite automaton."""
    try:
        return pattern(expression).matches(text)
    except PatternTooRich:
        return re.fullmatch(expression, text) is not None


def _member(kind: Any, value: Any, only_ascii: bool) -> Matcher:
    if kind is op.LITERAL:
        return chr(value).__eq__
    if kind is op.RANGE:
        low, high = value
        return lambda character: low <= ord(character) <= high
    fits, wanted = _CATEGORIES[value]
    if only_ascii:
        return lambda character: (character.isascii() and fits(character)) == wanted
    return lambda character: fits(character) == wanted


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


_CATEGORIES: Final[dict[Any, tuple[Matcher, bool]]] = {
    op.CATEGORY_DIGIT: (str.isdecimal, True),
    op.CATEGORY_NOT_DIGIT: (str.isdecimal, False),
    op.CATEGORY_SPACE: (str.isspace, True),
    op.CATEGORY_NOT_SPACE: (str.isspace, False),
    op.CATEGORY_WORD: (_is_word, True),
    op.CATEGORY_NOT_WORD: (_is_word, False),
}
