"""How large a scan may be. A file beyond a limit is refused before its pixels are decoded."""

from dataclasses import dataclass

from ocr_service.reading.errors import PictureTooLarge, PictureTooSmall


@dataclass(frozen=True, kw_only=True)
class ScanLimits:
    """Limits on one scan.

    `max_bytes`: size of the file. `max_pages`: pages in it. `max_megapixels`: pixels of one page, in millions.
    `min_side`: pixels that the shorter side of a page needs; below it no form can be read.
    """

    max_bytes: int = 50_000_000
    max_pages: int = 100
    max_megapixels: float = 150.0
    min_side: int = 200

    def check_picture(self, width: int, height: int) -> None:
        """Raises `PictureTooLarge` or `PictureTooSmall` where a page of `width` x `height` pixels is not allowed."""
        if width * height > self.max_megapixels * 1_000_000:
            raise PictureTooLarge(width=width, height=height, limit_megapixels=self.max_megapixels)
        if min(width, height) < self.min_side:
            raise PictureTooSmall(width=width, height=height)
