"""Work on one page, side by side on as many cores as this process may use.

OpenCV's own number of threads (`cv2.setNumThreads`) says how many these are; OpenCV leaves the interpreter free while
it works on pixels.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import cv2

Item = TypeVar("Item")
Result = TypeVar("Result")


def side_by_side(work: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """`work` of each item, in order."""
    cores = cv2.getNumThreads()
    if cores == 1:
        return list(map(work, items))
    with ThreadPoolExecutor(cores, thread_name_prefix="zone") as pool:
        return list(pool.map(work, items))


def beside(work: Callable[[], Result]) -> Callable[[], Result]:
    """Begins `work` on another core, where there is one; the call that is given back waits for its result."""
    if cv2.getNumThreads() == 1:
        return work
    pool = ThreadPoolExecutor(1, thread_name_prefix="beside")
    begun = pool.submit(work)
    pool.shutdown(wait=False)
    return begun.result
