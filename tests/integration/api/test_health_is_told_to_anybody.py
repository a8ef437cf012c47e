"""Health answers without a key, and readiness says what is missing."""

from collections.abc import Callable
from pathlib import Path

from ocr_service.access.roles import Permission
from tests.integration.api.api_stage import Stage


def test_the_process_says_that_it_is_alive(stage: Stage) -> None:
    answer = stage.stranger().get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_readiness_names_everything_that_is_missing(make_stage: Callable[..., Stage], tmp_path: Path) -> None:
    stage = make_stage(models_folder=tmp_path / "nowhere")
    stage.queue.available = False

    answer = stage.stranger().get("/readyz", headers={"Accept-Language": "en"})

    assert answer.status_code == 503
    assert [one["code"] for one in answer.json()["missing"]] == ["queue_unavailable", "models_missing", "no_templates"]
    assert all(one["detail"] and one["code"] not in one["detail"] for one in answer.json()["missing"])


def test_readiness_says_that_the_database_is_gone(stage: Stage) -> None:
    (stage.folder / "records.sqlite").write_bytes(b"no database any more")

    missing = stage.stranger().get("/readyz").json()["missing"]

    assert "database_unavailable" in [one["code"] for one in missing]


def test_metrics_count_requests_by_route_and_not_by_path(stage: Stage) -> None:
    machine = stage.machine(Permission.METRICS_READ, Permission.SCANS_READ)
    machine.get("/api/v1/scans/scan_00000000000000000000000000")
    stage.stranger().get("/assets/0/no/such/file.css")

    metrics = machine.get("/metrics").text

    assert 'ocr_web_requests_total{method="GET",route="/api/v1/scans/{scan_id}",status="404"} 1.0' in metrics
    assert 'ocr_web_requests_total{method="GET",route="/assets/{digest}/{name}",status="404"} 1.0' in metrics
