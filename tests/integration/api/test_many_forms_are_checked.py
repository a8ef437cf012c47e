"""Check through the API: grids of alike readings, double keying, the random audit and what it measured."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from ocr_service.access.roles import Role
from ocr_service.usecases.templates.publish_template import publish_template
from tests.integration.api import slips
from tests.integration.api.api_stage import Stage, picture
from tests.integration.api.slips import slip_to_review


@pytest.fixture
def operator(stage: Stage) -> TestClient:
    return stage.person(Role.OPERATOR)


def publish_version(stage: Stage, *changes: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The slip with some of its text replaced is the one that all scans of the test are."""
    yaml = slips.SLIP
    for old, new in changes:
        yaml = yaml.replace(old, new, 1)
    monkeypatch.setattr(slips, "SLIP", yaml)
    publish_template(stage.services, actor="system", yaml=yaml, files={"page-1.png": picture()})


def set_weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reading that no rule speaks against."""
    plain = slips.reading

    def reading() -> Any:
        result = plain()
        fields = tuple(
            field.model_copy(update={"value": "30.00", "text": "30.00"}) if field.path == "total" else field
            for field in result.fields
        )
        return result.model_copy(update={"fields": fields})

    monkeypatch.setattr(slips, "reading", reading)


def test_a_grid_is_claimed_and_confirmed(stage: Stage, operator: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    set_weighed(monkeypatch)
    scans = [slip_to_review(stage, shade) for shade in (250, 251, 252)]
    groups = operator.get("/api/v1/check/groups", headers={"Accept-Language": "en"}).json()
    [group] = groups["by_field"]
    assert (group["form"], group["label"], group["cells"], group["forms"]) == ("Slip", "Total", 3, 3)

    wanted = {"template": group["template"], "field": group["field"]}
    cells = operator.post("/api/v1/check/groups/claim", json=wanted).json()["cells"]
    assert [(cell["scan"], cell["path"], cell["text"]) for cell in cells] == [
        (scan, "total", "30.00") for scan in scans
    ]
    assert operator.get(f"/api/v1/scans/{scans[0]}/fields/total/crop").status_code == 200
    other = stage.person(Role.OPERATOR, "wang")
    assert other.post("/api/v1/check/groups/claim", json=wanted).json()["cells"] == []
    kept = operator.post("/api/v1/check/groups/renew", json={"scans": scans}).json()
    assert kept["scans"] == scans
    assert operator.post("/api/v1/check/groups/release", json={"scans": scans[2:]}).status_code == 204

    seen = [{"scan": cell["scan"], "path": "total", "text": "30.00"} for cell in cells]
    seen[1]["wrong"] = True
    done = operator.post("/api/v1/check/groups/verify", json={"cells": seen}).json()
    assert [cell["outcome"] for cell in done["cells"]] == ["confirmed", "left", "lost"]
    assert done["accepted"] == scans[:1]
    shown = operator.get(f"/api/v1/scans/{scans[1]}").json()["fields"][0]["reasons"]
    assert shown[-1]["code"] == "marked_wrong"

    undone = operator.post("/api/v1/check/groups/undo", json={"grid": done["grid"]}).json()
    assert undone == {"forms": [{"scan": scan, "outcome": "undone"} for scan in scans[:2]]}
    again = operator.post("/api/v1/check/groups/undo", json={"grid": done["grid"]})
    assert (again.status_code, again.json()["code"]) == (409, "no_grid_to_undo")


def test_a_field_is_typed_by_two_people(stage: Stage, operator: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_version(stage, ("{name: total,", "{name: total, double_keyed: true,"), monkeypatch=monkeypatch)
    scan = slip_to_review(stage)
    typed = f"/api/v1/scans/{scan}/fields/total/keyed"
    assert operator.get("/api/v1/check/waiting").json() == {"keying": 1, "audits": 0}
    [field] = operator.post("/api/v1/check/keying/claim").json()["fields"]
    assert (field["label"], field["between"], "text" in field) == ("合计", [], False)
    assert operator.post(typed, json={"value": "many"}).json()["code"] == "field_value_invalid"
    assert operator.post(typed, json={"value": "30"}).json() == {"outcome": "waiting"}
    # Said once more it counts once; another value is one too many.
    assert operator.post(typed, json={"value": "30"}).json() == {"outcome": "waiting"}
    assert operator.post(typed, json={"value": "31"}).json()["code"] == "lease_lost"

    operator.post("/api/v1/review/claim", json={"scan": scan})
    alone = operator.patch(f"/api/v1/scans/{scan}/fields", json={"fields": {"total": "30.00"}})
    assert (alone.status_code, alone.json()["code"]) == (409, "field_keyed_twice")
    operator.post(f"/api/v1/scans/{scan}/review/release")

    other = stage.person(Role.OPERATOR, "wang")
    other.post("/api/v1/check/keying/claim")
    assert other.post("/api/v1/check/keying/release").status_code == 204
    other.post("/api/v1/check/keying/claim")
    assert other.post(typed, json={"value": "30.00"}).json() == {"outcome": "settled"}
    shown = operator.get(f"/api/v1/scans/{scan}").json()
    assert (shown["state"], shown["fields"][0]["keying"]) == ("accepted", "done")
    assert other.post(typed, json={"value": "30"}).json() == {"outcome": "settled"}
    assert other.post(typed, json={"value": "31"}).json()["code"] == "scan_state_conflict"


def test_an_audit_measures_errors(stage: Stage, operator: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_version(stage, ("version: 1", "version: 1\naudit_share: 1.0"), monkeypatch=monkeypatch)
    set_weighed(monkeypatch)
    scan = slip_to_review(stage)
    assert operator.post("/api/v1/check/audits/claim").json() == {"audit": None}
    operator.post("/api/v1/review/claim")
    operator.post(f"/api/v1/scans/{scan}/review/accept", json={"confirmed": ["total"]})
    assert operator.post("/api/v1/check/audits/claim").json() == {"audit": None}

    auditor = stage.person(Role.SUPERVISOR)
    audit = auditor.post("/api/v1/check/audits/claim").json()["audit"]
    assert [field["path"] for field in audit["fields"]] == ["total", "paid", "way", "items[0].price"]
    path = f"/api/v1/check/audits/{audit['id']}"
    paper = {"total": "30.00", "paid": True, "way": "rail", "items[0].price": "30"}
    assert auditor.post(f"{path}/typed", json={"values": {}}).json()["code"] == "fields_unchecked"
    [difference] = auditor.post(f"{path}/typed", json={"values": paper}).json()["differences"]
    assert {one["value"] for one in difference["between"]} == {"road", "rail"}
    done = auditor.post(f"{path}/settle", json={"values": {"way": "rail"}}).json()
    assert (done["errors"][0]["label"], done["corrected"], done["checked"]) == ("方式", True, 4)
    assert auditor.post(f"{path}/settle", json={"values": {}}).json()["code"] == "audit_gone"
    assert auditor.post(f"{path}/release").status_code == 204

    [form] = auditor.get("/api/v1/audits/errors?since=2026-01-01T00:00:00Z").json()["items"]
    assert (form["checked"], form["promised"], form["share"]) == (1, 0.001, 1.0)
    assert (form["machine"]["wrong"], form["machine"]["checked"], form["person"]["checked"]) == (1, 3, 1)
    assert {field["label"] for field in form["fields"]} == {"合计", "Paid", "方式", "单价"}
    assert auditor.get("/api/v1/audits/errors?until=2026-01-01T00:00:00Z").json() == {"items": []}
