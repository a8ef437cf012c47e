"""What can happen to a scan, as data: named steps with their parameters, and the names under which they are counted."""

from typing import Any

Step = dict[str, Any]

FLATBED: Step = {"step": "scanner", "sigma": 2.2, "blur": 0.55, "streaks": 0, "contrast": 0.93}
OLD_FLATBED: Step = {"step": "scanner", "sigma": 4.5, "blur": 0.75, "streaks": 3, "contrast": 0.82}
FEEDER: Step = {"step": "scanner", "sigma": 1.4, "blur": 0.45, "streaks": 1, "contrast": 0.97}
GREYS: Step = {"step": "grey", "levels": 16}
FEW_GREYS: Step = {"step": "grey", "levels": 8}
FAX: Step = {"step": "fax", "threshold": 168, "specks": 0.0006, "lost_lines": 5}
PINK_STOCK: Step = {"step": "paper", "tint": (255, 222, 226), "grain": 2.0}
YELLOW_STOCK: Step = {"step": "paper", "tint": (255, 243, 190), "grain": 2.0}
RECYCLED_STOCK: Step = {"step": "paper", "tint": (240, 236, 224), "grain": 4.0}
CARBON_SPREAD: Step = {"step": "carbon-copy", "spread_mm": 0.1, "fading": 0.28}
FOLDED_ACROSS: Step = {"step": "fold", "at": 0.5, "upright": False, "depth": 0.2}
FOLDED_UPRIGHT: Step = {"step": "fold", "at": 0.49, "upright": True, "depth": 0.24}
WANDERING_LIGHT: Step = {"step": "uneven-light", "depth": 0.22}
MESSENGER: Step = {"step": "jpeg", "quality": 34}
UNREADABLE: Step = {"step": "ruined", "blur_mm": 5.0}


def skewed(degrees: float, lid: int = 244) -> Step:
    return {"step": "skew", "degrees": degrees, "lid": lid}


def turned(degrees: int) -> Step:
    return {"step": "turn", "degrees": degrees}


def at_resolution(dpi: float) -> Step:
    return {"step": "resample", "to_dpi": dpi}


def shaded(angle: float, depth: float) -> Step:
    return {"step": "shadow", "angle": angle, "depth": depth, "softness": 0.05}


def margin_lost(side: str, mm: float) -> Step:
    return {"step": "lose-margin", "side": side, "mm": mm}


def photographed(desk: str, tilt: float, turn: float, shade: float, long_side: int, blur: float = 0.5) -> Step:
    return {"step": "photograph", "desk": desk, "tilt": tilt, "turn": turn, "shade": shade, "long_side": long_side,
            "blur": blur}  # fmt: skip


NAMES = {
    "scanner": "scanner-noise",
    "skew": "skew",
    "lose-margin": "lost-margin",
    "photograph": "phone",
    "resample": "low-resolution",
    "fax": "black-and-white-fax",
    "carbon-copy": "carbon-copy",
    "paper": "coloured-paper",
    "fold": "fold-shadow",
    "shadow": "shadow",
    "uneven-light": "uneven-light",
    "jpeg": "jpeg-artefacts",
    "ruined": "unreadable",
    "grey": "grey",
}


def names_of(steps: tuple[Step, ...]) -> list[str]:
    """The conditions that the steps bring about, in their order."""
    names = []
    for step in steps:
        names.append(f"turn-{step['degrees']}" if step["step"] == "turn" else NAMES[step["step"]])
        if step.get("shade"):
            names.append("shadow")
    return names
