"""What reviews say about a form's fields, through the API."""

import pytest

from ocr_service.access.roles import Role
from ocr_service.records.calibration import FieldOutcome
from ocr_service.usecases.reviewing.learn_from_reviews import learn_from_reviews
from tests.integration.api.api_stage import Stage
from tests.integration.api.slips import publish_slip

CALIBRATION = "/api/v1/templates/slip/calibration"


def test_a_form_without_reviews_has_no_fields_to_show(stage: Stage) -> None:
    publish_slip(stage)
    shown = stage.person(Role.INTEGRATOR).get(CALIBRATION).json()
    assert (shown["template"], shown["least_outcomes"], shown["fields"]) == ("slip", 50, [])
    assert [tenth["count"] for tenth in shown["reliability"]] == [0] * 10


def test_what_was_learnt_is_shown(stage: Stage) -> None:
    publish_slip(stage)
    now = stage.services.now()
    with stage.services.database.begin() as session:
        session.add_all(
            FieldOutcome(
                scan_id=str(index), path="total", template="slip", field="total", log_odds=0.0, right=index < 10, at=now
            )
            for index in range(60)
        )
    learn_from_reviews(stage.services)
    [field] = stage.person(Role.ADMINISTRATOR).get(CALIBRATION).json()["fields"]
    assert (field["field"], field["outcomes"], field["right"], field["expected"]) == ("total", 60, 10, 30.0)
    assert field["shift"] < -1.0
    assert field["learnt_at"] is not None


@pytest.mark.parametrize("role", [Role.CLERK, Role.OPERATOR])
def test_it_is_not_for_everybody(stage: Stage, role: Role) -> None:
    assert stage.person(role).get(CALIBRATION).status_code == 403


def test_an_unknown_form_is_told(stage: Stage) -> None:
    assert stage.person(Role.INTEGRATOR).get(CALIBRATION).json()["code"] == "template_not_found"
