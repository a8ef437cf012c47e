"""Finds the likeliest texts of a language in a recogniser's per-step probabilities.

Connectionist temporal classification (Graves et al. 2006): a text's probability is the sum over all step sequences
that collapse to it. `search` is a prefix beam search (Hannun et al. 2014) along an automaton; a character that the
automaton does not allow counts, in part, for the allowed ones that look like it.
"""

import math
from itertools import compress
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.decoding.automata import Automaton, State
from ocr_service.reading.decoding.found import Found, align
from ocr_service.reading.decoding.join_readings import prepared
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

# The classes that stand for a character, each with the share of its probability that counts.
_Shares = tuple[tuple[int, float], ...]
# A character that a class may stand for, with the share that counts, the state after it, and both as `_Shares`.
_Move = tuple[str, float, State, _Shares]


class _Prefix:
    """A text read so far: its last character, the automaton's state after it, and the classes that stand for it.

    Most are never followed: what only those need that are (`children` by character, `arcs`: the children that each
    class leads to, with the share of the class that counts) is made when they are.
    """

    __slots__ = (
        "arcs", "arriving_blank", "arriving_character", "character", "children", "ended_blank", "ended_character",
        "parent", "reached", "shares", "state",
    )  # fmt: skip

    arcs: dict[int, list[tuple["_Prefix", float]]]
    children: dict[str, "_Prefix"]
    ended_blank: float
    ended_character: float
    arriving_blank: float
    arriving_character: float

    def __init__(self, character: str, parent: "_Prefix | None", state: State, shares: _Shares) -> None:
        self.character = character
        self.parent = parent
        self.state = state
        self.shares = shares
        # The step at which the arriving probabilities were gathered.
        self.reached = -1

    @property
    def total(self) -> float:
        return self.ended_blank + self.ended_character

    def prepare_to_be_followed(self) -> None:
        self.arcs, self.children = {}, {}


def search(
    reading: TextReading, automaton: Automaton, *, keep_spaces: bool, best: int = 4, alike: Alike = look_alikes
) -> list[Found]:
    """The `best` likeliest texts of the language, likeliest first; empty where no step sequence gives one.

    Without `keep_spaces` the recogniser's spaces count as blanks. `alike` tells what a character may be instead.
    """
    steps, alphabet = _followed(*prepared(reading, keep_spaces=keep_spaces))
    root = _Prefix("", None, automaton.start, ())
    root.ended_blank, root.ended_character = 1.0, 0.0
    root.prepare_to_be_followed()
    beams = [root]
    scale = 0.0
    beam_search = _BeamSearch(alphabet, automaton, alike)
    for number, step in enumerate(steps):
        beams = beam_search.advance(beams, step, number)
        largest = max((beam.total for beam in beams), default=0.0)
        if largest <= 0.0:
            return []
        scale += math.log(largest)
        for beam in beams:
            beam.ended_blank /= largest
            beam.ended_character /= largest
    whole = sorted((beam for beam in beams if automaton.accepts(beam.state)), key=lambda beam: -beam.total)
    return [_found(beam, scale, steps) for beam in whole[:best] if beam.parent is not None]


def _followed(steps: NDArray[np.float64], alphabet: tuple[str, ...]) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Without the classes that are followed at no step: of the hundreds that a line keeps most are never used."""
    used = steps.max(axis=0, initial=0.0) >= LEAST_PROBABILITY
    used[0] = True
    return steps[:, used], tuple(compress(alphabet, used.tolist()))


class _BeamSearch:
    """What one search knows: where each class may lead from each of the automaton's states."""

    def __init__(self, alphabet: tuple[str, ...], automaton: Automaton, alike: Alike) -> None:
        self._alphabet = alphabet
        self._automaton = automaton
        self._alike = alike
        self._moves: dict[tuple[State, int], list[_Move]] = {}

    def advance(self, beams: list[_Prefix], step: NDArray[np.float64], number: int) -> list[_Prefix]:
        """The likeliest texts after one more step (its probabilities by class; `number` tells steps apart)."""
        blank = float(step[0])
        if blank >= SURE_BLANK:
            for beam in beams:
                beam.ended_blank, beam.ended_character = beam.total * blank, 0.0
            return beams
        likely = [int(i) for i in np.argsort(-step)[: MOST_CHARACTERS + 1] if i and step[i] >= LEAST_PROBABILITY]
        reached = self._follow(beams, likely, step.tolist(), number)
        reached.sort(key=lambda prefix: -(prefix.arriving_blank + prefix.arriving_character))
        least = _DROP * (reached[0].arriving_blank + reached[0].arriving_character)
        kept = []
        for prefix in reached[:BEAM]:
            if prefix.arriving_blank + prefix.arriving_character > least:
                prefix.ended_blank, prefix.ended_character = prefix.arriving_blank, prefix.arriving_character
                if not hasattr(prefix, "arcs"):
                    prefix.prepare_to_be_followed()
                kept.append(prefix)
        return kept

    def _follow(
        self, beams: list[_Prefix], likely: list[int], probabilities: list[float], number: int
    ) -> list[_Prefix]:
        """The texts that the beams lead to, with what arrives at them. Written out: here decoding spends its time."""
        reached: list[_Prefix] = []
        for beam in beams:
            ended_blank, ended_character = beam.ended_blank, beam.ended_character
            total = ended_blank + ended_character
            stay = 0.0
            for index, share in beam.shares:
                stay += share * probabilities[index]
            if beam.reached != number:
                beam.reached, beam.arriving_blank, beam.arriving_character = number, 0.0, 0.0
                reached.append(beam)
            beam.arriving_blank += total * probabilities[0]
            beam.arriving_character += ended_character * stay
            following: dict[_Prefix, float] = {}
            arcs = beam.arcs
            for index in likely:
                leads = arcs.get(index)
                if leads is None:
                    leads = arcs[index] = self._arcs(beam, index)
                for child, share in leads:
                    following[child] = following.get(child, 0.0) + share * probabilities[index]
            standing = {index for index, _ in beam.shares}
            for child, follows in following.items():
                if child.reached != number:
                    child.reached, child.arriving_blank, child.arriving_character = number, 0.0, 0.0
                    reached.append(child)
                # The same character again needs a blank between, else both are one.
                for index, _ in child.shares:
                    if index in standing:
                        child.arriving_character += ended_blank * follows
                        break
                else:
                    child.arriving_character += total * follows
        return reached

    def _arcs(self, beam: _Prefix, index: int) -> list[tuple[_Prefix, float]]:
        moves = self._moves.get((beam.state, index))
        if moves is None:
            moves = self._moves[beam.state, index] = self._moves_of(beam.state, index)
        arcs = []
        for character, share, state, shares in moves:
            child = beam.children.get(character)
            if child is None:
                child = beam.children[character] = _Prefix(character, beam, state, shares)
            else:
                child.shares += shares
            arcs.append((child, share))
        return arcs

    def _moves_of(self, state: State, index: int) -> list[_Move]:
        """What a class may stand for here: itself where the automaton allows it, else what looks like it."""
        seen = self._alphabet[index]
        following = self._automaton.step(state, seen)
        if following is not None:
            return [(seen, 1.0, following, ((index, 1.0),))]
        moves = [(other, share, self._automaton.step(state, other)) for other, share in self._alike(seen)]
        return [(other, share, then, ((index, share),)) for other, share, then in moves if then is not None]


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
