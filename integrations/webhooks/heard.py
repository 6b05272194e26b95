"""What came of one attempt to tell a receiver of an event."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum, unique

_SUCCESS, _REDIRECTION, _ERROR = 200, 300, 400
_GONE = 410
_THROTTLED = frozenset({429, 503})
_LONGEST_NUMBER = 9


@unique
class Outcome(StrEnum):
    """How an attempt ended. Only `DELIVERED` is a success."""

    DELIVERED = "delivered"
    """The receiver answered with a status of success."""
    REFUSED = "refused"
    """The receiver answered with an error."""
    REDIRECTED = "redirected"
    """The receiver pointed elsewhere, which is never followed."""
    GONE = "gone"
    """The receiver wants to be told of nothing any more (410)."""
    OVERDUE = "overdue"
    """No connection, or no answer, in the time a receiver has."""
    UNREACHABLE = "unreachable"
    """No connection, a broken one, or a certificate that does not hold."""
    UNSIGNED = "unsigned"
    """Nothing was sent: the key the secret was derived from is not there any more."""
    FORBIDDEN = "forbidden-address"
    """The name leads to an address that is not called: private, loopback or otherwise special."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What came of an attempt: of the answer its status, and digest and length of what was read.

    ``asked`` is how long the receiver wants to be left alone.
    """

    outcome: Outcome
    milliseconds: int
    status: int | None = None
    digest: str | None = None
    size: int | None = None
    asked: timedelta | None = None


def outcome_of(status: int) -> Outcome:
    """Return what a status means for the delivery of an event."""
    if status == _GONE:
        return Outcome.GONE
    if _SUCCESS <= status < _REDIRECTION:
        return Outcome.DELIVERED
    return Outcome.REDIRECTED if _REDIRECTION <= status < _ERROR else Outcome.REFUSED


def asked_pause(status: int, header: str | None, now: datetime) -> timedelta | None:
    """Return how long a receiver asks to be left alone; None where it does not ask.

    Args:
        status: only 429 and 503 ask (RFC 9110 §15.6.4, RFC 6585 §4).
        header: ``Retry-After``, in seconds or as a date (RFC 9110 §10.2.3); one that is neither
            asks for nothing.
        now: the instant of the answer.
    """
    text = (header or "").strip()
    if status not in _THROTTLED or not text.isascii() or not text:
        return None
    if text.isdigit():
        return timedelta(seconds=int(text[:_LONGEST_NUMBER]))
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = until if until.tzinfo is not None else until.replace(tzinfo=UTC)
    return max(aware - now, timedelta(0))
