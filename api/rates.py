"""How many requests a key may make: a token bucket in the database, leased in blocks.

Every web process counts against the same bucket of a key, so the limit holds over all of them. A
process takes tokens out a block at a time and spends them without a trip to the database: what is
leased was taken, so that together they never spend more than the bucket gave. Keys are counted once
they have proven to be the caller's: nobody uses up another's. (RELIABILITY §4.7;
draft-ietf-httpapi-ratelimit-headers for the headers.)
"""

import logging
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

import psycopg

from api.clock import now as wall_clock
from api.problem import Problem, Refused
from storage.driver import Statement
from storage.looking import Looks

RATE_HEADERS = ("RateLimit-Policy", "RateLimit")
"""The headers that tell where a key stands."""

WINDOW = timedelta(minutes=1)
"""In which a bucket that is empty fills up again."""

_BLOCKS = 100
"""A process leases this part of a bucket at a time, so little of it lies unspent elsewhere."""

_KEPT = 10_000
"""How many keys a process holds leases for; some hundred bytes each."""

_LEASE = Statement.of(
    """
insert into procheck.rate_bucket as b (key, tokens, granted, refilled_at)
values (%(key)s, %(quota)s::float8 - %(block)s::float8, %(block)s::float8, %(now)s::timestamptz)
on conflict (key) do update set (tokens, granted, refilled_at) = (
  select s.held - least(%(block)s::float8, floor(s.held)), least(%(block)s::float8, floor(s.held)),
    greatest(b.refilled_at, excluded.refilled_at)
  from (select least(%(quota)s::float8, b.tokens + greatest(0, extract(epoch from
    excluded.refilled_at - b.refilled_at)::float8) * %(rate)s::float8) as held) s)
returning granted, tokens
"""
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a key stands after a request: what it may still ask, and when all of it is back.

    ``remaining`` is what this process knows: its own lease, and the bucket as it saw it last.
    """

    quota: int
    remaining: int
    taken: bool

    @property
    def reset(self) -> int:
        """Return in how many seconds the whole quota is there again, if nothing is asked."""
        return math.ceil((self.quota - self.remaining) * WINDOW.total_seconds() / self.quota)

    def headers(self) -> tuple[tuple[str, str], ...]:
        """Return the headers that tell it, as `RATE_HEADERS` names them."""
        window = int(WINDOW.total_seconds())
        policy, limit = RATE_HEADERS
        return (
            (policy, f'"key";q={self.quota};w={window}'),
            (limit, f'"key";r={self.remaining};t={self.reset}'),
        )


@dataclass(slots=True)
class _Lease:
    tokens: int = 0
    left: int = 0
    """What the bucket had when the lease was taken."""
    closed_until: datetime | None = None
    """Before then the bucket has no token, and nobody need ask it."""


class Rates:
    """The leases of one process; for use by many threads."""

    def __init__(
        self, looks: Looks, quota: int, clock: Callable[[], datetime] = wall_clock
    ) -> None:
        """Prepare; nothing is leased before the first request.

        Args:
            looks: through the office's eyes.
            quota: requests a key may make in a minute, over all processes; 0: as many as it likes.
            clock: the time by which buckets fill, which is nobody's to set.
        """
        self._looks, self._clock = looks, clock
        self._quota, self._block = quota, max(1, quota // _BLOCKS)
        self._rate = quota / WINDOW.total_seconds()
        self._leases: dict[str, _Lease] = {}
        self._lock = Lock()

    def take(self, key: str) -> Standing | None:
        """Spend a token of a key; return where it stands, ``None`` where nothing is limited.

        A database that cannot be asked limits nobody: what is asked of it will say so itself.
        """
        if not self._quota:
            return None
        with self._lock:
            lease = self._leases.get(key)
            if lease is not None and lease.tokens:
                lease.tokens -= 1
                return self._standing(lease, taken=True)
            if lease is not None and lease.closed_until is not None:
                if self._clock() < lease.closed_until:
                    return self._standing(lease, taken=False)
                lease.closed_until = None
        return self._renewed(key)

    def _renewed(self, key: str) -> Standing | None:
        at = self._clock()
        asked: Mapping[str, object] = {
            "key": key,
            "quota": self._quota,
            "block": self._block,
            "rate": self._rate,
            "now": at,
        }
        try:
            row = self._looks.row(_LEASE, asked)
        except psycopg.Error:
            _log.warning("requests of a key were not counted", exc_info=True)
            return None
        assert row is not None  # noqa: S101 - it always returns one
        granted, held = int(row[0]), float(row[1])
        with self._lock:
            if len(self._leases) >= _KEPT:
                self._leases.clear()
            lease = self._leases.setdefault(key, _Lease())
            lease.left = math.floor(held)
            if not granted and not lease.tokens:
                # Until the next token is there.
                lease.closed_until = at + timedelta(seconds=(1 - held) / self._rate)
                return self._standing(lease, taken=False)
            lease.tokens += granted - 1
            return self._standing(lease, taken=True)

    def _standing(self, lease: _Lease, *, taken: bool) -> Standing:
        remaining = min(self._quota, lease.tokens + lease.left) if taken else 0
        return Standing(self._quota, remaining, taken)

    @property
    def wait(self) -> int:
        """After how many seconds a key that was refused may ask again, at the least."""
        return max(1, math.ceil(1 / self._rate)) if self._rate else 1


def require_room(standing: Standing | None, wait: int) -> None:
    """Let a request pass that has its token.

    Args:
        standing: as `Rates.take` told it.
        wait: after how many seconds to try again.

    Raises:
        Refused: as ``too-many-requests``.
    """
    if standing is not None and not standing.taken:
        headers = {"Retry-After": str(wait), **dict(standing.headers())}
        members = {"limit": standing.quota, "seconds": int(WINDOW.total_seconds())}
        raise Refused(Problem(kind="too-many-requests", headers=headers, members=members))
