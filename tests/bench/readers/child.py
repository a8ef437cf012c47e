"""A reader's side of the pipe: one JSON request a line on standard input, one JSON answer a line on standard output."""

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

Request = dict[str, Any]
Answer = dict[str, Any]


def serve(read: Callable[[Request], Answer]) -> None:
    """Answers until the input ends. An error is an answer too; `seconds` is what `read` took."""
    # Libraries print what they like: answers keep the pipe to themselves.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in sys.stdin:
        start = time.perf_counter()
        try:
            answer = read(json.loads(line))
        except Exception as error:  # One page that fails must not end the run.
            answer = {"error": f"{type(error).__name__}: {error}"}
        answer.setdefault("seconds", time.perf_counter() - start)
        print(json.dumps(answer, ensure_ascii=False), file=answers, flush=True)
