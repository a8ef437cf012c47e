"""A short version of `tests.chaos.storm`; ``make chaos`` runs the long one."""

from pathlib import Path

from tests.chaos.storm import Storm


def test_each_form_arrives_under_one_id_whatever_is_killed(tmp_path: Path) -> None:
    figures = Storm(tmp_path, forms=40, kills=3, seed=7, hurry=True).run()
    assert figures.is_whole, str(figures)
    assert sum(figures.kills.values()) == 3
    assert figures.requests > figures.received, "the receiver was not flaky"
