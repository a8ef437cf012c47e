"""The package of docs/connectors.md, as somebody else would install it."""

import re
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ocr_service.delivery.attempt import Message
from ocr_service.delivery.connectors import registry
from ocr_service.delivery.kind_sender import KindSender
from ocr_service.usecases.endpoints.endpoint_kinds import list_kinds
from tests.integration.delivery.connectors.stand_in import Reply, Request, StandIn

PAGE = Path(__file__).parents[3] / "docs" / "connectors.md"


def block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    assert found
    return found[1]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What an installer leaves: the module, and metadata with its entry points."""
    project = tomllib.loads(block("toml"))["project"]
    (tmp_path / "ocr_service_scale.py").write_text(block("python"), encoding="utf-8")
    metadata = tmp_path / "ocr_service_scale-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: 1.0\n")
    points = project["entry-points"]["ocr_service.connectors"]
    lines = "".join(f"{name} = {target}\n" for name, target in points.items())
    (metadata / "entry_points.txt").write_text(f"[ocr_service.connectors]\n{lines}")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "ocr_service_scale", raising=False)
    registry.connectors.cache_clear()
    yield
    registry.connectors.cache_clear()


@pytest.mark.usefixtures("installed")
def test_it_is_found_and_delivers() -> None:
    def vendor(request: Request) -> Reply:
        assert (request.path, request.headers["x-pin"]) == ("/7/bookings", "1234")
        return Reply({"receipt": f"R-{request.json['id']}"})

    [kind] = [one for one in list_kinds() if one.kind == "scale"]
    with StandIn(vendor) as server:
        message = Message(
            id="msg_01",
            url=server.url,
            body='{"qty": 5}',
            secrets=(),
            at=datetime.now(UTC),
            kind="scale",
            settings={"station": "7", "pin": "1234"},
        )
        attempt = KindSender(allow=["127.0.0.1"], seconds=10).send(message)
    assert attempt.said is not None
    assert (attempt.error, attempt.said.status, attempt.said.reference) == (None, "approved", "R-msg_01")
    assert kind.about.startswith("Books goods in")
    assert kind.settings_schema["properties"]["pin"]["writeOnly"] is True


@pytest.mark.usefixtures("installed")
def test_one_that_cannot_be_loaded_leaves_the_others(tmp_path: Path) -> None:
    (tmp_path / "ocr_service_scale.py").write_text("raise RuntimeError('broken package')")
    found = registry.connectors()
    assert "scale" not in found
    assert "kingdee" in found
