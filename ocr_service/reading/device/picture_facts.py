"""What pictures say: Exif and TIFF tags, and the XMP packet beside them. Places, owners and authors are left alone."""

import io
from typing import Final

from PIL import ExifTags, Image
from pillow_heif import register_heif_opener

from ocr_service.reading.device.device_facts import DeviceFacts
from ocr_service.reading.device.readable_text import readable_text
from ocr_service.reading.device.xmp_facts import xmp_facts

register_heif_opener()
_XMP_TAG: Final = 700  # TIFF


def picture_facts(data: bytes) -> DeviceFacts:
    """Of the first frame; nothing is decoded. Raises whatever Pillow raises for broken files."""
    with Image.open(io.BytesIO(data)) as picture:
        tags = picture.getexif()
        own = tags.get_ifd(ExifTags.IFD.Exif)
        said = DeviceFacts(
            make=readable_text(tags.get(ExifTags.Base.Make)),
            model=readable_text(tags.get(ExifTags.Base.Model)),
            serial=readable_text(own.get(ExifTags.Base.BodySerialNumber) or tags.get(ExifTags.Base.CameraSerialNumber)),
            # A scanner's driver names itself, or the machine that it runs on.
            program=readable_text(tags.get(ExifTags.Base.Software))
            or readable_text(tags.get(ExifTags.Base.HostComputer)),
        )
        packet = picture.info.get("xmp") or tags.get(_XMP_TAG)
    return said.completed_by(xmp_facts(packet)) if isinstance(packet, bytes) else said
