"""Every program of the cookbook, as it stands, against the real service and sandbox."""

import contextlib
import csv
import hashlib
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ocr_service.access.roles import Permission
from ocr_service.cli.sandbox.certificate import wrong_certificate
from ocr_service.cli.sandbox.pages import PagedSandbox
from ocr_service.client import WebhookInvalid
from ocr_service.delivery.attempt import Message
from ocr_service.delivery.receiver import VerifyingReceiver
from ocr_service.delivery.receiver_server import Reply
from ocr_service.delivery.sender import WebhookSender
from ocr_service.delivery.signing import new_secret, signed_headers
from ocr_service.usecases.ports import Services
from tests.doubles.list_loader import loads_are_run
from tests.integration.api.api_stage import picture
from tests.integration.served.conftest import Reader

DOCS = Path(__file__).parents[3] / "docs"
FOLDER, MANY, CATCH_UP, WEBHOOK, SANDBOX, CUSTOMERS = re.findall(
    r"^```python\n(.*?)^```$", (DOCS / "cookbook.md").read_text(encoding="utf-8"), re.M | re.S
)
[WAITING] = re.findall(r"^```sh\n(.*?)^```$", (DOCS / "cookbook.md").read_text(encoding="utf-8"), re.M | re.S)


@pytest.fixture
def run(address: str, key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], dict[str, Any]]:
    """Runs a program where its reader would, with this machine's address; its names."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("API_KEY", key)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    def run(program: str) -> dict[str, Any]:
        names: dict[str, Any] = {"__name__": "program"}
        code = compile(program.replace("http://127.0.0.1:8000", address), "cookbook.md", "exec")
        # In a thread of its own: a browser's test before this one may have left its event loop under way here.
        with ThreadPoolExecutor(1) as pool:
            pool.submit(exec, code, names).result()
        return names

    return run


@pytest.fixture
def scans(tmp_path: Path) -> list[str]:
    """A folder with three papers and a file that is none."""
    folder = tmp_path / "scans"
    folder.mkdir()
    for shade in range(3):
        (folder / f"{shade}.png").write_bytes(picture(100 + shade))
    (folder / "note.txt").write_text("no picture", encoding="utf-8")
    return [f"{shade}.png" for shade in range(3)]


def test_a_folder_becomes_a_table(run: Callable[[str], Any], scans: list[str], tmp_path: Path) -> None:
    for _ in range(2):
        run(FOLDER)
        with (tmp_path / "slips.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        assert rows[1:] == [*([name, "accepted", "S001"] for name in scans), ["note.txt", "file_type_unknown", ""]]


def test_many_are_read_at_once(run: Callable[[str], Any], scans: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    run(MANY)
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.endswith("S001")] == [f"{name} S001" for name in scans]


def test_what_came_in_is_caught_up_with(
    run: Callable[[str], Any], scans: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    run(FOLDER)
    capsys.readouterr()
    run(CATCH_UP)
    found = [line for line in capsys.readouterr().out.splitlines() if line.startswith("scan_")]
    assert len(found) >= len(scans)
    assert all(line.endswith(" 1 S001") for line in found)


def test_a_webhook_is_verified_and_its_large_message_fetched(
    run: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = new_secret()
    monkeypatch.setenv("WEBHOOK_SECRET", secret)
    event_of = run(WEBHOOK)["event_of"]
    document = json.dumps({"type": "form.accepted", "data": {"values": {}}}).encode()

    class Store(VerifyingReceiver):
        def side_page(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply | None:
            return Reply(status=200, body=document)

    def take(message: Any, *, signed_with: str = secret) -> Any:
        body = json.dumps(message).encode()
        return event_of(body, signed_headers([signed_with], "m1", int(time.time()), body))

    assert take({"type": "endpoint.test"}) == {"type": "endpoint.test"}
    with Store() as store:
        link = {"url": store.url, "sha256": hashlib.sha256(document).hexdigest()}
        assert take({"type": "form.accepted", "payload": link}) == json.loads(document)
        with pytest.raises(ValueError, match="changed on its way"):
            take({"type": "form.accepted", "payload": link | {"sha256": "0" * 64}})
    with pytest.raises(WebhookInvalid):
        take({"type": "endpoint.test"}, signed_with=new_secret())


def test_the_sandbox_can_be_used_in_tests(run: Callable[[str], Any]) -> None:
    secret = new_secret()
    with PagedSandbox(secrets=[secret], port=0, beside=wrong_certificate(), show=lambda arrival: None) as sandbox:
        names = run(SANDBOX.replace("http://127.0.0.1:9000", f"http://127.0.0.1:{sandbox.port}"))
        names["plan_two_refusals"]()
        sender = WebhookSender(allow=["127.0.0.1"], seconds=10)
        for _ in range(3):
            sender.send(Message(id="m1", url=sandbox.url, body="{}", secrets=(secret,), at=datetime.now(UTC)))
        names["assert_taken_once"]()


def test_customers_come_out_of_a_database(
    run: Callable[[str], Any],
    make_key: Callable[..., str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    services: Services,
) -> None:
    monkeypatch.setenv("API_KEY", make_key(Permission.MASTERDATA_WRITE))
    with contextlib.closing(sqlite3.connect(tmp_path / "erp.sqlite")) as erp:
        erp.execute("CREATE TABLE customers (number, name, phone)")
        erp.execute("INSERT INTO customers VALUES ('C-1', '华明电子', 123), ('C-2', '恒达, Ltd', NULL)")
        erp.commit()
    with loads_are_run(services):
        run(CUSTOMERS)
    assert capsys.readouterr().out.splitlines()[-1].endswith(" 2")


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_what_waits_is_told_with_its_reasons(
    run: Callable[[str], Any], reader: Reader, address: str, key: str, tmp_path: Path
) -> None:
    reader.outcome = "no form"
    (tmp_path / "scans").mkdir()
    (tmp_path / "scans" / "strange.png").write_bytes(picture(200))
    run(FOLDER)
    script = WAITING.replace("http://127.0.0.1:8000", address).replace("python3", sys.executable)
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert "strange.png" in done.stdout


def test_the_chinese_page_has_the_same_programs() -> None:
    pages = [(DOCS / name).read_text(encoding="utf-8") for name in ("cookbook.md", "cookbook.zh-CN.md")]
    english, chinese = (re.findall(r"^```\w+\n.*?^```$", page, re.M | re.S) for page in pages)
    assert english == chinese != []
