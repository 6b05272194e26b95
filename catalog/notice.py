"""Official notices about listings, as values: what a scheme said of them after publication."""

from dataclasses import dataclass

from validators.edition import Day, Source
from validators.listing_event import ListingEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeEvent:
    """One row of a notice: an event on a listing as rules see it, and how it is known."""

    listing: str
    event: ListingEvent
    evidence: str
    note: str | None
    sources: tuple[str, ...]

    @property
    def effect(self) -> Day:
        """Return the day it takes effect, as precisely as it is known."""
        return Day(self.event.first, self.event.last, self.evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One official notice of a scheme; ``day`` is the notice's own, as precisely as it is known."""

    id: str
    revision: int
    digest: str
    scheme: str
    number: str | None
    url: str | None
    evidence: str
    day: Day | None
    events: tuple[NoticeEvent, ...]
    sources: tuple[Source, ...]
