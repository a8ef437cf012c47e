"""The programs of examples/webhooks as they stand: the shared messages, then real ones from the real sender."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ocr_service.delivery.attempt import Message
from ocr_service.delivery.sender import WebhookSender
from ocr_service.delivery.signing import new_secret
from tests.webhook_vectors import FILE, VECTORS

EXAMPLES = FILE.parent
EVENT = {"type": "form.accepted", "data": {"values": {"品名": "纸箱"}}}
JUDGE_IN_PYTHON = """
import importlib.util, json, sys
spec = importlib.util.spec_from_file_location("receiver", sys.argv[1])
receiver = importlib.util.module_from_spec(spec); spec.loader.exec_module(receiver)
print(json.dumps([receiver.verify(one["secrets"], one["headers"], one["body"].encode(), one["now"])
                  for one in json.load(open(sys.argv[2], encoding="utf-8"))]))
"""
JUDGE_IN_NODE = """
import { readFileSync } from "node:fs";
const { verify } = await import(process.argv[2]);
console.log(JSON.stringify(JSON.parse(readFileSync(process.argv[1])).map((one) =>
  verify(one.secrets, one.headers, Buffer.from(one.body), one.now))));
"""


@dataclass(frozen=True)
class Language:
    """`tool` must be there and say yes to `asked`; `judge` prints the verdicts about the shared messages, `start`
    listens.
    """

    tool: str
    judge: Callable[[Path], list[str]]
    start: Callable[[Path, int], list[str]]
    asked: tuple[str, ...] = ()

    @property
    def is_here(self) -> bool:
        return shutil.which(self.tool) is not None and (
            not self.asked or subprocess.run([self.tool, *self.asked], capture_output=True, timeout=60).returncode == 0
        )


def compile_java(folder: Path) -> list[str]:
    """Beside the receiver, a program with the shared messages written into it: Java brings no JSON parser."""
    calls = "\n".join(
        f"System.out.println((none.length == 0 ? ',' : ' ') + String.valueOf(Receiver.verify(java.util.List.of("
        f"{', '.join(map(json.dumps, one['secrets']))}), {', '.join(map(json.dumps, one['headers'].values()))},"
        f" {json.dumps(one['body'])}.getBytes(java.nio.charset.StandardCharsets.UTF_8), {one['now']}L)));"
        for one in VECTORS
    )
    judge = folder / "Judge.java"
    judge.write_text(
        f"class Judge {{ public static void main(String[] none) throws Exception {{ {calls} }} }}", encoding="utf-8"
    )
    subprocess.run(["javac", "-d", folder, EXAMPLES / "java" / "Receiver.java", judge], check=True, timeout=120)
    return ["java", "-XX:TieredStopAtLevel=1", "-cp", str(folder)]


def compile_for_mono(folder: Path) -> list[str]:
    program = folder / "Receiver.exe"
    needed = (f"-r:System.{name}" for name in ("Runtime.Serialization", "Xml", "Xml.Linq"))
    source = EXAMPLES / "csharp" / "Program.cs"
    subprocess.run(["mcs", "-warnaserror", f"-out:{program}", *needed, source], check=True, timeout=120)
    return ["mono", str(program)]


LANGUAGES = {
    "python": Language(
        sys.executable,
        lambda _: [sys.executable, "-c", JUDGE_IN_PYTHON, str(EXAMPLES / "python" / "receiver.py"), str(FILE)],
        lambda _, port: [sys.executable, str(EXAMPLES / "python" / "receiver.py")],
    ),
    "node": Language(
        "node",
        lambda _: [
            *("node", "--input-type=module", "-e", JUDGE_IN_NODE),
            *(str(FILE), str(EXAMPLES / "node" / "receiver.mjs")),
        ],
        lambda _, port: ["node", str(EXAMPLES / "node" / "receiver.mjs")],
    ),
    "java": Language(
        "javac",
        lambda folder: [*compile_java(folder), "Judge"],
        lambda folder, port: ["java", "-XX:TieredStopAtLevel=1", "-cp", str(folder), "Receiver"],
    ),
    "php": Language(
        "php",
        lambda _: ["php", str(EXAMPLES / "php" / "receiver.php"), "vectors", str(FILE)],
        lambda _, port: ["php", "-S", f"127.0.0.1:{port}", str(EXAMPLES / "php" / "receiver.php")],
        asked=("-r", "exit(extension_loaded('pdo_sqlite') ? 0 : 1);"),
    ),
    "csharp-mono": Language(
        "mcs",
        lambda folder: [*compile_for_mono(folder), "vectors", str(FILE)],
        lambda folder, port: ["mono", str(folder / "Receiver.exe")],
    ),
    "csharp-dotnet": Language(
        "dotnet",
        lambda _: ["dotnet", "run", "--project", str(EXAMPLES / "csharp"), "--", "vectors", str(FILE)],
        lambda _, port: ["dotnet", "run", "--project", str(EXAMPLES / "csharp")],
    ),
}


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    found = LANGUAGES[request.param]
    if not found.is_here:
        pytest.skip(f"{found.tool} is not installed, or lacks what the program needs")
    return found


@pytest.fixture
def start(language: Language, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Starts the program with a secret; its URL."""
    started: list[subprocess.Popen[bytes]] = []

    def start(secret: str) -> str:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        environment = {"WEBHOOK_SECRET": secret, "PORT": str(port), "MESSAGES": str(tmp_path / "messages")}
        command = language.start(tmp_path, port)
        started.append(subprocess.Popen(command, env=os.environ | environment, cwd=tmp_path, stdout=subprocess.DEVNULL))
        wait_until_it_listens(started[-1], port)
        return f"http://127.0.0.1:{port}/webhooks"

    yield start
    for process in started:
        process.kill()
        process.wait()


def wait_until_it_listens(process: "subprocess.Popen[bytes]", port: int) -> None:
    for _ in range(600):
        assert process.poll() is None, "it ended without having listened"
        with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.1)
    raise AssertionError("it does not listen")


def test_the_shared_messages_are_judged_alike_and_real_ones_taken_once(
    language: Language, start: Callable[[str], str], tmp_path: Path
) -> None:
    done = subprocess.run(language.judge(tmp_path), capture_output=True, text=True, check=True, timeout=120)
    verdicts = [word == "true" for word in done.stdout.replace("[", " ").replace("]", " ").replace(",", " ").split()]
    assert dict(zip([one["why"] for one in VECTORS], verdicts, strict=True)) == {
        one["why"]: one["valid"] for one in VECTORS
    }

    secret = new_secret()
    sender = WebhookSender(allow=["127.0.0.1"], seconds=15)

    def send(url: str, id: str, *, signed_with: str = secret, event: object = EVENT) -> tuple[int | None, object]:
        body = json.dumps(event, ensure_ascii=False)
        attempt = sender.send(Message(id=id, url=url, body=body, secrets=(signed_with,), at=datetime.now(UTC)))
        return attempt.status, json.loads(attempt.body)

    url = start(secret)
    assert send(url, "m1") == (200, {"status": "approved", "reference": "DOC-1"})
    assert send(url, "m1") == (200, {"status": "approved", "reference": "DOC-1"})
    assert send(url, "m2") == (200, {"status": "approved", "reference": "DOC-2"})
    assert send(url, "m3", signed_with=new_secret()) == (401, {})
    assert send(url, "m3", event={"type": "endpoint.test"}) == (200, {})
    again = start(secret)
    assert send(again, "m2") == (200, {"status": "approved", "reference": "DOC-2"}), "a restart forgets nothing"
