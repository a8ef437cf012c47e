"""How long finished scans are kept: chosen by an administrator, unless a setting says it; what it means is shown."""

import pytest
from starlette.testclient import TestClient

from ocr_service.access.roles import Role
from ocr_service.usecases.following.retention import keep_to_retention
from tests.integration.api.api_stage import Stage
from tests.integration.api.slips import publish_slip, slip_to_review

RETENTION = "/api/v1/retention"


@pytest.fixture
def administrator(stage: Stage) -> TestClient:
    return stage.person(Role.ADMINISTRATOR)


def test_at_first_everything_is_kept(administrator: TestClient) -> None:
    shown = administrator.get(RETENTION).json()
    assert (shown["keep_days"], shown["fixed"], shown["ran_at"], shown["next_run_at"]) == (0, False, None, None)
    assert shown["forgettable"] == {"scans": 0, "oldest": None}


def test_what_is_chosen_counts_from_the_next_run_on(stage: Stage, administrator: TestClient) -> None:
    publish_slip(stage)
    scan_id = slip_to_review(stage)
    administrator.post(f"/api/v1/scans/{scan_id}/cancel")
    stage.clock.advance(days=40)
    administrator = stage.sign_in("administrator")

    tried = administrator.get(RETENTION, params={"days": 30}).json()
    chosen = administrator.put(RETENTION, json={"keep_days": 30}).json()
    assert stage.person(Role.CLERK).get(f"/api/v1/scans/{scan_id}").status_code == 200
    forgotten = keep_to_retention(stage.services, fixed_days=None)
    after = administrator.get(RETENTION).json()

    assert (tried["keep_days"], tried["forgettable"]["scans"]) == (0, 1)
    assert (chosen["keep_days"], chosen["changed_by_name"], chosen["forgettable"]["scans"]) == (30, "administrator", 1)
    assert forgotten is not None
    assert (forgotten.scans, after["scans"], after["forgettable"]["scans"]) == (1, 1, 0)
    assert after["next_run_at"] > after["ran_at"]


def test_nothing_is_forgotten_before_the_time_that_the_page_says(stage: Stage, administrator: TestClient) -> None:
    publish_slip(stage)
    administrator.post(f"/api/v1/scans/{slip_to_review(stage)}/cancel")
    stage.clock.advance(days=40)
    keep_to_retention(stage.services, fixed_days=None)
    stage.clock.advance(hours=23)
    told = stage.sign_in("administrator").put(RETENTION, json={"keep_days": 30}).json()

    # As after a restart, when the timers begin anew.
    early = keep_to_retention(stage.services, fixed_days=None)
    stage.clock.advance(hours=1)
    in_time = keep_to_retention(stage.services, fixed_days=None)

    assert (early, told["forgettable"]["scans"]) == (None, 1)
    assert in_time is not None
    assert in_time.scans == 1
    assert stage.sign_in("administrator").get(RETENTION).json()["ran_at"] == told["next_run_at"]


@pytest.mark.parametrize("days", [-1, 36_501, "many"])
def test_what_is_no_number_of_days_is_refused(administrator: TestClient, days: object) -> None:
    assert administrator.put(RETENTION, json={"keep_days": days}).json()["code"] == "request_invalid"


def test_a_setting_leaves_no_choice(stage: Stage, administrator: TestClient) -> None:
    object.__setattr__(stage.settings, "keep_days", 90)
    refused = administrator.put(RETENTION, json={"keep_days": 1})
    shown = administrator.get(RETENTION).json()

    assert (refused.status_code, refused.json()["code"]) == (409, "retention_fixed")
    assert (shown["keep_days"], shown["fixed"]) == (90, True)


def test_a_run_keeps_to_the_setting(stage: Stage, administrator: TestClient) -> None:
    publish_slip(stage)
    scan_id = slip_to_review(stage)
    administrator.post(f"/api/v1/scans/{scan_id}/cancel")
    stage.clock.advance(days=40)

    longer = keep_to_retention(stage.services, fixed_days=60)
    stage.clock.advance(days=1)
    shorter = keep_to_retention(stage.services, fixed_days=30)
    assert [run and run.scans for run in (longer, shorter)] == [0, 1]
