"""Does what a zone is for bear out a quick reading of it? Then no dearer reading is needed.

A recogniser of all of Chinese hesitates between a comma and a point, 0 and O, where a field allows only one of them: a
text that its field's language leaves no doubt about, and that the picture does not speak against, is as good as plain.
"""

import math
from collections.abc import Callable
from typing import Final

from ocr_service.forms.content import Content
from ocr_service.reading.decode_text import decode_crop
from ocr_service.reading.decoding.field_languages import language_of
from ocr_service.reading.decoding.lexicons import Lexicon
from ocr_service.reading.normalise import normalise
from ocr_service.reading.recognise_text import CropReading, LineReading, View

# How sure the text must be among those of its language: as sure as a plain reading must be among all texts.
CONFIRMED: Final = 0.985
# Natural logarithm of how much likelier the reading as it is may be: the text has half of its probability at least.
NEAR: Final = math.log(2.0)


def confirmation(
    content: Content, lexicon: Lexicon | None, *, handwritten: bool
) -> Callable[[LineReading], bool] | None:
    """What bears out a quick reading of a zone that holds `content`, whose list is `lexicon`; None where nothing does.

    Free text has nothing to bear it out. A list bears out its nearest entry where a value stands that it does not
    have, and by hand a small recogniser takes too many figures for others.
    """
    if handwritten or lexicon is not None or language_of(content).free:
        return None

    def is_confirmed(line: LineReading) -> bool:
        zone = CropReading(blank=False, views=(View(name="plain", lines=(line,)),))
        decoded = decode_crop(zone, content)
        if decoded.seen is None or decoded.confidence < CONFIRMED or decoded.seen.log_gap > NEAR:
            return False
        return normalise(decoded.text, content).value is not None

    return is_confirmed
