"""The state of a listing on a day: derived from what was printed and from events, never stored.

Pure. The table in `docs/catalogue.md` says the same in words, and the tests hold both to one
another. Source: LEGITIMACY §7.3; insight 10 (four dates: issue, expiry, notice, effect).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum, unique
from typing import NamedTuple

from validators.listing import Listing
from validators.listing_event import FINAL, EventKind, ListingEvent


@unique
class State(StrEnum):
    """How a listing stands on a day."""

    LISTED = "listed"
    """In force."""
    LAST_DAY = "last-day"
    """The printed last day: no text says whether it still counts."""
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    UNCERTAIN = "uncertain"
    """What is known does not settle it: a day, a publication or an event is in doubt."""
    NOT_YET = "not-yet"
    """Before the day of its publication."""


class Standing(NamedTuple):
    """The state of a listing on a day, and what it rests on.

    ``end`` is the last day of the listing as of that day, where one is settled. ``rests_on`` are
    the events that decide, or that leave it open; none where the publication alone decides.
    """

    state: State
    end: date | None
    rests_on: tuple[ListingEvent, ...] = ()


def state_of(listing: Listing, events: Iterable[ListingEvent], on: date) -> Standing:
    """Return how ``listing`` stands on the day ``on``.

    The order of ``events`` does not matter, nor do those that cannot have taken effect by then. An
    event that is not proven, or whose effect day leaves ``on`` open, settles nothing: where the
    state would be another with it than without, the state is uncertain.

    Args:
        listing: as its publication prints it.
        events: what notices say of it, all that are known.
        on: the day.
    """
    effective = sorted((it for it in events if it.first <= on), key=_order)
    term = _term(listing, effective, on)
    halt = halt_of(effective, on)
    if halt is None or (halt.state not in _FOR_GOOD and term.state is State.EXPIRED):
        return term
    rests_on = halt.rests_on
    if halt.state is State.UNCERTAIN:
        rests_on = tuple(dict.fromkeys((*rests_on, *term.rests_on)))
    return Standing(halt.state, term.end, rests_on)


def halt_of(events: Iterable[ListingEvent], on: date) -> Standing | None:
    """Return what notices did to a listing by the day ``on``, whatever its days say; often nothing.

    It was ended for good, it is suspended, or it is uncertain whether it was; a name that may have
    been corrected is uncertain too.
    """
    effective = sorted((it for it in events if it.first <= on), key=_order)
    for kind in FINAL:
        ended = [it for it in effective if it.kind is kind and it.surely(on)]
        if ended:
            return Standing(State(kind.value), None, tuple(ended[:1]))
    held, open_suspensions = _suspensions(effective, on)
    if held:
        return Standing(State.SUSPENDED, None, held)
    doubts = (
        *open_suspensions,
        *(it for it in effective if it.kind in FINAL),
        *_open_corrections(effective, on),
    )
    return Standing(State.UNCERTAIN, None, doubts) if doubts else None


_FOR_GOOD = (State.WITHDRAWN, State.SUPERSEDED)


def term_of(listing: Listing, events: Iterable[ListingEvent], on: date) -> State:
    """Return how ``listing`` stands by its days alone, whatever stopped it on the day ``on``."""
    return _term(listing, sorted((it for it in events if it.first <= on), key=_order), on).state


def last_day(listing: Listing, on: date) -> date | None:
    """Return the last day of a listing as of the day ``on``: printed, or as notices moved it."""
    return state_of(listing, listing.events, on).end if listing.events else listing.valid_until


def faces(listing: Listing, on: date) -> Iterator[Listing]:
    """Yield what a listing names on the day ``on``: as printed or corrected, and as maintained.

    A face that rests on an event in doubt is not ``certain``, so that its validity is not proven.

    Args:
        listing: with its events.
        on: the day.
    """
    effective = sorted((it for it in listing.events if it.first <= on), key=_order)
    renaming = [it for it in effective if it.kind is EventKind.CORRECTED]
    settled = listing
    for it in renaming:
        if it.surely(on):
            settled = _corrected(settled, it)
    yield settled
    for it in renaming:
        if it.renames and not it.surely(on):
            yield replace(_corrected(settled, it), certain=False)
    for it in effective:
        if it.kind is EventKind.MAINTAINED and it.version is not None:
            sure = listing.certain and it.surely(on)
            yield replace(settled, version=it.version, certain=sure)


def on_day(candidates: Sequence[Listing], on: date) -> Sequence[Listing]:
    """Return listings as they are named on the day ``on``; those without events as they are."""
    if not any(it.events for it in candidates):
        return candidates
    return tuple(face for it in candidates for face in (faces(it, on) if it.events else (it,)))


def every_face(listing: Listing) -> Iterator[Listing]:
    """Yield what a listing names on any day: so that every text leads to it that ever may."""
    yield listing
    for day in sorted({day for it in listing.events for day in (it.first, it.last)}):
        yield from faces(listing, day)


def _order(event: ListingEvent) -> tuple[object, ...]:
    return event.order


def _term(listing: Listing, effective: Sequence[ListingEvent], on: date) -> Standing:
    """Return how a listing stands by its days: from when until when, as moved by events."""
    moves = [it for it in effective if it.until is not None and it.kind in _MOVING]
    sure = [it for it in moves if it.surely(on)]
    standing = tuple(it for it in moves if not any(later.after(it) for later in sure))
    ends = {it.until for it in standing}
    if not sure:
        ends.add(listing.valid_until)
    end = next(iter(ends)) if len(ends) == 1 else None
    since = listing.valid_from
    known = {it for it in ends if it is not None}
    if not listing.certain or since is None or len(known) < len(ends):
        return Standing(State.UNCERTAIN, end, standing)
    if on < since:
        return Standing(State.NOT_YET, end, standing)
    states = {_by_end(it, on) for it in known}
    return Standing(states.pop() if len(states) == 1 else State.UNCERTAIN, end, standing)


_MOVING = (EventKind.MAINTAINED, EventKind.CORRECTED)
"""What may move the last day of a listing."""


def _by_end(end: date, on: date) -> State:
    if on > end:
        return State.EXPIRED
    return State.LAST_DAY if on == end else State.LISTED


def _suspensions(
    effective: Sequence[ListingEvent], on: date
) -> tuple[tuple[ListingEvent, ...], tuple[ListingEvent, ...]]:
    """Return the suspensions that surely hold on a day, and what leaves open whether one does."""
    resumed = [it for it in effective if it.kind is EventKind.RESUMED]
    held: list[ListingEvent] = []
    doubtful: list[ListingEvent] = []
    for it in effective:
        if it.kind is not EventKind.SUSPENDED or (it.until is not None and it.until < on):
            continue
        if any(end.surely(on) and end.after(it) for end in resumed):
            continue
        ends = [end for end in resumed if end.last > it.first]
        if it.surely(on) and not ends:
            held.append(it)
        else:
            doubtful += [it, *ends]
    return tuple(held), tuple(dict.fromkeys(doubtful))


def _open_corrections(effective: Sequence[ListingEvent], on: date) -> Iterator[ListingEvent]:
    """Yield corrections of a product's identity that are in doubt."""
    for it in effective:
        if it.renames and not it.surely(on):
            yield it


def _corrected(listing: Listing, event: ListingEvent) -> Listing:
    """Return a listing with what a correction says reads otherwise; its days are moved above."""
    return replace(
        listing,
        name=event.name or listing.name,
        names=listing.names if event.name is None else (event.name,),
        version=event.version or listing.version,
        kernel=event.kernel or listing.kernel,
        vendor=event.vendor or listing.vendor,
        level=event.level or listing.level,
    )
