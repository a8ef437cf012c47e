"""The `ocr-service` command: reads the arguments and calls the command's own file."""

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from ocr_service.cli.language import say
from ocr_service.cli.sandbox.failures import FAILURES
from ocr_service.settings import SettingsError


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; 0 where it did all that was asked, 1 where it did not, 2 where the call itself is wrong."""
    options = _parser().parse_args(arguments)
    try:
        return _find(options.run)(options)
    except SettingsError as error:
        print(say(f"error.{error.code}", **error.params), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        sentence = _tell_failure(error)
        if sentence is None:
            raise
        print(sentence, file=sys.stderr)
        return 1


def _tell_failure(error: Exception) -> str | None:
    # Imported only now: what it needs takes half a second.
    from ocr_service.cli.failures import tell_failure

    return tell_failure(error)


def _find(place: str) -> Callable[[argparse.Namespace], int]:
    """The function that runs a command. Only its own file is imported: some take seconds."""
    module, _, function = place.partition(":")
    found: Callable[[argparse.Namespace], int] = getattr(import_module(f"ocr_service.cli.{module}"), function)
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ocr-service", description=say("cli.about"))
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_reading(commands)
    _add_templates(commands)
    _add_masterdata(commands)
    _add_models(commands)
    _add_services(commands)
    _add_upkeep(commands)
    return parser


def _add(commands: "_Commands[argparse.ArgumentParser]", name: str, key: str) -> argparse.ArgumentParser:
    """A command with its sentence, which stands in the list of commands and on the command's own help."""
    return commands.add_parser(name, help=say(key), description=say(key))


_Commands = argparse._SubParsersAction  # argparse names the type of `add_subparsers` only in private


def _add_reading(commands: "_Commands[argparse.ArgumentParser]") -> None:
    command = _add(commands, "read", "cli.help.read")
    command.add_argument("files", nargs="+", type=Path, metavar="FILE", help=say("cli.help.files"))
    command.add_argument("--templates", type=Path, default=Path("templates_forms"), help=say("cli.help.templates"))
    command.add_argument("--template", metavar="NAME", help=say("cli.help.only_template"))
    command.add_argument("--json", action="store_true", help=say("cli.help.json"))
    command.add_argument("--explain", type=Path, metavar="FOLDER", help=say("cli.help.explain"))
    command.set_defaults(run="read:run")


def _add_templates(commands: "_Commands[argparse.ArgumentParser]") -> None:
    group = _add(commands, "template", "cli.help.template").add_subparsers(metavar="ACTION", required=True)
    check = _add(group, "check", "cli.help.template_check")
    check.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help=say("cli.help.folders"))
    check.set_defaults(run="template:run_check")
    test = _add(group, "test", "cli.help.template_test")
    test.add_argument("templates", type=Path, metavar="TEMPLATES", help=say("cli.help.templates"))
    test.add_argument("scans", type=Path, metavar="SCANS", help=say("cli.help.samples"))
    test.set_defaults(run="template:run_test")
    propose = _add(group, "propose", "cli.help.template_propose")
    propose.add_argument("scan", type=Path, metavar="SCAN", help=say("cli.help.propose_scan"))
    propose.add_argument("--out", type=Path, required=True, metavar="FOLDER", help=say("cli.help.propose_out"))
    propose.add_argument("--page", type=int, default=1, metavar="N", help=say("cli.help.propose_page"))
    propose.set_defaults(run="propose:run")
    schema = _add(group, "schema", "cli.help.template_schema")
    schema.set_defaults(run="template:run_schema")
    publish = _add(group, "publish", "cli.help.template_publish")
    publish.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help=say("cli.help.folders"))
    publish.set_defaults(run="template:run_publish")


