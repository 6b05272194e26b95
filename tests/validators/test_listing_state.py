"""The state of a listing on a day: one table of events and days, and what holds for all of them.

The table is that of `docs/catalogue.md`, told by the day before, of and after each date.
"""

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validators.listing import Listing, ListingKind
from validators.listing_event import EventKind, ListingEvent
from validators.listing_state import (
    State,
    every_face,
    faces,
    last_day,
    on_day,
    state_of,
    term_of,
)
from validators.reading import read_listing
from validators.writing import listing_document

FIRST, LAST = date(2025, 3, 14), date(2028, 3, 14)
LISTING = Listing(
    id="example-os",
    scheme="example",
    kind=ListingKind.OPERATING_SYSTEM,
    publication="example-1",
    name="示例系统",
    names=("示例系统", "Example OS"),
    version="V1",
    kernel="Linux 6.6",
    valid_from=FIRST,
    valid_until=LAST,
    proves=True,
)
ONE = timedelta(days=1)


def event(kind: str, since: str, until: str | None = None, **members: object) -> ListingEvent:
    """An event; ``since`` is a day or two with a stroke between."""
    first, _, last = since.partition("/")
    return ListingEvent(
        kind=EventKind(kind),
        notice="example-notice",
        first=date.fromisoformat(first),
        last=date.fromisoformat(last or first),
        until=None if until is None else date.fromisoformat(until),
        **members,  # type: ignore[arg-type]  # as each case states them
    )


SUSPENDED = event("suspended", "2026-05-12")
RESUMED = event("resumed", "2026-07-01")
WITHDRAWN = event("withdrawn", "2026-09-01")
SUPERSEDED = event("superseded", "2026-09-01", by="example-os-2")
LONGER = event("maintained", "2027-12-01", "2029-03-14")
SHORTER = event("corrected", "2026-01-01", "2027-03-14")
IN_MAY = event("withdrawn", "2026-05-01/2026-05-31")
INFERRED = event("withdrawn", "2026-09-01", proves=False)

# Events → a date → the states on the day before it, on it, and on the day after.
TABLE: list[tuple[str, tuple[ListingEvent, ...], str, str]] = [
    ("no event: first day", (), "2025-03-14", "not-yet listed listed"),
    ("no event: last day", (), "2028-03-14", "listed last-day expired"),
    ("suspended without an end", (SUSPENDED,), "2026-05-12", "listed suspended suspended"),
    (
        "suspended until a day",
        (event("suspended", "2026-05-12", "2026-06-11"),),
        "2026-06-11",
        "suspended suspended listed",
    ),
    ("resumed", (SUSPENDED, RESUMED), "2026-07-01", "suspended listed listed"),
    (
        "suspended again after it was resumed",
        (SUSPENDED, RESUMED, event("suspended", "2026-08-01")),
        "2026-08-01",
        "listed suspended suspended",
    ),
    (
        "resumed before the end of the suspension",
        (event("suspended", "2026-05-12", "2026-12-31"), RESUMED),
        "2026-07-01",
        "suspended listed listed",
    ),
    ("suspended on the last day", (SUSPENDED,), "2028-03-14", "suspended suspended expired"),
    ("withdrawn", (WITHDRAWN,), "2026-09-01", "listed withdrawn withdrawn"),
    ("withdrawn stays so after the last day", (WITHDRAWN,), "2028-03-14", "withdrawn " * 3),
    (
        "withdrawn while suspended",
        (SUSPENDED, WITHDRAWN),
        "2026-09-01",
        "suspended withdrawn withdrawn",
    ),
    ("superseded", (SUPERSEDED,), "2026-09-01", "listed superseded superseded"),
    (
        "superseded, and later withdrawn",
        (event("superseded", "2026-06-01", by="example-os-2"), WITHDRAWN),
        "2026-09-01",
        "superseded withdrawn withdrawn",
    ),
    ("maintained: old last day", (LONGER,), "2028-03-14", "listed listed listed"),
    ("maintained: new last day", (LONGER,), "2029-03-14", "listed last-day expired"),
    (
        "maintained after it had expired",
        (event("maintained", "2028-06-01", "2029-03-14"),),
        "2028-06-01",
        "expired listed listed",
    ),
    ("corrected last day, takes effect", (SHORTER,), "2026-01-01", "listed listed listed"),
    ("corrected last day", (SHORTER,), "2027-03-14", "listed last-day expired"),
    (
        "maintained after it was corrected: the later counts",
        (SHORTER, event("maintained", "2027-01-01", "2029-03-14")),
        "2027-03-14",
        "listed listed listed",
    ),
    (
        "an effect day within a month: its first",
        (IN_MAY,),
        "2026-05-01",
        "listed uncertain uncertain",
    ),
    (
        "an effect day within a month: its last",
        (IN_MAY,),
        "2026-05-31",
        "uncertain withdrawn withdrawn",
    ),
    ("a withdrawal inferred", (INFERRED,), "2026-09-01", "listed uncertain uncertain"),
    (
        "a withdrawal inferred does not keep a listing from expiring",
        (INFERRED,),
        "2028-03-14",
        "uncertain uncertain expired",
    ),
    (
        "an extension inferred does not save what expired, nor let it expire",
        (event("maintained", "2027-12-01", "2029-03-14", proves=False),),
        "2028-03-14",
        "listed uncertain uncertain",
    ),
    (
        "an extension inferred, after its own last day",
        (event("maintained", "2027-12-01", "2029-03-14", proves=False),),
        "2029-03-14",
        "uncertain uncertain expired",
    ),
    (
        "a suspension inferred",
        (event("suspended", "2026-05-12", proves=False),),
        "2026-05-12",
        "listed uncertain uncertain",
    ),
    (
        "a resumption inferred saves nothing",
        (SUSPENDED, event("resumed", "2026-07-01", proves=False)),
        "2026-07-01",
        "suspended uncertain uncertain",
    ),
    (
        "a name corrected by inference",
        (event("corrected", "2026-01-01", name="示例系统二", proves=False),),
        "2026-01-01",
        "listed uncertain uncertain",
    ),
    (
        "a vendor corrected by inference decides nothing",
        (event("corrected", "2026-01-01", vendor="示例", proves=False),),
        "2026-01-01",
        "listed listed listed",
    ),
]


