import json

import pytest

from tests.integration.service.bad_files import bad_files
from tests.integration.service.conftest import SAMPLE, Outcome

TRUTH = json.loads(SAMPLE.with_suffix(".expected.json").read_text(encoding="utf-8"))


def test_a_scan_is_read_by_the_real_engine_without_any_network(outcome: Outcome) -> None:
    if not outcome.without_network:
        pytest.skip("no right to make a network namespace: the session ran with the machine's own network")
    scan = outcome.scans["good.png"]
    assert scan["template"] == TRUTH["template"]
    assert scan["engine"] == "onnxruntime/PP-OCRv6_small_rec"


def test_no_accepted_value_is_wrong(outcome: Outcome) -> None:
    fields = [field for field in outcome.scans["good.png"]["fields"] if "[" not in field["path"]]
    accepted = {field["path"]: field["value"] for field in fields if field["decision"] == "accept"}
    assert len(accepted) > 8
    assert accepted == {path: TRUTH["values"][path] for path in accepted}


@pytest.mark.parametrize("name", bad_files())
def test_a_bad_file_ends_with_a_reason_in_words_and_nothing_is_stuck(outcome: Outcome, name: str) -> None:
    if name in outcome.refused:
        problem = outcome.refused[name]
        assert problem["code"] in ("file_empty", "file_type_unknown")
        assert problem["detail"]
        return
    scan = outcome.scans[name]
    assert scan["state"] in ("failed", "rejected", "needs_template")
    assert scan["reasons"]
    assert all(reason["text"] and reason["text"] != reason["code"] for reason in scan["reasons"])


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("cut-off.jpg", "file_broken"),
        ("500-pages.pdf", "too_many_pages"),
        ("30000x30000.png", "picture_too_large"),
        ("bomb.tiff", "picture_too_large"),
        ("one-pixel.png", "picture_too_small"),
        ("white.png", "page_blank"),
        ("black.png", "page_black"),
    ],
)
def test_the_reason_is_the_right_one(outcome: Outcome, name: str, code: str) -> None:
    assert code in [reason["code"] for reason in outcome.scans[name]["reasons"]]


def test_ctrl_c_ends_it_in_order(outcome: Outcome) -> None:
    assert outcome.exit_status == 0
    assert "Traceback" not in outcome.log
