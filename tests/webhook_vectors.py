"""The messages that every receiver must judge alike: those of this project, its client, its examples and its docs."""

import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "examples" / "webhooks" / "vectors.json"
VECTORS: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
