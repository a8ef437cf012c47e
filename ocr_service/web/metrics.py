"""Figures about scans and deliveries, counted in the database whenever Prometheus asks."""

from collections.abc import Iterator, Mapping
from typing import Any

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from ocr_service.usecases.following.report_numbers import report_numbers
from ocr_service.usecases.ports import Services


class NumbersCollector(Collector):
    """The moment's figures (see `report_numbers`) as gauges."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def describe(self) -> list[Metric]:
        """Nothing, so that registering asks no database."""
        return []

    def collect(self) -> Iterator[Metric]:
        numbers = report_numbers(self._services)
        yield _by_label("ocr_scans", "Scans in each state", "state", numbers.scans)
        yield _by_label("ocr_scans_unread", "Scans that wait to be read, by lane", "lane", numbers.unread)
        yield _by_label("ocr_deliveries", "Deliveries in each state", "state", numbers.deliveries)
        yield _by_label("ocr_queue_hints", "Hints in the queue, by lane", "lane", numbers.hints or {})
        reachable = float(numbers.hints is not None)
        yield GaugeMetricFamily("ocr_queue_reachable", "1 where the queue can be reached", reachable)
        for name, text, age in (
            ("ocr_oldest_unread_seconds", "How long the oldest scan waits to be read", numbers.oldest_unread),
            ("ocr_oldest_review_seconds", "How long the oldest form waits for a person", numbers.oldest_review),
            ("ocr_oldest_delivery_seconds", "How long the oldest delivery waits", numbers.oldest_delivery),
        ):
            yield GaugeMetricFamily(name, text, age.total_seconds())


def _by_label(name: str, text: str, label: str, values: Mapping[Any, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text, labels=[label])
    for key, value in values.items():
        family.add_metric([str(key)], value)
    return family
