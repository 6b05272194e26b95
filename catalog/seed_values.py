"""From the loaded maps of a catalogue document to the values of the catalogue.

Called only with documents without faults of form.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from catalog.notice import Notice, NoticeEvent
from catalog.scheme import (
    Entry,
    Fact,
    Family,
    Part,
    Publication,
    Scheme,
    Unconfirmed,
    Unspecific,
)
from validators.edition import Day, Source
from validators.finding import Message
from validators.listing import Listing
from validators.listing_event import ListingEvent
from validators.standards_fields import HowKnown

Loaded = Mapping[str, Any]
"""A document or part of one as its shape loaded it."""


def scheme_of(loaded: Loaded, digest: str) -> Scheme:
    """Return the scheme a document states; ``digest`` is that of its bytes."""
    validity = loaded.get("validity")
    return Scheme(
        id=loaded["id"],
        revision=loaded["revision"],
        digest=digest,
        title=_message(loaded["title"]),
        bodies=tuple(_message(body) for body in loaded["bodies"]),
        validity_years=None if validity is None else validity["years"],
        levels=tuple(loaded["levels"]),
        families=tuple(
            Family(id=it["id"], kind=it["kind"], words=tuple(it["words"]))
            for it in loaded["families"]
        ),
        unspecific=tuple(
            Unspecific(
                kinds=frozenset(it["kinds"]),
                whole=tuple(it["whole"]),
                begins=tuple(it["begins"]),
                contains=tuple(it["contains"]),
            )
            for it in loaded["unspecific"]
        ),
        unconfirmed=tuple(
            Unconfirmed(kind=it["kind"], name=it["name"], note=it.get("note"))
            for it in loaded["unconfirmed"]
        ),
        facts=tuple(
            Fact(
                id=it["id"],
                statement=_message(it["statement"]),
                evidence=it["evidence"].value,
                sources=tuple(it["sources"]),
            )
            for it in loaded["facts"]
        ),
        sources=_sources(loaded),
        outlast=frozenset(loaded["outlast"]),
    )


def publication_of(loaded: Loaded, digest: str) -> Publication:
    """Return the publication a document states; ``digest`` is that of its bytes."""
    published, until = _day(loaded.get("published")), _day(loaded.get("valid_until"))
    return Publication(
        id=loaded["id"],
        revision=loaded["revision"],
        digest=digest,
        scheme=loaded["scheme"],
        number=loaded.get("number"),
        url=loaded.get("url"),
        evidence=loaded["known"]["evidence"].value,
        published=published,
        valid_until=until,
        parts=MappingProxyType({it["kind"]: _part(it) for it in loaded["parts"]}),
        entries=tuple(_entry(it, loaded, published, until) for it in loaded["listings"]),
        sources=_sources(loaded),
    )


def notice_of(loaded: Loaded, digest: str) -> Notice:
    """Return the notice a document states; ``digest`` is that of its bytes."""
    known = loaded["known"]["evidence"]
    return Notice(
        id=loaded["id"],
        revision=loaded["revision"],
        digest=digest,
        scheme=loaded["scheme"],
        number=loaded.get("number"),
        url=loaded.get("url"),
        evidence=known.value,
        day=_day(loaded.get("day")),
        events=tuple(_event(it, loaded["id"], known) for it in loaded["events"]),
        sources=_sources(loaded),
    )


def _event(row: Loaded, notice: str, known: HowKnown) -> NoticeEvent:
    """Return an event; one of a notice that was inferred is inferred itself."""
    reads = row.get("reads", {})
    first, last = row["since"]
    evidence = row["evidence"] if known is HowKnown.READ else known
    event = ListingEvent(
        kind=row["event"],
        notice=notice,
        first=first,
        last=last,
        proves=evidence is HowKnown.READ,
        until=row.get("until", reads.get("valid_until")),
        by=row.get("by"),
        version=row.get("version", reads.get("version")),
        **{part: reads[part] for part in ("name", "kernel", "vendor", "level") if part in reads},
    )
    return NoticeEvent(
        listing=row["listing"],
        event=event,
        evidence=evidence.value,
        note=row.get("note"),
        sources=tuple(row["sources"]),
    )


def _message(loaded: Loaded) -> Message:
    return Message(zh=loaded["zh"], en=loaded["en"])


def _sources(loaded: Loaded) -> tuple[Source, ...]:
    return tuple(Source(**source) for source in loaded["sources"])


def _day(loaded: Loaded | None) -> Day | None:
    if loaded is None:
        return None
    first, last = loaded["day"]
    return Day(first, last, loaded["evidence"].value)


def _part(loaded: Loaded) -> Part:
    return Part(
        kind=loaded["kind"],
        loaded=loaded["loaded"],
        count=loaded.get("count"),
        evidence=loaded["evidence"].value,
    )


def _entry(row: Loaded, publication: Loaded, since: Day | None, until: Day | None) -> Entry:
    read = row["evidence"] is HowKnown.READ
    level = row.get("level") if row["level_evidence"] is HowKnown.READ else None
    listing = Listing(
        id=row["id"],
        scheme=publication["scheme"],
        kind=row["kind"],
        publication=publication["id"],
        name=row["name"],
        names=(row["name"], *row["also"]),
        version=row.get("version"),
        kernel=row.get("kernel"),
        vendor=row.get("vendor"),
        level=level,
        valid_from=_sure(since),
        valid_until=_sure(until),
        proves=read and row["exact"],
        certain=row["certain"] and publication["known"]["evidence"] is HowKnown.READ,
    )
    return Entry(
        listing=listing,
        family=row["family"],
        uses=frozenset(row["uses"]),
        evidence=row["evidence"].value,
        exact=row["exact"],
        note=row.get("note"),
        sources=tuple(row["sources"]),
        cpe=tuple(row["cpe"]),
        purl=tuple(row["purl"]),
    )


def _sure(day: Day | None) -> date | None:
    """Return a date that is known to the day and was read; any other settles nothing."""
    return (
        day.first if day is not None and day.first == day.last and day.evidence == "read" else None
    )
