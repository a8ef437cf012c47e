"""What a place for a mark shows, and what a group of such places says."""

from dataclasses import dataclass
from typing import Final, Literal

from ocr_service.forms.result import Reason

MarkState = Literal["empty", "ticked", "crossed", "filled", "ringed", "scratched", "unclear"]

# No mark is surer than this.
_SURE: Final = 0.995


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What a tick box, or a word that may be ringed, shows.

    `scratched` is a mark that was struck through or scribbled over. `quality` 0 to 1: how clearly it is so. `ink` is
    the share of the place that has ink.
    """

    state: MarkState
    quality: float
    ink: float

    @property
    def set(self) -> bool:
        return self.state in ("ticked", "crossed", "filled", "ringed")

    @property
    def doubtful(self) -> bool:
        """Whether a person must look where nothing else in its group settles it."""
        return self.state in ("unclear", "scratched")

    @property
    def confidence(self) -> float:
        """The probability that the state is right: even odds at quality 0."""
        return 0.5 + (_SURE - 0.5) * self.quality


@dataclass(frozen=True, kw_only=True)
class ChoiceReading:
    """The chosen options' values in the template's order, `confidence` 0 to 1, and reasons.

    Reasons: marks_none, marks_many (params: values; none of them is taken where only one may be), mark_unclear
    (params: values), mark_taken_back (params: values; another mark stands for them).
    """

    values: tuple[str, ...]
    confidence: float
    reasons: tuple[Reason, ...] = ()
