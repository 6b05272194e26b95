"""What a replay asks, and one stretch of its way: from the database into the pure replay.

Nothing is written here: who carries a replay on keeps where it stands, in a file or in a row.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from approvals.history_store import Place, Stretch, acts_after
from approvals.rehearsal import Rehearsal
from approvals.rehearsal_tally import ChangedOrder
from approvals.replay_errors import WrongDays
from catalog.errors import NothingPublishedError
from catalog.past_law import law_documents
from catalog.store import book
from ledger.canonical import canonical, digest
from validators.edition import Edition
from validators.standards_draft import read_draft
from validators.standards_file import document_digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked: which draft, from which day it shall count, over which days of law.

    Attributes:
        name: the name of the draft's file, for faults.
        draft: its bytes; ``None``: the law of then alone, under which nothing may change.
        as_if_from: the first day the draft is in force, whatever it says itself.
        since: the first day whose acts happen again; before it, all stays as it was.
        until: the last day.
    """

    name: str = ""
    draft: bytes | None = None
    as_if_from: date | None = None
    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        """Refuse days that are none.

        Raises:
            WrongDays: the last day is before the first, or a day is stated for no draft.
        """
        if self.since is not None and self.until is not None and self.until < self.since:
            raise WrongDays(member="until", first=self.since)
        if self.draft is None and self.as_if_from is not None:
            raise WrongDays(member="as_if_from", first=None)

    def document(self) -> dict[str, Any]:
        """Return the question as a JSON document; the draft by its digest."""
        days = {"as_if_from": self.as_if_from, "since": self.since, "until": self.until}
        asked: dict[str, Any] = {name: day.isoformat() for name, day in days.items() if day}
        if self.draft is not None:
            asked["draft"] = {"name": self.name, "digest": document_digest(self.draft)}
        return asked

    @property
    def digest(self) -> str:
        """Return what tells questions apart."""
        return digest(canonical(self.document()))

    def stretch(self, through: int) -> Stretch:
        """Return which part of history is asked about; ``through`` is the last event read."""
        return Stretch(since=self.since, until=self.until, through=through)

    def edition(self, connection: Connection) -> Edition | None:
        """Return the draft, free of faults beside the law in force.

        Raises:
            StandardsFault: the draft has faults, is no edition, or contradicts the law in force.
            NothingPublishedError: there is no law in force.
            BooksAlteredError: the database does not hold what was published.
        """
        if self.draft is None:
            return None
        row = book(connection)
        if row is None:
            raise NothingPublishedError
        held = law_documents(connection, row.law_digest)
        return read_draft(
            self.name, self.draft, [(it.name, it.data) for it in held], self.as_if_from
        )


def carry_on(
    connection: Connection, stretch: Stretch, place: Place, rehearsal: Rehearsal
) -> Iterator[tuple[Place, ChangedOrder | None]]:
    """Let history happen again from a place on; yield each place reached, and what changed there.

    Whoever stops asking has the replay stand at the place last yielded.

    Raises:
        MalformedHistory, MalformedEntryError: history cannot be read.
        UnknownLawError, BooksAlteredError: nor the law it happened under.
        KeyError: a receipt is of an engine that this release does not have.
    """
    for reached, act in acts_after(connection, stretch, place):
        yield reached, None if act is None else rehearsal.take(act)
