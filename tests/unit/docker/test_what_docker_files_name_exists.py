"""No Docker engine is needed to see that paths, commands and settings in these files are real ones."""

import re
from pathlib import Path

import yaml

from ocr_service.cli.main import _parser
from ocr_service.settings import Settings, variable

ROOT = Path(__file__).parents[3]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
OPTIONS = {name for option in Settings.model_fields for name in (variable(option), f"{variable(option)}_FILE")}


def test_every_path_that_is_copied_exists_and_is_not_ignored() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    for sources in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.M):
        for source in sources.split():
            assert (ROOT / source).exists(), source
            assert source in kept, source


def test_every_setting_is_an_option() -> None:
    named = set(re.findall(r"\b(OCR_[A-Z_]+|DATABASE_URL(?:_FILE)?|REDIS_URL)=", DOCKERFILE))
    named |= set(COMPOSE["x-service"]["environment"])
    assert named
    assert named <= OPTIONS


def test_every_command_is_one_of_the_service() -> None:
    commands = [service["command"] for service in COMPOSE["services"].values() if "build" in service]
    commands.append(["ocr-service", "serve", "--host", "0.0.0.0"])
    assert '"ocr-service", "serve", "--host", "0.0.0.0"' in DOCKERFILE
    for program, *arguments in commands:
        assert program == "ocr-service"
        _parser().parse_args(arguments)


def test_volumes_secrets_and_dependencies_are_declared() -> None:
    for service in COMPOSE["services"].values():
        assert set(service.get("depends_on", ())) <= set(COMPOSE["services"])
        assert set(service.get("secrets", ())) <= set(COMPOSE["secrets"])
        for volume in service.get("volumes", ()):
            assert volume.split(":")[0] in COMPOSE["volumes"]


def test_the_image_runs_without_rights() -> None:
    last_stage = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER ocr$", last_stage, re.M)
    assert "HEALTHCHECK" in last_stage
