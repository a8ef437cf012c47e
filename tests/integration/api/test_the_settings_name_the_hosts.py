"""OCR_TRUSTED_HOSTS decides which host names are answered; the machine's own health checks always are."""

from pathlib import Path

from starlette.testclient import TestClient

from ocr_service.settings import Settings
from ocr_service.web.server import make_app


def test_only_the_hosts_of_the_settings_are_answered(tmp_path: Path) -> None:
    client = TestClient(make_app(Settings(data_folder=tmp_path, trusted_hosts=("ocr.factory.lan",))))

    answers = {
        host: client.get("/healthz", headers={"Host": host}).status_code
        for host in ("ocr.factory.lan", "OCR.factory.lan:8000", "127.0.0.1:8000", "evil.example", "x.ocr.factory.lan")
    }

    assert answers == {
        "ocr.factory.lan": 200,
        "OCR.factory.lan:8000": 200,
        "127.0.0.1:8000": 200,
        "evil.example": 400,
        "x.ocr.factory.lan": 400,
    }
