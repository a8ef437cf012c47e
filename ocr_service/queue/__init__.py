"""The job queue (RQ on Redis or Valkey): hints to workers. The database stays the truth."""

from typing import Literal

# In which lane a scan waits. Workers empty the first before they look at the second.
Lane = Literal["urgent", "normal", "bulk"]


class QueueUnavailable(Exception):
    """The job queue cannot be reached."""
