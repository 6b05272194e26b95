"""What the clients of a torture run saw: acts, the answers they got, and what went unanswered."""

from collections import Counter
from dataclasses import dataclass, field
from threading import Lock

Answer = tuple[int, bytes]
"""A status and the very bytes of a body."""


@dataclass(slots=True)
class Act:
    """One thing asked for under one key, however often it was sent.

    Attributes:
        key: its Idempotency-Key.
        path: where it is posted.
        authorization: the access key it is asked with.
        body: the bytes that are posted.
        agency: whose affair it is.
        reference: of the order it places; None if it places none.
        cancels: the order it cancels; None if it cancels none.
        answers: the different answers it got; more than one is a fault of the service.
    """

    key: str
    path: str
    authorization: str
    body: bytes
    agency: str
    reference: str | None = None
    cancels: str | None = None
    answers: set[Answer] = field(default_factory=set)


@dataclass(slots=True)
class Observed:
    """The record of a run, written by many threads."""

    acts: list[Act] = field(default_factory=list)
    attempts: int = 0
    unknown: int = 0
    replays: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def begin(self, act: Act) -> None:
        """Note an act before it is sent for the first time."""
        with self._lock:
            self.acts.append(act)

    def nothing(self) -> None:
        """Note an attempt after which nobody knows whether it was done."""
        with self._lock:
            self.attempts += 1
            self.unknown += 1

    def status(self, status: int) -> None:
        """Note an answered attempt."""
        with self._lock:
            self.attempts += 1
            self.statuses[status] += 1

    def answer(self, act: Act, status: int, body: bytes) -> None:
        """Note an answer that settles an act."""
        with self._lock:
            self.replays += bool(act.answers)
            act.answers.add((status, body))
