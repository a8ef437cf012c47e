"""The page's own message, and changed ones, given to the page's own programs."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.webhook_vectors import VECTORS

PAGE = "integrator.md"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
AT = 1614265330
BODY = '{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

# secrets, id, timestamp, signatures, body, now -> does it verify?
CASES: list[tuple[list[Any], bool]] = [
    ([one["secrets"], *one["headers"].values(), one["body"], one["now"]], one["valid"]) for one in VECTORS
]


def test_the_page_shows_the_message_that_is_tested_here() -> None:
    text = (Path(__file__).parents[3] / "docs" / PAGE).read_text(encoding="utf-8")
    assert all(f"`{value}`" in text for value in (SECRET, ID, str(AT), BODY, SIGNATURE))


def test_python(blocks: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_SECRET", SECRET)
    program = blocks(PAGE, "python")[0]
    names: dict[str, Any] = {"__name__": "receiver"}
    exec(compile(program, "receiver.py", "exec"), names)
    for (secrets, id, timestamp, signatures, body, now), good in CASES:
        headers = {"webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures}
        assert names["verify"](secrets, headers, body.encode(), now) is good


@pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed")
def test_node(blocks: Callable[..., list[str]], tmp_path: Path) -> None:
    [program] = blocks(PAGE, "js")
    (tmp_path / "verify.mjs").write_text(program, encoding="utf-8")
    (tmp_path / "main.mjs").write_text(
        """
        import { readFileSync } from "node:fs";
        import { verify } from "./verify.mjs";
        const answers = JSON.parse(readFileSync(0)).map(([secrets, id, timestamp, signatures, body, now]) =>
          verify(secrets, {"webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures},
            Buffer.from(body), now));
        console.log(JSON.stringify(answers));
        """,
        encoding="utf-8",
    )
    given = json.dumps([case for case, _ in CASES])
    done = subprocess.run(
        ["node", tmp_path / "main.mjs"], input=given, capture_output=True, text=True, check=True, timeout=60
    )
    assert json.loads(done.stdout) == [good for _, good in CASES]


@pytest.mark.skipif(shutil.which("javac") is None, reason="no Java compiler is installed")
def test_java(blocks: Callable[..., list[str]], tmp_path: Path) -> None:
    [program] = blocks(PAGE, "java")
    calls = "\n".join(
        f"System.out.println(Webhook.verify(List.of({', '.join(map(json.dumps, secrets))}), {json.dumps(id)},"
        f" {json.dumps(timestamp)}, {json.dumps(signatures)}, {json.dumps(body)}.getBytes(), {now}L));"
        for (secrets, id, timestamp, signatures, body, now), _ in CASES
    )
    main = f"class Main {{ public static void main(String[] none) throws Exception {{ {calls} }} }}\n\n"
    source = tmp_path / "Main.java"
    source.write_text(program.replace("class Webhook", main + "class Webhook"), encoding="utf-8")
    done = subprocess.run(
        ["java", "-XX:TieredStopAtLevel=1", source], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.split() == [str(good).lower() for _, good in CASES]


@pytest.mark.skipif(shutil.which("php") is None, reason="PHP is not installed")
def test_php(blocks: Callable[..., list[str]], tmp_path: Path) -> None:
    [program] = blocks(PAGE, "php")
    cases = "json_decode(file_get_contents('php://stdin'), true)"
    judge = f"echo json_encode(array_map(fn($one) => verify(...$one), {cases}));"
    (tmp_path / "verify.php").write_text(f"<?php declare(strict_types=1);\n{program}\n{judge}", encoding="utf-8")
    given = json.dumps([case for case, _ in CASES])
    done = subprocess.run(
        ["php", tmp_path / "verify.php"], input=given, capture_output=True, text=True, check=True, timeout=60
    )
    assert json.loads(done.stdout) == [good for _, good in CASES]


@pytest.mark.skipif(shutil.which("mcs") is None, reason="no C# compiler is installed")
def test_csharp(blocks: Callable[..., list[str]], tmp_path: Path) -> None:
    [program] = blocks(PAGE, "csharp")
    calls = "\n".join(
        f"Console.WriteLine(Webhook.Verify(new[] {{{', '.join(map(json.dumps, secrets))}}}, {json.dumps(id)},"
        f" {json.dumps(timestamp)}, {json.dumps(signatures)}, Encoding.UTF8.GetBytes({json.dumps(body)}), {now}L));"
        for (secrets, id, timestamp, signatures, body, now), _ in CASES
    )
    source = tmp_path / "Main.cs"
    source.write_text(f"{program}\nclass Judge {{ static void Main() {{ {calls} }} }}", encoding="utf-8")
    subprocess.run(["mcs", "-warnaserror", f"-out:{tmp_path / 'main.exe'}", source], check=True, timeout=60)
    done = subprocess.run(["mono", tmp_path / "main.exe"], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == [str(good) for _, good in CASES]