@pytest.mark.parametrize(("name", "events", "day", "states"), TABLE, ids=[it[0] for it in TABLE])
def test_the_table_of_states(
    name: str, events: tuple[ListingEvent, ...], day: str, states: str
) -> None:
    at = date.fromisoformat(day)
    found = [state_of(LISTING, events, it).state.value for it in (at - ONE, at, at + ONE)]
    assert found == states.split(), name


def test_the_table_speaks_of_every_state_and_every_event() -> None:
    assert {state for *_, states in TABLE for state in states.split()} == set(State)
    assert {it.kind for _, events, *_ in TABLE for it in events} == set(EventKind)


def test_every_state_says_what_it_rests_on() -> None:
    assert state_of(LISTING, (SUSPENDED, WITHDRAWN), date(2026, 10, 1)).rests_on == (WITHDRAWN,)
    assert state_of(LISTING, (SUSPENDED,), date(2026, 10, 1)).rests_on == (SUSPENDED,)
    assert state_of(LISTING, (LONGER,), date(2028, 10, 1)).rests_on == (LONGER,)
    assert state_of(LISTING, (INFERRED,), date(2026, 10, 1)).rests_on == (INFERRED,)
    assert state_of(LISTING, (), date(2026, 10, 1)).rests_on == ()


def test_a_publication_in_doubt_or_without_dates_leaves_a_listing_uncertain() -> None:
    days = (FIRST - ONE, FIRST, LAST + ONE)
    for doubtful in ({"certain": False}, {"valid_from": None}, {"valid_until": None}):
        listing = replace(LISTING, **doubtful)
        assert {state_of(listing, (), it).state for it in days} == {State.UNCERTAIN}
    dateless = replace(LISTING, valid_from=None)
    assert state_of(dateless, (WITHDRAWN,), date(2026, 9, 1)).state is State.WITHDRAWN


def test_the_last_day_is_where_the_latest_notice_moved_it() -> None:
    assert last_day(LISTING, FIRST) == LAST
    moved = with_events(LONGER)
    assert last_day(moved, date(2027, 11, 30)) == LAST
    assert last_day(moved, date(2027, 12, 1)) == date(2029, 3, 14)
    assert term_of(moved, (*moved.events, WITHDRAWN), date(2028, 10, 1)) is State.LISTED


def with_events(*events: ListingEvent) -> Listing:
    document = {**listing_document(LISTING)}
    return read_listing(document | {"events": [_document(it) for it in events]})


