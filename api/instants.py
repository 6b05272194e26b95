"""How an instant is written."""

from datetime import UTC, datetime


def instant(moment: datetime) -> str:
    """Return an instant in UTC to the second, RFC 3339."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
