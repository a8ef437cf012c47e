"""How scanners are told apart."""

from typing import Any, Final

from sqlalchemy import case

from ocr_service.records.board import ScanFact

_NAMED: Final = ScanFact.device.is_not(None)

# What the file says made it, at each site: two of one model that write no serial number seldom stand at the same one.
# Where the file says nothing: the way in together with whoever uses it (a desk, a program's key, the watched folder).
SCANNER: Final[tuple[Any, ...]] = (
    ScanFact.device,
    case((_NAMED, ScanFact.site_id), else_=None),
    case((_NAMED, None), else_=ScanFact.source),
    case((_NAMED, None), else_=ScanFact.actor),
)
