"""What a notice may not say even where its form is right: of one listing, of one day, of another.

First what one notice says of itself, then what notices, lists and schemes say of one another.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from catalog.notice import Notice, NoticeEvent
from catalog.parsed import Document, Parsed, Wrong
from catalog.scheme import Entry, Publication, Scheme
from catalog.seed_sentences import wrong
from validators.listing_event import EventKind, ListingEvent
from validators.matching import folded
from validators.standards_fault import Fault, Path

_OTHERWISE = ("until", "version", "by", "reads")
"""The members of an event that only some kinds have."""

_MAY: Mapping[EventKind, frozenset[str]] = MappingProxyType(
    {
        EventKind.MAINTAINED: frozenset({"until", "version"}),
        EventKind.SUSPENDED: frozenset({"until"}),
        EventKind.RESUMED: frozenset(),
        EventKind.WITHDRAWN: frozenset(),
        EventKind.SUPERSEDED: frozenset({"by"}),
        EventKind.CORRECTED: frozenset({"reads"}),
    }
)

_NEEDS: Mapping[EventKind, frozenset[str]] = MappingProxyType(
    {
        EventKind.MAINTAINED: frozenset({"until", "version"}),
        EventKind.SUPERSEDED: frozenset({"by"}),
        EventKind.CORRECTED: frozenset({"reads"}),
    }
)
"""Of which members an event has at least one."""

_STANDING = frozenset(
    {EventKind.SUSPENDED, EventKind.RESUMED, EventKind.WITHDRAWN, EventKind.SUPERSEDED}
)


class _Told(NamedTuple):
    """An event of a notice, where it stands, and in which document."""

    one: Parsed
    path: Path
    row: NoticeEvent


def faults_in_events(loaded: Document) -> Iterator[Wrong]:
    """Yield everything wrong with the events of one loaded notice besides their form."""
    for place, row in enumerate(loaded.get("events") or ()):
        if not isinstance(row, Mapping) or not isinstance(row.get("event"), EventKind):
            continue
        kind, path = row["event"], ("events", place)
        stated = {name for name in _OTHERWISE if row.get(name)}
        needs = _NEEDS.get(kind, frozenset())
        if needs and not stated & needs:
            yield (*path, "event"), wrong("event-lacks", event=kind.value, keys=_keys(needs))
        elif kind is EventKind.CORRECTED and not any(row["reads"].values()):
            yield (*path, "reads"), wrong("event-lacks", event=kind.value, keys="reads")
        for name in sorted(stated - _MAY[kind]):
            yield (*path, name), wrong("event-has", event=kind.value)
        until, since = row.get("until"), row.get("since")
        if until is not None and since is not None and until < since[0]:
            yield (*path, "until"), wrong("event-ends-before")


def faults_of_notices(documents: Iterable[Parsed]) -> Iterator[Fault]:
    """Yield everything wrong between notices, the lists they speak of and their schemes."""
    every = list(documents)
    schemes = {it.value.id: it.value for it in every if isinstance(it.value, Scheme)}
    listed = {
        entry.listing.id: (entry, it.value)
        for it in every
        if isinstance(it.value, Publication)
        for entry in it.value.entries
    }
    told: dict[str, list[_Told]] = {}
    for one in every:
        if not isinstance(one.value, Notice) or one.value.scheme not in schemes:
            continue
        for place, row in enumerate(one.value.events):
            here = _Told(one, ("events", place), row)
            held = listed.get(row.listing)
            if held is None or held[1].scheme != one.value.scheme:
                yield _fault(here, "listing", "no-listing", name=row.listing)
                continue
            told.setdefault(row.listing, []).append(here)
            yield from _against(here, *held, schemes[one.value.scheme])
            if row.event.by is not None and (
                row.event.by == row.listing or row.event.by not in listed
            ):
                yield _fault(here, "by", "no-listing", name=row.event.by)
    for rows in told.values():
        yield from _together(rows)


def _against(
    here: _Told, entry: Entry, publication: Publication, scheme: Scheme
) -> Iterator[Fault]:
    """Yield where an event does not fit the listing it is about."""
    event, published = here.row.event, publication.published
    if published is not None and event.last < published.first:
        yield _fault(here, "since", "event-before-listing", day=published.text)
    if event.level is not None and event.level not in scheme.levels:
        known = ", ".join(scheme.levels)
        yield _fault(here, ("reads", "level"), "no-level", known=known)
    words = [word for it in scheme.families if it.id == entry.family for word in it.words]
    name = event.name
    if name is not None and not any(folded(it) in folded(name) for it in words):
        yield _fault(here, ("reads", "name"), "no-word", words=", ".join(words))


def _together(rows: list[_Told]) -> Iterator[Fault]:
    """Yield where events on one listing contradict one another."""
    seen: dict[tuple[object, ...], str] = {}
    for here in rows:
        event = here.row.event
        if event.kind is EventKind.RESUMED and not any(
            it.row.event.kind is EventKind.SUSPENDED and it.row.event.first < event.last
            for it in rows
        ):
            yield _fault(here, "event", "nothing-suspended")
        if not event.proves or event.first != event.last:
            continue
        twice = [seen[key] for part in _about(event) if (key := (part, event.first)) in seen]
        if twice:
            yield _fault(here, "since", "events-at-once", day=event.first, file=twice[0])
        seen.update({(part, event.first): here.one.tree.file for part in _about(event)})


def _about(event: ListingEvent) -> Iterator[str]:
    """Yield what of a listing an event decides: of two on one day, none would be the later."""
    if event.kind in _STANDING:
        yield "standing"
    elif event.until is not None:
        yield "end"
    if event.kind is EventKind.CORRECTED:
        parts = ("name", "version", "kernel", "vendor", "level")
        yield from (part for part in parts if getattr(event, part) is not None)


def _fault(here: _Told, key: str | tuple[str, ...], code: str, **values: object) -> Fault:
    path = (*here.path, *((key,) if isinstance(key, str) else key))
    return here.one.tree.fault(path, wrong(code, **values))


def _keys(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
