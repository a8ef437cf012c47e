"""Work on many zones of a page, side by side on as many cores as this process may use."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import cv2

Item = TypeVar("Item")
Result = TypeVar("Result")


def side_by_side(work: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """`work` of each item, in order. OpenCV's own number of threads (`cv2.setNumThreads`) says how many cores to use;
    it leaves the interpreter free while it works on a zone's pixels.
    """
    cores = cv2.getNumThreads()
    if cores == 1:
        return list(map(work, items))
    with ThreadPoolExecutor(cores, thread_name_prefix="zone") as pool:
        return list(pool.map(work, items))
