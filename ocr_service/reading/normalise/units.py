"""Words that count things: they stand behind a whole number and change nothing about it."""

from typing import Final

COUNTED: Final = (
    "个", "只", "件", "箱", "包", "卷", "张", "套", "台", "支", "根", "片", "条", "袋", "瓶", "盒", "桶", "托",
    "份", "双", "把",
    "PCS", "PC", "EA", "SET", "SETS", "CTN", "CTNS",
)  # fmt: skip
