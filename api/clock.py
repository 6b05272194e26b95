"""The one place that reads the clock; everywhere else an instant is handed down as ``now``."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present instant, aware and in UTC."""
    return datetime.now(UTC)
