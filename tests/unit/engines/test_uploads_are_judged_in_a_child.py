"""The web service asks a child process about uploads; what harms the child harms nobody else."""

import contextlib
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import cv2
import numpy as np
import psutil
import pytest

from ocr_service.engines import upload_judge
from ocr_service.engines.guarded_child import ChildBusy, ChildLimits, GuardedChild
from ocr_service.engines.upload_judge import UploadJudge, UploadServant
from ocr_service.reading.errors import FileBroken, ReaderFailed
from ocr_service.reading.opening.scan_limits import ScanLimits
from ocr_service.reading.quality.judge_upload import preview_page
from tests.doubles.misbehaving_servants import open_servant
from tests.unit.reading.form_pages import draw_slip, fill_slip, pixels_of

LIMITS = ChildLimits(opening_seconds=60, seconds=0.5, memory_mb=1000, recycle=100)


@pytest.fixture(scope="module")
def slip() -> np.ndarray:
    return pixels_of(fill_slip(draw_slip()))


@pytest.fixture(scope="module")
def judge() -> Iterator[UploadJudge]:
    judge = UploadJudge(ScanLimits())
    yield judge
    judge.close()


@pytest.fixture(scope="module")
def child() -> Iterator[GuardedChild]:
    child = GuardedChild(open_servant, LIMITS, threads=1)
    yield child
    child.close()


def jpeg(pixels: np.ndarray) -> bytes:
    return cv2.imencode(".jpg", pixels)[1].tobytes()


def test_a_good_scan_has_no_warning(judge: UploadJudge, slip: np.ndarray) -> None:
    (look,) = judge.look(jpeg(slip), patience=60) or ()
    assert (look.number, look.reasons) == (1, ())


def test_a_blurred_photo_has_one(judge: UploadJudge, slip: np.ndarray) -> None:
    (look,) = judge.look(jpeg(cv2.GaussianBlur(slip, (0, 0), 8)), patience=60) or ()
    assert [reason.code for reason in look.reasons] == ["page_blurred"]


def test_a_broken_file_is_the_senders_to_know(judge: UploadJudge, slip: np.ndarray) -> None:
    with pytest.raises(FileBroken):
        judge.look(jpeg(slip)[:2000], patience=60)


def test_a_page_is_drawn_before_it_is_read(judge: UploadJudge, slip: np.ndarray) -> None:
    drawn = judge.preview(jpeg(slip), 1, patience=60)
    assert drawn is not None
    assert max(cv2.imdecode(np.frombuffer(drawn, np.uint8), cv2.IMREAD_COLOR).shape) == 1400
    assert judge.preview(jpeg(slip), 2, patience=60) is None


@pytest.mark.parametrize("deed", ["crash", "hang", "raise"])
def test_a_child_that_ends_badly_is_replaced(child: GuardedChild, deed: str) -> None:
    with pytest.raises(ReaderFailed):
        child.ask(deed, patience=60)
    assert child.ask("echo", "still here", patience=60).content == "still here"


def test_whoever_has_no_patience_goes_on_without_an_answer(child: GuardedChild) -> None:
    with pytest.raises(ChildBusy):
        child.ask("echo", "too late", patience=0.0)


def test_a_child_outlives_the_thread_that_asked_for_it(child: GuardedChild) -> None:
    with ThreadPoolExecutor(1) as passing:
        first = passing.submit(child.ask, "pid", patience=60).result().content
    assert child.ask("pid", patience=60).content == first


def test_a_child_killed_between_two_requests_is_replaced(child: GuardedChild) -> None:
    pid = child.ask("pid", patience=60).content
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    assert child.ask("echo", "again", patience=60).content == "again"


def test_a_child_that_nobody_asks_any_more_is_ended_and_opened_again() -> None:
    idle = GuardedChild(open_servant, replace(LIMITS, idle_seconds=0.01), threads=1)
    pid = idle.ask("pid", patience=60).content
    with contextlib.suppress(psutil.NoSuchProcess):
        psutil.Process(pid).wait(timeout=60)
    assert idle.ask("pid", patience=60).content != pid
    idle.close()


def test_the_picture_of_a_bad_page_is_there_without_decoding_it_once_more(
    slip: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    servant = UploadServant(ScanLimits())
    bad = [jpeg(cv2.GaussianBlur(slip, (0, 0), 8)) + bytes([number]) for number in range(20)]
    for data in bad:
        servant.answer("look", (data,))
    drawn = preview_page(bad[-1], ScanLimits(), 1)
    monkeypatch.setattr(upload_judge, "preview_page", lambda *_: None)
    (kept,) = servant.answer("preview", (bad[-1], 1)).blobs
    assert drawn is not None
    assert abs(len(kept) / len(drawn) - 1) < 0.5
    assert servant.answer("preview", (bad[0], 1)).blobs == (), "only the newest are kept"
