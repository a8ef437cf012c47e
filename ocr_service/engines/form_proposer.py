"""Proposals for unknown forms, made in a child process that lives for one page.

A proposal needs a second model and some 700 MB for seconds, and authors ask for one now and then: the child is opened
for it and closed after it. Nothing of it weighs on the workers' readers or on the web service.
"""

from functools import partial
from typing import Any, Final

from ocr_service.engines.guarded_child import ChildBusy, ChildLimits, GuardedChild
from ocr_service.engines.host_wire import Answer
from ocr_service.engines.paddle import EngineChoice, open_engine
from ocr_service.engines.text_detector import DbTextDetector, open_text_detector
from ocr_service.forms.proposal import FormProposal
from ocr_service.reading.errors import ReaderFailed
from ocr_service.reading.opening.scan_limits import ScanLimits
from ocr_service.reading.proposing.propose_form import ProposedPage, propose_form
from ocr_service.reading.text_engine import TextEngine

OPENING_SECONDS: Final = 180.0


def open_proposing_servant(choice: EngineChoice, limits: ScanLimits) -> "ProposingServant":
    """Loads both models; takes seconds. Raises EngineError."""
    detector = open_text_detector(choice.model_folder, threads=choice.threads)
    return ProposingServant(open_engine(choice), detector, limits)


class ProposingServant:
    """Implements `host_wire.Servant`."""

    def __init__(self, engine: TextEngine, detector: DbTextDetector, limits: ScanLimits) -> None:
        self._engine = engine
        self._detector = detector
        self._limits = limits

    @property
    def engine_name(self) -> str:
        return self._engine.name

    def answer(self, kind: str, arguments: tuple[Any, ...]) -> Answer:
        """``propose`` (data, page number, blank or not): the proposal as JSON and its picture, or no such page."""
        data, page, blank = arguments
        found = propose_form(data, self._detector, self._engine, limits=self._limits, page=page, blank=blank)
        if found is None:
            return Answer(kind="no_page")
        return Answer(kind="proposal", content=found.proposal.model_dump(mode="json"), blobs=(found.picture,))


class FormProposer:
    """Implements `usecases.ports.FormProposer`."""

    def __init__(self, choice: EngineChoice, limits: ScanLimits, *, seconds: float, memory_mb: int) -> None:
        self._seconds = seconds
        child_limits = ChildLimits(opening_seconds=OPENING_SECONDS, seconds=seconds, memory_mb=memory_mb, recycle=1)
        opener = partial(open_proposing_servant, choice, limits)
        self._child = GuardedChild(opener, child_limits, threads=choice.threads)

    def propose(self, data: bytes, page: int, *, blank: bool) -> ProposedPage | None:
        """See `usecases.ports.FormProposer`."""
        try:
            answer = self._child.ask("propose", data, page, blank, patience=OPENING_SECONDS + self._seconds)
        except ChildBusy as error:
            raise ReaderFailed("page_took_too_long", seconds=self._seconds) from error
        if answer.kind == "no_page":
            return None
        return ProposedPage(proposal=FormProposal.model_validate(answer.content), picture=answer.blobs[0])

    def close(self) -> None:
        """Ends the child."""
        self._child.close()
