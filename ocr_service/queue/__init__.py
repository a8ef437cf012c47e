"""The job queue (RQ on Redis or Valkey): hints to workers. The database stays the truth."""


class QueueUnavailable(Exception):
    """The job queue cannot be reached."""