def _add_masterdata(commands: "_Commands[argparse.ArgumentParser]") -> None:
    group = _add(commands, "masterdata", "cli.help.masterdata").add_subparsers(metavar="ACTION", required=True)
    load = _add(group, "load", "cli.help.masterdata_load")
    load.add_argument("name", metavar="NAME", help=say("cli.help.masterdata_name"))
    load.add_argument("file", type=Path, metavar="FILE", help=say("cli.help.masterdata_file"))
    load.add_argument("--key", metavar="COLUMN", help=say("cli.help.masterdata_key"))
    load.add_argument("--display", metavar="COLUMN", action="append", help=say("cli.help.masterdata_display"))
    load.add_argument(
        "--encoding", choices=("auto", "utf-8", "gb18030"), default="auto", help=say("cli.help.masterdata_encoding")
    )
    load.add_argument("--allow-fewer", action="store_true", help=say("cli.help.masterdata_allow_fewer"))
    load.set_defaults(run="masterdata:run_load")
    use = _add(group, "use", "cli.help.masterdata_use")
    use.add_argument("name", metavar="NAME", help=say("cli.help.masterdata_name"))
    use.add_argument("number", metavar="NUMBER", type=int, help=say("cli.help.masterdata_number"))
    use.set_defaults(run="masterdata:run_use")
    _add(group, "list", "cli.help.masterdata_list").set_defaults(run="masterdata:run_list")


def _add_models(commands: "_Commands[argparse.ArgumentParser]") -> None:
    group = _add(commands, "models", "cli.help.models").add_subparsers(metavar="ACTION", required=True)
    fetch = _add(group, "fetch", "cli.help.models_fetch")
    fetch.add_argument("--from", dest="source", metavar="FOLDER|hub|index", help=say("cli.help.models_from"))
    fetch.set_defaults(run="models:run_fetch")
    _add(group, "check", "cli.help.models_check").set_defaults(run="models:run_check")


def _add_services(commands: "_Commands[argparse.ArgumentParser]") -> None:
    serve = _add(commands, "serve", "cli.help.serve")
    serve.add_argument("--host", help=say("cli.help.host"))
    serve.add_argument("--port", type=int, help=say("cli.help.port"))
    serve.set_defaults(run="services:run_serve")
    worker = _add(commands, "worker", "cli.help.worker")
    worker.add_argument("--count", type=int, metavar="N", help=say("cli.help.count"))
    worker.set_defaults(run="services:run_worker")
    _add(commands, "timers", "cli.help.timers").set_defaults(run="services:run_timers")
    stack = _add(commands, "run", "cli.help.run")
    stack.add_argument("--templates", type=Path, help=say("cli.help.templates"))
    stack.set_defaults(run="services:run_stack")
    show = _add(commands, "demo", "cli.help.demo")
    show.add_argument("--samples", type=Path, default=Path("samples"), help=say("cli.help.samples"))
    show.add_argument("--templates", type=Path, default=Path("templates_forms"), help=say("cli.help.templates"))
    show.set_defaults(run="demo:run")
    _add_sandbox(commands)


def _add_sandbox(commands: "_Commands[argparse.ArgumentParser]") -> None:
    sandbox = _add(commands, "sandbox", "cli.help.sandbox")
    sandbox.add_argument("--port", type=int, default=9000, metavar="N", help=say("cli.help.sandbox_port"))
    sandbox.add_argument("--secret", metavar="whsec_...", help=say("cli.help.sandbox_secret"))
    sandbox.add_argument("--fail", choices=sorted(FAILURES), help=say("cli.help.sandbox_fail"))
    sandbox.add_argument("--times", type=int, metavar="N", help=say("cli.help.sandbox_times"))
    sandbox.set_defaults(run="sandbox.run:run")


def _add_upkeep(commands: "_Commands[argparse.ArgumentParser]") -> None:
    _add(commands, "doctor", "cli.help.doctor").set_defaults(run="doctor:run")
    save = _add(commands, "backup", "cli.help.backup")
    save.add_argument("target", type=Path, metavar="FILE.tar", help=say("cli.help.target"))
    save.set_defaults(run="backup:run")
    user = _add(commands, "user", "cli.help.user")
    user.add_argument("name", metavar="NAME", help=say("cli.help.name"))
    user.add_argument(
        "--role",
        choices=("clerk", "operator", "author", "supervisor", "integrator", "administrator"),
        default="operator",
        help=say("cli.help.role"),
    )
    user.set_defaults(run="users:run")
