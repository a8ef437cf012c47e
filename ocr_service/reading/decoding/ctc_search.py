"""Finds the likeliest texts of a language in a recogniser's per-step probabilities.

Connectionist temporal classification (Graves et al. 2006): a text's probability is the sum over all step sequences
that collapse to it. `search` is a prefix beam search (Hannun et al. 2014) along an automaton; a character that the
automaton does not allow counts, in part, for the allowed ones that look like it.
"""

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.decoding.automata import Automaton, State
from ocr_service.reading.decoding.look_alikes import Alike, look_alikes
from ocr_service.reading.text_engine import TextReading

BEAM: Final = 16
# Characters below this are not followed; the recogniser's own noise lies there.
LEAST_PROBABILITY: Final = 1e-5
# No more characters than this are followed at a step; on noise thousands are equally improbable.
MOST_CHARACTERS: Final = 24
# Where the blank is this sure nothing else can happen at the step.
SURE_BLANK: Final = 0.995
# Beams this much less likely than the best one are dropped.
_DROP: Final = 1e-9


@dataclass(frozen=True, kw_only=True)
class Found:
    """A text of the language. `probability` is its share of all that the steps may say, 0 to 1.

    `positions` are the steps at which its characters are surest, one each.
    """

    text: str
    probability: float
    positions: tuple[int, ...]


class _Prefix:
    """A text read so far: its last character, the automaton's state after it, and the classes that stand for it."""

    __slots__ = ("allowed", "character", "children", "ended_blank", "ended_character", "parent", "shares", "state")

    def __init__(
        self, character: str, parent: "_Prefix | None", state: State, shares: tuple[tuple[int, float], ...]
    ) -> None:
        self.character = character
        self.parent = parent
        self.state = state
        self.shares = shares
        self.children: dict[str, _Prefix] = {}
        self.allowed: dict[int, list[tuple[str, float]]] = {}
        self.ended_blank = 0.0
        self.ended_character = 0.0

    @property
    def total(self) -> float:
        return self.ended_blank + self.ended_character


def search(
    reading: TextReading, automaton: Automaton, *, keep_spaces: bool, best: int = 4, alike: Alike = look_alikes
) -> list[Found]:
    """The `best` likeliest texts of the language, likeliest first; empty where no step sequence gives one.

    Without `keep_spaces` the recogniser's spaces count as blanks. `alike` tells what a character may be instead.
    """
    steps, alphabet = _prepared(reading, keep_spaces=keep_spaces)
    root = _Prefix("", None, automaton.start, ())
    root.ended_blank = 1.0
    beams = [root]
    scale = 0.0
    for step in steps:
        beams = _advance(beams, step, alphabet, automaton, alike)
        largest = max((beam.total for beam in beams), default=0.0)
        if largest <= 0.0:
            return []
        scale += math.log(largest)
        for beam in beams:
            beam.ended_blank /= largest
            beam.ended_character /= largest
    whole = sorted((beam for beam in beams if automaton.accepts(beam.state)), key=lambda beam: -beam.total)
    return [_found(beam, scale, steps) for beam in whole[:best] if beam.parent is not None]


def greedy(reading: TextReading) -> Found:
    """The likeliest character at every step, spaces among them, and where each is surest.

    The probability is that of the text without its spaces, whatever spaces the recogniser sees: they are settled by
    the gaps in the ink.
    """
    best = reading.steps.argmax(axis=1)
    starts = [t for t, index in enumerate(best) if index and (t == 0 or best[t - 1] != index)]
    indices = [int(best[t]) for t in starts]
    steps, _ = _prepared(reading, keep_spaces=False)
    solid = [index for index in indices if not reading.alphabet[index].isspace()]
    same = [one == other for one, other in pairwise(solid)]
    return Found(
        text="".join(reading.alphabet[index] for index in indices),
        probability=_forward(steps[:, 0], steps[:, solid], same),
        positions=tuple(_peak(reading.steps[:, i], t, best) for i, t in zip(indices, starts, strict=True)),
    )


def join(readings: list[TextReading]) -> TextReading:
    """Readings of parts of one line as one reading, in order."""
    if len(readings) == 1:
        return readings[0]
    alphabet = list(dict.fromkeys(text for reading in readings for text in reading.alphabet))
    place = {text: index for index, text in enumerate(alphabet)}
    steps = np.zeros((sum(len(reading.steps) for reading in readings), len(alphabet)), np.float32)
    row = 0
    for reading in readings:
        steps[row : row + len(reading.steps), [place[text] for text in reading.alphabet]] = reading.steps
        row += len(reading.steps)
    return TextReading(steps=steps, alphabet=tuple(alphabet))


def _prepared(reading: TextReading, *, keep_spaces: bool) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    steps = reading.steps.astype(np.float64)
    if not keep_spaces:
        spaces = [i for i, text in enumerate(reading.alphabet) if i and text.isspace()]
        steps[:, 0] += steps[:, spaces].sum(axis=1)
        steps[:, spaces] = 0.0
    return steps, reading.alphabet


