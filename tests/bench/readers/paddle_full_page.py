"""PaddleOCR's full-page pipeline with the same weights: ``python -m tests.bench.readers.paddle_full_page``.

Request: ``{"picture": path}``. Answer: `lines`, each with its `quad` (pixels), `text` and `score`.
"""

import logging

import cv2

from ocr_service import wiring
from ocr_service.engines.models import ModelChoice, fetch_models
from ocr_service.settings import load_settings
from tests.bench.readers.child import Answer, Request, serve

DETECTION = "PP-OCRv6_small_det"


def main() -> None:
    settings = load_settings()
    from paddleocr import PaddleOCR

    logging.getLogger("paddlex").setLevel(logging.ERROR)
    fetch_models(settings.models_folder, ModelChoice(names=(DETECTION,)))
    pipeline = PaddleOCR(
        engine="onnxruntime",
        text_detection_model_name=DETECTION,
        text_detection_model_dir=str(settings.models_folder / DETECTION),
        text_recognition_model_name=settings.model,
        text_recognition_model_dir=str(settings.models_folder / settings.model),
        use_doc_orientation_classify=False,
        use_doc_unwarping=False,
        use_textline_orientation=False,
        cpu_threads=wiring.threads_per_engine(settings),
    )

    def read(request: Request) -> Answer:
        found = pipeline.predict(cv2.imread(request["picture"]))[0]
        parts = zip(found["rec_polys"], found["rec_texts"], found["rec_scores"], strict=True)
        return {"lines": [{"quad": quad.tolist(), "text": text, "score": float(score)} for quad, text, score in parts]}

    serve(read)


if __name__ == "__main__":
    main()
