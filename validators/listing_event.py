"""What happened to a listing after it was published: events, as official notices tell them.

Source: LEGITIMACY §7.2 and 7.3 (certificates are maintained, suspended, withdrawn, archived; state
is derived from events and a date, and never stored as a flag).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique


@unique
class EventKind(StrEnum):
    """What a notice says of a listing."""

    MAINTAINED = "maintained"
    """Extended to another version, or to another last day, or both."""
    SUSPENDED = "suspended"
    """Not to be relied on for the time being."""
    RESUMED = "resumed"
    """A suspension ended before its last day, or one without a last day ended."""
    WITHDRAWN = "withdrawn"
    """Taken off the list, for good."""
    SUPERSEDED = "superseded"
    """Another listing stands in its place, for good."""
    CORRECTED = "corrected"
    """A printed part of the listing was wrong, and reads otherwise from the effect day on."""


FINAL = (EventKind.WITHDRAWN, EventKind.SUPERSEDED)
"""What ends a listing for good, the stronger first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingEvent:
    """One event on one listing, by one notice.

    It takes effect (valid time) on some day from ``first`` to ``last``; the two are one where the
    notice says the day. ``proves`` is false for an event, or a notice, that was inferred: then it
    settles nothing, one way or the other. ``until`` is the last day of a suspension, which is
    inside it, or the last day of the listing from then on (maintained, corrected). ``by`` is the
    id of the listing that stands in its place. ``name``, ``version``, ``kernel``, ``vendor`` and
    ``level`` are what reads otherwise; of a maintained listing only ``version`` is told, and it is
    one more.
    """

    kind: EventKind
    notice: str
    first: date
    last: date
    proves: bool = True
    until: date | None = None
    by: str | None = None
    name: str | None = None
    version: str | None = None
    kernel: str | None = None
    vendor: str | None = None
    level: str | None = None

    def surely(self, on: date) -> bool:
        """Return whether it has taken effect by the day ``on`` beyond doubt."""
        return self.proves and self.last <= on

    def after(self, other: "ListingEvent") -> bool:
        """Return whether it took effect later than another, as far as both days are known."""
        return self.first > other.last

    @property
    def renames(self) -> bool:
        """Return whether it corrects a part of the product's identity."""
        identity = (self.name, self.version, self.kernel)
        return self.kind is EventKind.CORRECTED and identity != (None, None, None)

    @property
    def order(self) -> tuple[object, ...]:
        """Return what events are put in order by, whatever file they stand in."""
        return (
            self.first,
            self.last,
            self.kind.value,
            self.notice,
            self.proves,
            self.until or date.min,
            *(
                it or ""
                for it in (self.by, self.name, self.version, self.kernel, self.vendor, self.level)
            ),
        )
