"""An entry of an agency's list of usable free software, as it is stated and as it is known. Pure.

It is never edited: it is recorded by one person, approved by another, and taken off with a reason.
"""

from dataclasses import dataclass
from datetime import date, datetime

from approvals.states import FreeSoftwareState
from validators.free_software import FreeSoftware
from validators.matching import folded

MOST_TOGETHER = 1_000
"""Most entries approved in one act, so that its ledger entry stays well below the largest size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeTerms:
    """What an entry says: the software, where it may be used, why, and from which day.

    Without ``version`` any version may be used, without ``edition`` any edition, without
    ``department`` anywhere in the agency. ``source``, ``vendor`` and ``phone`` are columns of the
    printed form: where it is had from, who makes it, and whom to call.
    """

    name: str
    reason: str
    valid_from: date
    version: str | None = None
    edition: str | None = None
    department: str | None = None
    source: str | None = None
    vendor: str | None = None
    phone: str | None = None

    @property
    def identity(self) -> tuple[str, ...]:
        """Return what the entry is for, in whatever spelling."""
        said = (self.name, self.version, self.edition, self.department)
        return tuple(folded(it or "") for it in said)


@dataclass(frozen=True, slots=True)
class Signed:
    """Who did something about an entry, when, and with which words."""

    words: str
    person: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFree:
    """An entry as it is known now; ``removed`` has the reason, and ``off_from`` its day."""

    number: str
    agency: str
    terms: FreeTerms
    person: str
    recorded_at: datetime
    approved: Signed | None
    removed: Signed | None
    off_from: date | None

    @property
    def entry(self) -> FreeSoftware:
        """Return it as an examination sees it."""
        terms = self.terms
        return FreeSoftware(
            number=self.number,
            name=terms.name,
            version=terms.version,
            edition=terms.edition,
            department=terms.department,
            reason=terms.reason,
            approved=self.approved is not None,
            valid_from=terms.valid_from,
            off_from=self.off_from,
            off_reason=None if self.removed is None else self.removed.words,
        )

    def state_on(self, day: date) -> FreeSoftwareState:
        """Return where the entry stands on a day, as it is known now."""
        entry = self.entry
        if entry.is_off(day):
            return FreeSoftwareState.TAKEN_OFF
        if not entry.approved:
            return FreeSoftwareState.UNAPPROVED
        return FreeSoftwareState.LISTED if entry.stands(day) else FreeSoftwareState.TO_COME
