"""Builds the catalogue of one listing and what notices said of it, for tests of what follows."""

from dataclasses import replace
from datetime import date
from types import MappingProxyType

from catalog.books import Books
from catalog.catalogue import Catalogue
from catalog.notice import Notice, NoticeEvent
from catalog.scheme import Entry, Loaded, Part, Publication, Scheme
from tests.approvals.builders import books
from validators.edition import Day
from validators.finding import Message
from validators.listing import Listing, ListingKind
from validators.listing_event import EventKind, ListingEvent

SCHEME = "example-scheme"
SINCE = date(2025, 1, 1)


def event(kind: EventKind, since: date, until: date | None = None) -> ListingEvent:
    return ListingEvent(
        kind=kind,
        notice=f"notice-{kind.value}-{since.isoformat()}",
        first=since,
        last=since,
        until=until,
        by="example-successor" if kind is EventKind.SUPERSEDED else None,
    )


def noticed(name: str, until: date, *events: ListingEvent, revision: int = 8) -> Books:
    """The example books with one listing, ``name`` V1 on 6.6, and the notices about it."""
    listing = Listing(
        id=f"example-{name}",
        scheme=SCHEME,
        kind=ListingKind.OPERATING_SYSTEM,
        publication="example-2025-1",
        name=name,
        names=(name,),
        version="V1",
        kernel="6.6",
        valid_from=SINCE,
        valid_until=until,
        proves=True,
    )
    entry = Entry(
        listing=listing,
        family="example",
        uses=frozenset(),
        evidence="read",
        exact=True,
        note=None,
        sources=(),
    )
    publication = Publication(
        id="example-2025-1",
        revision=1,
        digest="sha256:" + "1" * 64,
        scheme=SCHEME,
        number=None,
        url=None,
        evidence="read",
        published=Day(SINCE, SINCE),
        valid_until=Day(until, until),
        parts=MappingProxyType(
            {
                it: Part(kind=it, loaded=Loaded.COMPLETE, count=None, evidence="read")
                for it in ListingKind
            }
        ),
        entries=(entry,),
        sources=(),
    )
    scheme = Scheme(
        id=SCHEME,
        revision=1,
        digest="sha256:" + "0" * 64,
        title=Message("示例", "example"),
        bodies=(),
        validity_years=3,
        levels=(),
        families=(),
        unspecific=(),
        unconfirmed=(),
        facts=(),
        sources=(),
    )
    notices = [_notice(it, listing.id) for it in events]
    digest = f"sha256:{len(events):064x}"
    catalogue = Catalogue.of([scheme], [publication], digest, notices)
    return replace(books(), catalogue=catalogue, revision=revision + len(events))


def _notice(told: ListingEvent, listing: str) -> Notice:
    row = NoticeEvent(listing=listing, event=told, evidence="read", note=None, sources=())
    return Notice(
        id=told.notice,
        revision=1,
        digest="sha256:" + "3" * 64,
        scheme=SCHEME,
        number=None,
        url=None,
        evidence="read",
        day=Day(told.first, told.last),
        events=(row,),
        sources=(),
    )
