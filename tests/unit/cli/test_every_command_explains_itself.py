"""`--help` of each command says in the terminal's language what it does and what each argument is."""

import argparse
from collections.abc import Iterator

import pytest

from ocr_service.cli.main import _parser


def every_command(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield command
                yield from every_command(command)


@pytest.fixture(params=["C", "zh_CN.UTF-8"])
def commands(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> list[argparse.ArgumentParser]:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", request.param)
    return list(every_command(_parser()))


def test_it_says_what_it_does(commands: list[argparse.ArgumentParser]) -> None:
    assert len(commands) > 12
    assert [command.prog for command in commands if not command.description] == []


def test_it_explains_every_argument(commands: list[argparse.ArgumentParser]) -> None:
    silent = [
        f"{command.prog} {action.dest}"
        for command in commands
        for action in command._actions
        if not action.help and not isinstance(action, argparse._SubParsersAction)
    ]
    assert silent == []
