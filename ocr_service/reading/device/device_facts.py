"""What is known of a device, and the one name that it goes by."""

from dataclasses import dataclass, replace
from typing import Final

# A name is shown in a table's cell and grouped by; hostile files say more.
MOST_CHARACTERS: Final = 120


@dataclass(frozen=True, kw_only=True)
class DeviceFacts:
    """Each as the file has it, made readable; empty where it says nothing. `program` wrote the file."""

    make: str = ""
    model: str = ""
    serial: str = ""
    program: str = ""

    def completed_by(self, others: "DeviceFacts") -> "DeviceFacts":
        """With what only the others know. A serial number belongs to the model beside which it stands."""
        if not (self.make or self.model):
            return replace(others, program=self.program or others.program)
        same = (others.make, others.model) in ((self.make, self.model), ("", ""))
        return replace(self, serial=self.serial or (others.serial if same else ""))

    @property
    def name(self) -> str | None:
        """``Canon iR-ADV C3520 (SN 2AB12345)``; the program's name where no device is named; None without either."""
        parts = [self.model] if _begins_alike(self.model, self.make) else [self.make, self.model]
        device = " ".join(part for part in parts if part)
        if not any(letter.isalpha() for letter in device):
            return self.program[:MOST_CHARACTERS] if any(letter.isalpha() for letter in self.program) else None
        # Devices without a number of their own write zeros or a word.
        ending = f" (SN {self.serial})" if any(digit in "123456789" for digit in self.serial) else ""
        return device[: MOST_CHARACTERS - len(ending)].rstrip() + ending


def _begins_alike(model: str, make: str) -> bool:
    """``NIKON CORPORATION`` and ``NIKON D90``: the model says the maker's name already."""
    words = make.casefold().split()
    return bool(words) and model.casefold().split()[:1] == words[:1]
