from ocr_service.reading.deciding.reliability import reliability


def test_each_tenth_tells_its_mean_and_the_share_that_was_right() -> None:
    table = reliability([(0.92, True), (0.98, True), (0.95, False), (1.0, True), (0.05, False)])
    low, high = table[0], table[-1]
    assert (low.count, low.mean, low.right) == (1, 0.05, 0.0)
    assert (high.low, high.high, high.count, high.right) == (0.9, 1.0, 4, 0.75)
    assert high.mean is not None
    assert round(high.mean, 4) == 0.9625


def test_a_tenth_without_readings_tells_nothing() -> None:
    table = reliability([])
    assert len(table) == 10
    assert all(one.count == 0 and one.mean is None and one.right is None for one in table)