def _advance(
    beams: list[_Prefix], step: NDArray[np.float64], alphabet: tuple[str, ...], automaton: Automaton, alike: Alike
) -> list[_Prefix]:
    blank = float(step[0])
    if blank >= SURE_BLANK:
        for beam in beams:
            beam.ended_blank, beam.ended_character = beam.total * blank, 0.0
        return beams
    likely = [int(i) for i in np.argsort(-step)[: MOST_CHARACTERS + 1] if i and step[i] >= LEAST_PROBABILITY]
    probabilities = step.tolist()
    gathered: dict[int, tuple[_Prefix, float, float]] = {}

    def gather(prefix: _Prefix, ended_blank: float, ended_character: float) -> None:
        _, before_blank, before_character = gathered.get(id(prefix), (prefix, 0.0, 0.0))
        gathered[id(prefix)] = (prefix, before_blank + ended_blank, before_character + ended_character)

    for beam in beams:
        total = beam.total
        stay = sum(share * probabilities[index] for index, share in beam.shares)
        gather(beam, total * blank, beam.ended_character * stay)
        standing = {index for index, _ in beam.shares}
        for child, follows in _children(beam, likely, probabilities, alphabet, automaton, alike):
            # The same character again needs a blank between, else both are one.
            repeats = any(index in standing for index, _ in child.shares)
            gather(child, 0.0, (beam.ended_blank if repeats else total) * follows)
    kept = sorted(gathered.values(), key=lambda entry: -(entry[1] + entry[2]))[:BEAM]
    least = _DROP * (kept[0][1] + kept[0][2])
    result = []
    for prefix, ended_blank, ended_character in kept:
        if ended_blank + ended_character > least:
            prefix.ended_blank, prefix.ended_character = ended_blank, ended_character
            result.append(prefix)
    return result


def _children(
    beam: _Prefix,
    likely: list[int],
    probabilities: list[float],
    alphabet: tuple[str, ...],
    automaton: Automaton,
    alike: Alike,
) -> list[tuple[_Prefix, float]]:
    """The prefix's continuations at one step, each with the probability of its character there."""
    shares: dict[str, dict[int, float]] = {}
    for index in likely:
        if index not in beam.allowed:
            beam.allowed[index] = _allowed(alphabet[index], beam.state, automaton, alike)
        for character, share in beam.allowed[index]:
            shares.setdefault(character, {})[index] = share
    following = []
    for character, classes in shares.items():
        child = beam.children.get(character)
        if child is None:
            state = automaton.step(beam.state, character)
            child = _Prefix(character, beam, state, tuple(classes.items()))
            beam.children[character] = child
        elif any(index not in dict(child.shares) for index in classes):
            child.shares = tuple({**dict(child.shares), **classes}.items())
        following.append((child, sum(share * probabilities[index] for index, share in classes.items())))
    return following


def _allowed(seen: str, state: State, automaton: Automaton, alike: Alike) -> list[tuple[str, float]]:
    """What a class may stand for here: itself where the automaton allows it, else what looks like it."""
    if automaton.step(state, seen) is not None:
        return [(seen, 1.0)]
    return [(other, share) for other, share in alike(seen) if automaton.step(state, other) is not None]


def _found(beam: _Prefix, scale: float, steps: NDArray[np.float64]) -> Found:
    chain: list[_Prefix] = []
    node: _Prefix | None = beam
    while node is not None and node.parent is not None:
        chain.append(node)
        node = node.parent
    chain.reverse()
    probability = min(1.0, math.exp(min(0.0, math.log(beam.total) + scale)))
    return Found(
        text="".join(prefix.character for prefix in chain),
        probability=probability,
        positions=align(np.stack([sum(share * steps[:, index] for index, share in prefix.shares) for prefix in chain])),
    )


def align(emissions: NDArray[np.float64]) -> tuple[int, ...]:
    """The step of each character: strictly increasing, at the greatest product of probabilities (by dynamic rows).

    `emissions` (characters, steps) is how likely each character is at each step; there are no more characters than
    steps.
    """
    costs = np.log(np.maximum(emissions, 1e-12))
    best = np.full(costs.shape, -np.inf)
    back = np.zeros(costs.shape, np.int64)
    best[0] = costs[0]
    for row in range(1, len(costs)):
        running = np.maximum.accumulate(best[row - 1])
        where = np.maximum.accumulate(np.where(best[row - 1] >= running, np.arange(costs.shape[1]), 0))
        best[row, 1:] = running[:-1] + costs[row, 1:]
        back[row, 1:] = where[:-1]
    position = int(np.argmax(best[-1]))
    positions = [position]
    for row in range(len(costs) - 1, 0, -1):
        position = int(back[row, position])
        positions.append(position)
    return tuple(reversed(positions))


def _peak(column: NDArray[np.float32], start: int, best: NDArray[np.int_]) -> int:
    end = start
    while end + 1 < len(best) and best[end + 1] == best[start]:
        end += 1
    return start + int(np.argmax(column[start : end + 1]))


def _forward(blank: NDArray[np.float64], emissions: NDArray[np.float64], same: list[bool]) -> float:
    """A text's probability by the forward recursion; `emissions` (T, L), `same[i]`: character i + 1 is i again."""
    length = emissions.shape[1]
    ended_character = np.zeros(length + 1)
    ended_blank = np.zeros(length + 1)
    ended_blank[0] = 1.0
    may_follow = np.array([True, *[not repeated for repeated in same]])[:length]
    log_scale = 0.0
    for step in range(len(emissions)):
        total = ended_blank + ended_character
        character = np.zeros(length + 1)
        arriving = ended_blank[:-1] + np.where(may_follow, ended_character[:-1], 0.0)
        character[1:] = (ended_character[1:] + arriving) * emissions[step]
        ended_blank = total * blank[step]
        ended_character = character
        largest = float((ended_blank + ended_character).max())
        if largest <= 0.0:
            return 0.0
        log_scale += math.log(largest)
        ended_blank /= largest
        ended_character /= largest
    last = float(ended_blank[-1] + ended_character[-1])
    return min(1.0, math.exp(log_scale + math.log(last))) if last > 0.0 else 0.0
