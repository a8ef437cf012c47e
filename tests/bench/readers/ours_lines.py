"""This project's recogniser on zones without a template: ``python -m tests.bench.readers.ours_lines``.

Request: ``{"picture": path, "zones": [[x, y, width, height] in mm], "dpi": of the picture}``. Answer: `texts` and
`scores`, in order.
"""

import cv2

from ocr_service import wiring
from ocr_service.forms.content import Text
from ocr_service.forms.geometry import Box
from ocr_service.observe import configure_logs
from ocr_service.reading.decode_text import decode_crop
from ocr_service.reading.pages import Crop
from ocr_service.reading.recognise_text import recognise_crops
from ocr_service.settings import load_settings
from tests.bench.readers.child import Answer, Request, serve


def main() -> None:
    configure_logs("text", "error")
    engine = wiring.open_engine(load_settings())

    def read(request: Request) -> Answer:
        picture, dpi = cv2.imread(request["picture"]), request["dpi"]
        crops = []
        for zone in request["zones"]:
            x, y, width, height = Box.model_validate(zone).to_pixels(dpi)
            pixels = picture[max(y, 0) : y + height, max(x, 0) : x + width]
            crops.append(Crop(pixels=pixels, box=Box.model_validate(zone), dpi=dpi))
        seen = recognise_crops(engine, crops, [Text()] * len(crops))
        decoded = [decode_crop(one, Text()) for one in seen]
        return {"texts": [one.text for one in decoded], "scores": [one.confidence for one in decoded]}

    serve(read)


if __name__ == "__main__":
    main()
