"""Small forms drawn for the tests of reading: a blank slip, copies of it with values, and ways to spoil them."""

import io

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ocr_service.forms.template import Template, TemplatePackage
from ocr_service.reading.pages import ScanPage

DPI = 200
SIZE_MM = (210.0, 148.5)
LABELS = ("Number", "Date", "Customer", "Driver", "Plate", "Contact", "Telephone", "Warehouse")
COLUMNS = ((12.0, 40.0), (40.0, 110.0), (110.0, 140.0), (140.0, 170.0), (170.0, 198.0))
COLUMN_TITLES = ("Item code", "Description of goods", "Quantity", "Price", "Amount")
ROWS = 6


def px(mm):
    return round(mm / 25.4 * DPI)


def font(mm):
    return ImageFont.load_default(size=px(mm))


def draw_slip(supplier="Red Lantern Packaging Works", title="DELIVERY SLIP", rows=ROWS, number="Form DS-2024 rev. A"):
    """The blank slip as a grey Pillow picture at DPI."""
    page = Image.new("L", (px(SIZE_MM[0]), px(SIZE_MM[1])), 255)
    draw = ImageDraw.Draw(page)
    draw.text((px(60), px(6)), supplier, font=font(5), fill=0)
    draw.text((px(82), px(13)), title, font=font(5), fill=0)
    for index, label in enumerate(LABELS):
        x, y = 12 + 94 * (index % 2), 22 + 8 * (index // 2)
        draw.text((px(x), px(y + 1.5)), label, font=font(3.4), fill=0)
        draw.rectangle((px(x + 24), px(y), px(x + 90), px(y + 7)), outline=0, width=2)
    top, pitch = 58.0, 9.0
    for row in range(rows + 2):
        y = px(top + row * pitch)
        draw.line((px(12), y, px(198), y), fill=0, width=2)
    for (left, _), name in zip(COLUMNS, COLUMN_TITLES, strict=True):
        draw.line((px(left), px(top), px(left), px(top + (rows + 1) * pitch)), fill=0, width=2)
        draw.text((px(left + 2), px(top + 2.5)), name, font=font(3.4), fill=0)
    draw.line((px(198), px(top), px(198), px(top + (rows + 1) * pitch)), fill=0, width=2)
    for index, name in enumerate(("Urgent", "Fragile", "Return pallets")):
        x = 14 + 40 * index
        draw.rectangle((px(x), px(128), px(x + 4), px(132)), outline=0, width=2)
        draw.text((px(x + 6), px(128)), name, font=font(3.4), fill=0)
    draw.text((px(12), px(138)), "Received by", font=font(3.4), fill=0)
    draw.text((px(100), px(138)), number, font=font(3), fill=0)
    return page


def field_box(index):
    x, y = 12 + 94 * (index % 2), 22 + 8 * (index // 2)
    return [x + 24, y, 66, 7]


def slip_template(name="red-lantern", supplier="Red Lantern Packaging Works", labels=True, **changes):
    fields = [
        {"name": label.lower(), "label": {"en": label}, "box": field_box(index), "read": {"type": "text"}}
        for index, label in enumerate(LABELS)
    ]
    options = [
        {"value": value, "label": {"en": value}, "box": [14 + 40 * index, 128, 4, 4]}
        for index, value in enumerate(("urgent", "fragile", "pallets"))
    ]
    marks = {"type": "choice", "pick": "any", "options": options}
    signature, seal = {"type": "signature"}, {"type": "seal"}
    fields += [
        {"name": "handling", "label": {"en": "Handling"}, "box": [13, 127, 110, 6], "read": marks},
        {"name": "signed", "label": {"en": "Signed"}, "box": [34, 134, 60, 10], "read": signature},
        {"name": "seal", "label": {"en": "Seal"}, "box": [150, 105, 40, 40], "read": seal, "may_overlap": True},
    ]
    columns = [
        {
            "name": title.split()[0].lower(),
            "label": {"en": title},
            "left": left,
            "right": right,
            "read": {"type": "text"},
        }
        for (left, right), title in zip(COLUMNS, COLUMN_TITLES, strict=True)
    ]
    table = {"name": "items", "label": {"en": "Items"}, "box": [12, 67, 186, 54], "rows": ROWS, "columns": columns}
    page = {"size_mm": SIZE_MM, "image": "page-1.png"}
    if labels:
        page["labels"] = [{"text": supplier, "box": [58, 5, 90, 7]}]
    return Template.model_validate(
        {
            "format": 1,
            "name": name,
            "version": 1,
            "title": {"en": name},
            "pages": [page],
            "fields": fields,
            "tables": [table],
        }
        | changes
    )


def package(page, template):
    return TemplatePackage(template=template, page_images=(encode(page),))


def encode(page, kind="PNG"):
    stream = io.BytesIO()
    page.save(stream, kind)
    return stream.getvalue()


def fill_slip(page, rows=3, seed=1):
    """A copy with every text field and the first rows of the table filled."""
    page = page.convert("RGB")
    draw = ImageDraw.Draw(page)
    random = np.random.default_rng(seed)
    for index in range(len(LABELS)):
        x, y, _, _ = field_box(index)
        draw.text((px(x + 2), px(y + 1.5)), f"{random.integers(1e8)} value", font=font(4), fill=(20, 20, 60))
    for row in range(rows):
        for left, _ in COLUMNS:
            draw.text((px(left + 2), px(67 + row * 9 + 2)), f"{random.integers(1e5)}", font=font(4), fill=(20, 20, 60))
    return page


def pixels_of(page):
    return cv2.cvtColor(np.asarray(page.convert("RGB")), cv2.COLOR_RGB2BGR)


def scan_of(page):
    return ScanPage(number=1, pixels=pixels_of(page))


def turned(pixels, degrees, background=255):
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    side = int(np.hypot(width, height))
    matrix[:, 2] += ((side - width) / 2, (side - height) / 2)
    return cv2.warpAffine(pixels, matrix, (side, side), borderValue=(background,) * 3), matrix


def photographed(pixels, seed=0):
    """The page on a textured desk, seen at a slant: the photo, and the homography page pixels -> photo pixels."""
    random = np.random.default_rng(seed)
    height, width = pixels.shape[:2]
    size = (int(width * 1.4), int(height * 1.6))
    desk = random.integers(60, 130, (size[1] // 8 + 1, size[0] // 8 + 1, 3), dtype=np.uint8)
    desk = cv2.resize(desk, size, interpolation=cv2.INTER_CUBIC)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    target = corners * 0.95 + (0.2 * width, 0.25 * height) + random.uniform(-0.07, 0.07, (4, 2)) * (width, height)
    matrix = cv2.getPerspectiveTransform(corners, target.astype(np.float32))
    photo = cv2.warpPerspective(pixels, matrix, size, desk, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_TRANSPARENT)
    light = np.linspace(0.6, 1.0, size[0])[None, :, None]
    noisy = photo * light + random.normal(0, 5, photo.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8), matrix
