"""RapidOCR's full-page pipeline with the weights that its wheel carries, in an environment of its own.

It brings another OpenCV with it, so nothing of the project is imported but the pipe's file beside this one.
Request and answer as in `paddle_full_page`.
"""

import logging
import sys
from pathlib import Path

import cv2

sys.path.insert(0, str(Path(__file__).parent))
from child import serve


def main() -> None:
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    pipeline = RapidOCR()

    def read(request):
        found = pipeline(cv2.imread(request["picture"]))
        if found.boxes is None:
            return {"lines": []}
        parts = zip(found.boxes, found.txts, found.scores, strict=True)
        return {"lines": [{"quad": quad.tolist(), "text": text, "score": float(score)} for quad, text, score in parts]}

    serve(read)


if __name__ == "__main__":
    main()
