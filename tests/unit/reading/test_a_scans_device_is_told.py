"""Which scanner a file came from, as real scanners write it, and as nobody should."""

import io
from pathlib import Path

import pytest
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo
from reportlab.pdfgen import canvas

from ocr_service.engines.join_pictures import join_pictures
from ocr_service.reading.device.find_device import find_device
from ocr_service.reading.opening.scan_limits import ScanLimits


def picture(kind: str = "JPEG", serial: str = "", *, size: tuple[int, int] = (60, 40), **tags: object) -> bytes:
    exif = Image.Exif()
    for name, value in tags.items():
        exif[ExifTags.Base[name]] = value
    if serial:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.BodySerialNumber] = serial
    file = io.BytesIO()
    Image.new("RGB", size, "white").save(file, kind, exif=exif)
    return file.getvalue()


def pdf(*, creator: str = "", producer: str = "", scan: Path | None = None) -> bytes:
    file = io.BytesIO()
    page = canvas.Canvas(file)
    page.setCreator(creator)
    page.setProducer(producer)
    if scan is not None:
        page.drawImage(str(scan), 0, 0, 595, 842)
    page.showPage()
    page.save()
    return file.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "PNG", "WEBP", "HEIF"])
def test_every_kind_of_picture_names_its_device(kind: str) -> None:
    assert find_device(picture(kind, Make="Canon", Model="Canon iR-ADV C3520")) == "Canon iR-ADV C3520"


@pytest.mark.parametrize(
    ("tags", "name"),
    [
        ({"Make": "KONICA MINOLTA", "Model": "bizhub C258"}, "KONICA MINOLTA bizhub C258"),
        ({"Make": "NIKON CORPORATION", "Model": "NIKON D90"}, "NIKON D90"),
        ({"Make": "EPSON", "Model": "", "Software": "EPSON Scan"}, "EPSON"),
        ({"Software": "EPSON Scan"}, "EPSON Scan"),
        ({"HostComputer": "Scanstation 500"}, "Scanstation 500"),
        ({"Make": "Fujitsu", "Model": "fi-7160", "serial": "A3NB012345"}, "Fujitsu fi-7160 (SN A3NB012345)"),
        ({"Make": "Fujitsu", "Model": "fi-7160", "serial": "0000000"}, "Fujitsu fi-7160"),
        ({"Make": "Canon\0\x93\x12garbage", "Model": "LiDE 300 \0"}, "Canon LiDE 300"),
    ],
)
def test_make_model_and_number_are_one_name(tags: dict[str, str], name: str) -> None:
    assert find_device(picture(**tags)) == name


def test_neither_the_owner_nor_the_place_is_told() -> None:
    assert find_device(picture(Artist="Li Wei", Copyright="Li Wei", ImageDescription="Li Wei's desk")) is None


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16"])
def test_chinese_names_are_read_in_any_encoding(encoding: str) -> None:
    assert find_device(picture(Make="汉王科技".encode(encoding), Model="HW-9000")) == "汉王科技 HW-9000"


def test_wide_characters_without_their_mark_are_read() -> None:
    assert find_device(picture(Make="Canon".encode("utf-16-le"), Model="LiDE".encode("utf-16-be"))) == "Canon LiDE"


def test_an_accented_latin_letter_is_no_chinese() -> None:
    assert find_device(picture(Make="Müller".encode("latin-1"), Model="S1")) == "Müller S1"


@pytest.mark.parametrize(
    "hostile",
    [
        "Canon\r\nSet-Cookie: a=b",
        "\u202ecod.exe",
        "=cmd|' /C calc'!A0",
        "<script>alert(1)</script>",
        "x" * 20_000,
        "\x1b[2J",
    ],
)
def test_a_hostile_name_is_short_and_on_one_line(hostile: str) -> None:
    name = find_device(picture(Make=hostile.encode(), Model=hostile.encode())) or ""
    assert len(name) <= 120
    assert name.isprintable()


@pytest.mark.parametrize("tags", [{"Make": "  ", "Model": "\0\0"}, {"Make": "---"}, {}, {"Software": "17.1"}])
def test_what_says_nothing_is_no_name(tags: dict[str, str]) -> None:
    assert find_device(picture(**tags)) is None


@pytest.mark.parametrize(
    ("creator", "producer", "name"),
    [
        ("Canon iR-ADV C3520  PDF", "Adobe PSL 1.3e for Canon", "Canon iR-ADV C3520 PDF"),
        ("KONICA MINOLTA bizhub C258", "KONICA MINOLTA bizhub C258", "KONICA MINOLTA bizhub C258"),
        ("ScanSnap Manager #iX500", "PFU PDF Library 1.2.1", "ScanSnap Manager #iX500"),
        ("", "EPSON Scan", "EPSON Scan"),
        ("Mozilla/5.0 (X11)", "Skia/PDF m120", "Mozilla/5.0 (X11)"),
        ("", "Skia/PDF m120", None),
        ("汉王文本王", "iText 2.1.7", "汉王文本王"),
        ("anonymous", "ReportLab PDF Library", None),
        ("(unspecified)", "EPSON Scan", "EPSON Scan"),
    ],
)
def test_pdf_files_name_what_made_them(creator: str, producer: str, name: str | None) -> None:
    assert find_device(pdf(creator=creator, producer=producer)) == name


def test_the_scan_in_a_pdf_names_the_device_before_the_program_that_packed_it(tmp_path: Path) -> None:
    scan = tmp_path / "scan.jpg"
    scan.write_bytes(picture(size=(700, 500), Make="Apple", Model="iPhone 15"))
    assert find_device(pdf(creator="Files", scan=scan)) == "Apple iPhone 15"


def test_photos_that_became_one_document_keep_their_camera() -> None:
    photo = picture(size=(700, 500), Make="Xiaomi", Model="23013RK75C")
    assert find_device(join_pictures([photo, photo], ScanLimits())) == "Xiaomi 23013RK75C"


XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>
<rdf:Description tiff:Make="RICOH" xmp:CreatorTool='IM C3000'><tiff:Model>IM C3000 &amp; co</tiff:Model>
<aux:SerialNumber>3089R123</aux:SerialNumber></rdf:Description></rdf:RDF></x:xmpmeta>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_an_xmp_packet_names_it(encoding: str) -> None:
    assert find_device(pdf() + XMP.encode(encoding)) == "RICOH IM C3000 & co (SN 3089R123)"


def test_a_pictures_xmp_packet_names_it() -> None:
    file = io.BytesIO()
    Image.new("RGB", (60, 40)).save(file, "JPEG", xmp=XMP.encode())
    assert find_device(file.getvalue()) == "RICOH IM C3000 & co (SN 3089R123)"


def test_a_packet_without_end_costs_no_time() -> None:
    assert find_device(pdf() + b"<x:xmpmeta" + b"<tiff:Make <tiff:Make " * 100_000) is None


@pytest.mark.parametrize("keep", [3, 20, 60, 200])
def test_a_broken_file_has_no_device_and_breaks_nothing(keep: int) -> None:
    for whole in (picture(Make="Canon", Model="X"), picture("TIFF", Make="Canon"), pdf(creator="Canon")):
        cut = find_device(whole[:keep] + b"\xff" * 50)
        assert cut is None or "Canon" in cut
    assert find_device(b"") is None


def test_a_png_with_large_text_chunks_breaks_nothing() -> None:
    file, notes = io.BytesIO(), PngInfo()
    notes.add_text("Software", "x" * 100_000)
    Image.new("L", (10, 10)).save(file, "PNG", pnginfo=notes)
    assert find_device(file.getvalue()) is None
