"""Did a request come from our own pages? The second wall against cross-site requests, beside the token."""

from collections.abc import Mapping
from urllib.parse import urlsplit


def comes_from_own_pages(headers: Mapping[str, str], own_hosts: frozenset[str]) -> bool:
    """Judges by ``Sec-Fetch-Site``, or else by ``Origin``. `own_hosts` holds ``host[:port]`` in lower case.

    A request with neither header comes from no browser that could be tricked; the token still has to be right.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc.lower() in own_hosts
    except ValueError:
        return False
