import json

from tests.bench.fit import MODEL
from tests.bench.fit_page import PAGE, origin, weights_table


def test_the_page_has_the_weights_that_the_program_uses() -> None:
    model = json.loads(MODEL.read_text(encoding="utf-8"))
    page = PAGE.read_text(encoding="utf-8")
    assert weights_table(model["kinds"]) in page
    assert origin(model["provenance"]) in page
