"""A form's picture is decoded in a child process before anything else decodes it; its error comes back as it is."""

import contextlib

import pytest

from ocr_service.engines.picture_check import PictureCheck
from ocr_service.reading.errors import FileBroken, PictureTooLarge
from ocr_service.reading.opening.scan_limits import ScanLimits
from tests.doubles.open_picture import small_picture
from tests.unit.reading.test_bad_files_have_their_error import huge_png


def test_good_pictures_pass_and_bad_ones_are_told() -> None:
    with contextlib.closing(PictureCheck(ScanLimits(max_megapixels=10))) as check:
        check(small_picture())
        with pytest.raises(FileBroken):
            check(small_picture()[:-20])
        with pytest.raises(PictureTooLarge):
            check(huge_png(30_000, 30_000))
        check(small_picture(0))
