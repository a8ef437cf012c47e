"""Administration: no sentence is missing or unused; every setting of a connector and every act has its words."""

import ast
import json
import re
from pathlib import Path

import pytest

import ocr_service.web
from ocr_service.access.roles import KEY_SCOPES, Role
from ocr_service.usecases.endpoints.endpoint_kinds import list_kinds
from ocr_service.web.i18n import all_texts

WEB = Path(ocr_service.web.__file__).parent
ROOT = WEB.parents[1]
SOURCES = sorted(path for path in (WEB / "admin").iterdir() if path.suffix in (".js", ".html"))
NAMED = re.compile(r"""(?<![\w.])["'](admin\.[a-z_.-]+[a-z])["']""")
BEGUN = re.compile(r"""["'`]((?:admin)\.[a-z_.]*\.)(?:\$?\{|["'] ~)""")
CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_every_named_sentence_exists(source: Path) -> None:
    named = set(NAMED.findall(source.read_text(encoding="utf-8")))
    assert {key for key in named if not all_texts().has(key)} == set()


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_texts_and_styles_stand_where_they_belong(source: Path) -> None:
    code = source.read_text(encoding="utf-8")
    assert set(CHINESE.findall(code)) - set("中文") == set()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script", code)


def test_every_sentence_is_said_somewhere() -> None:
    # The heads of the trail's CSV file are written by the API.
    said = (*SOURCES, WEB / "api" / "audit.py")
    everything = "\n".join(source.read_text(encoding="utf-8") for source in said)
    named, begun = set(NAMED.findall(everything)), tuple(BEGUN.findall(everything))
    texts = json.loads((WEB / "locales" / "en" / "admin.json").read_text(encoding="utf-8"))
    unsaid = {key for key in texts if key.startswith("admin.") and key not in named and not key.startswith(begun)}
    assert unsaid == set()


@pytest.mark.parametrize("view", list_kinds(), ids=lambda view: view.kind)
def test_every_setting_of_a_connector_has_a_name_for_people(view) -> None:  # type: ignore[no-untyped-def]
    texts = all_texts()
    names = view.settings_schema.get("properties", {})
    assert [
        name for name in names if not (texts.has(f"setting.{view.kind}.{name}") or texts.has(f"setting.{name}"))
    ] == []
    assert texts.has(f"admin.kind.{view.kind}")


def test_every_scope_and_role_has_a_name() -> None:
    texts = all_texts()
    assert [scope for scope in KEY_SCOPES if not texts.has(f"admin.scope.{scope.replace(':', '_')}")] == []
    assert [role for role in Role if not texts.has(f"admin.people.role_hint.{role}")] == []


def _actions() -> set[str]:
    """What stands as ``action="..."`` in the calls of the service, which all end in the audit trail."""
    found = set()
    for folder in ("ocr_service/usecases", "workers"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                for keyword in node.keywords if isinstance(node, ast.Call) else ():
                    value = keyword.value
                    if keyword.arg == "action" and isinstance(value, ast.Constant) and "." in str(value.value):
                        found.add(str(value.value))
    return found


def test_every_act_in_the_audit_trail_has_its_words() -> None:
    actions = _actions()
    assert {"scan.received", "site.created", "key.revoked"} <= actions
    assert {action for action in actions if not all_texts().has(f"audit.{action}")} == set()
