"""Tesseract chi_sim+eng on zones that are cut for it: all zones of a page in one call of the program.

Request: ``{"crops": [paths]}``, each a picture of one line. Answer: `texts` and `scores` (0 to 1), in order.
"""

import csv
import io
import resource
import subprocess
import tempfile
import time
from collections import defaultdict

from tests.bench.readers.child import Answer, Request, serve

LANGUAGES = ("chi_sim", "eng")


def read(request: Request) -> Answer:
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
        listed.write("\n".join(request["crops"]) + "\n")
        listed.flush()
        command = ["tesseract", listed.name, "stdout", "-l", "+".join(LANGUAGES), "--psm", "7", "tsv"]
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        seconds = time.perf_counter() - start
    words: dict[int, list[tuple[str, float]]] = defaultdict(list)
    for row in csv.DictReader(io.StringIO(done.stdout), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["level"] == "5" and row["text"].strip():
            words[int(row["page_num"])].append((row["text"], float(row["conf"]) / 100))
    pages = [words.get(number, []) for number in range(1, len(request["crops"]) + 1)]
    return {
        "texts": [_joined([word for word, _ in page]) for page in pages],
        "scores": [min((score for _, score in page), default=0.0) for page in pages],
        "seconds": seconds,
        "peak_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000,
    }


def _joined(words: list[str]) -> str:
    """Words with a space between them, but none beside a Chinese character: Tesseract splits Chinese anywhere."""
    text = ""
    for word in words:
        beside = bool(text) and (ord(text[-1]) > 0x2E7F or ord(word[0]) > 0x2E7F)
        text += word if not text or beside else f" {word}"
    return text


def missing() -> str | None:
    """Why Tesseract cannot take part, None where it can."""
    try:
        listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=True).stdout
    except (FileNotFoundError, subprocess.CalledProcessError):
        return "tesseract is not installed"
    lacking = [language for language in LANGUAGES if language not in listed.split()]
    return f"tesseract lacks {', '.join(lacking)}" if lacking else None


if __name__ == "__main__":
    serve(read)