def _document(it: ListingEvent) -> object:
    listing = Listing(
        **{name: getattr(LISTING, name) for name in LISTING.__slots__ if name != "events"},
        events=(it,),
    )
    return listing_document(listing)["events"][0]


_DAYS = st.dates(date(2025, 1, 1), date(2029, 12, 31))
_EVENTS = st.builds(
    lambda kind, first, length, until, proves, version: ListingEvent(
        kind=kind,
        notice="example-notice",
        first=first,
        last=first + timedelta(days=length),
        proves=proves,
        until=None if until is None else first + timedelta(days=until),
        by="example-os-2" if kind is EventKind.SUPERSEDED else None,
        version=version,
    ),
    st.sampled_from(EventKind),
    _DAYS,
    st.sampled_from([0, 0, 0, 30]),
    st.none() | st.integers(0, 900),
    st.booleans(),
    st.none() | st.sampled_from(["V1.1", "V2"]),
)
_SEVERAL = st.lists(_EVENTS, max_size=4).map(tuple)


@given(events=_SEVERAL, on=_DAYS)
def test_the_order_of_events_never_matters(events: tuple[ListingEvent, ...], on: date) -> None:
    assert len({state_of(LISTING, it, on) for it in permutations(events)}) == 1


@given(events=_SEVERAL, later=_SEVERAL, on=_DAYS)
def test_events_after_a_day_never_matter_on_it(
    events: tuple[ListingEvent, ...], later: tuple[ListingEvent, ...], on: date
) -> None:
    after = tuple(it for it in later if it.first > on)
    assert state_of(LISTING, (*events, *after), on) == state_of(LISTING, events, on)


@given(events=_SEVERAL, unproven=_EVENTS, on=_DAYS)
def test_what_is_not_proven_neither_ends_a_listing_nor_saves_it(
    events: tuple[ListingEvent, ...], unproven: ListingEvent, on: date
) -> None:
    doubtful = ListingEvent(
        **{name: getattr(unproven, name) for name in unproven.__slots__ if name != "proves"},
        proves=False,
    )
    without, beside = (state_of(LISTING, it, on).state for it in (events, (*events, doubtful)))
    assert beside in (without, State.UNCERTAIN)


@given(events=_SEVERAL, on=_DAYS, later=_DAYS)
def test_what_is_withdrawn_is_so_for_ever(
    events: tuple[ListingEvent, ...], on: date, later: date
) -> None:
    if state_of(LISTING, events, on).state is State.WITHDRAWN and later >= on:
        assert state_of(LISTING, events, later).state is State.WITHDRAWN


@given(events=_SEVERAL)
def test_a_listing_with_events_is_written_and_read_again(events: tuple[ListingEvent, ...]) -> None:
    listing = with_events(*events)
    assert listing.events == events
    assert read_listing(listing_document(listing)) == listing
    assert ("events" in listing_document(listing)) is bool(events)


def test_a_maintained_version_is_one_more_and_a_correction_another() -> None:
    more = event("maintained", "2026-06-01", version="V1.1")
    other = event("corrected", "2026-08-01", name="示例系统二", kernel="Linux 6.7")
    listing = with_events(more, other)
    assert [it.version for it in faces(listing, date(2026, 5, 31))] == ["V1"]
    assert [it.version for it in faces(listing, date(2026, 6, 1))] == ["V1", "V1.1"]
    late = list(faces(listing, date(2026, 8, 1)))
    assert {(it.names, it.kernel) for it in late} == {(("示例系统二",), "Linux 6.7")}
    named = {(it.name, it.version, it.kernel) for it in every_face(listing)}
    assert {("示例系统", "V1", "Linux 6.6"), ("示例系统二", "V1.1", "Linux 6.7")} <= named


def test_what_rests_on_an_inferred_event_is_shown_and_not_certain() -> None:
    listing = with_events(
        event("maintained", "2026-06-01", version="V1.1", proves=False),
        event("corrected", "2026-06-01", name="示例系统二", proves=False),
    )
    by_name = {(it.name, it.version): it.certain for it in faces(listing, date(2026, 6, 1))}
    assert by_name == {
        ("示例系统", "V1"): True,
        ("示例系统二", "V1"): False,
        ("示例系统", "V1.1"): False,
    }


def test_listings_without_events_are_handed_on_as_they_are() -> None:
    candidates = (LISTING,)
    assert on_day(candidates, FIRST) is candidates
    assert not with_events(SUSPENDED).plain
    assert LISTING.plain
