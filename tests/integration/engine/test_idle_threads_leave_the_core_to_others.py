from pathlib import Path
from typing import Any

import onnxruntime
import pytest

from ocr_service.engines.paddle import EngineChoice, open_engine


def test_the_engines_threads_sleep_while_idle(models_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual, options = onnxruntime.SessionOptions, []

    class WatchedSession(onnxruntime.InferenceSession):  # type: ignore[misc]
        def __init__(self, *arguments: Any, sess_options: Any, **others: Any) -> None:
            options.append(sess_options.get_session_config_entry("session.intra_op.allow_spinning"))
            super().__init__(*arguments, sess_options=sess_options, **others)

    monkeypatch.setattr(onnxruntime, "InferenceSession", WatchedSession)
    open_engine(EngineChoice(model_folder=models_folder))
    assert options == ["0", "0"]  # of the quick model and of the thorough one
    assert onnxruntime.SessionOptions is usual
