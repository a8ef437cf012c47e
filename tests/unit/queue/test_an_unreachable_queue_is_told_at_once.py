import socket
from pathlib import Path

import pytest

from ocr_service.queue import QueueUnavailable
from ocr_service.queue.rq_queue import RqQueue


def test_no_server(tmp_path: Path) -> None:
    queue = RqQueue.at(f"unix://{tmp_path}/nobody.sock")
    with pytest.raises(QueueUnavailable):
        queue.enqueue_scan("scan_1", "normal")
    with pytest.raises(QueueUnavailable):
        queue.waiting()


def test_a_server_that_accepts_and_never_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ocr_service.queue.rq_queue._ANSWER_SECONDS", 0.2)
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(str(tmp_path / "deaf.sock"))
        deaf.listen()
        with pytest.raises(QueueUnavailable):
            RqQueue.at(f"unix://{tmp_path}/deaf.sock").enqueue_scan("scan_1", "normal")
