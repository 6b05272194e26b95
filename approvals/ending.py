"""Ends open units of an order: gives back what is reserved or committed, exactly once.

What was consumed stays: those devices are on hand. So does what is under way, until it is accepted
or goes back. What the order drew of waivers and of licence
grants goes back with its units, and so do the unused licences they rest on. The caller holds the
agency's lock.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from approvals import store
from approvals.draws import draw, given_back, held_draws
from approvals.entries import Draws, taken
from approvals.licence_draws import draw_licences, held_licences, lock_licences
from approvals.line_units import LineUnits
from approvals.movements import Movement, move
from approvals.quota import Verb
from approvals.spare_draws import draw_spares, rested
from validators.licensing import LicenceDraw
from validators.licensing import given_back as given_back_copies
from validators.resting import given_back as spares_back


def release_units(
    connection: Connection, agency: str, order_id: str, person: str, now: datetime
) -> Mapping[str, object]:
    """Give back everything an order still holds, and return what its entry says of that.

    Units under way stay with their devices until those are accepted or go back: ``under_way`` tells
    of which kinds.

    Raises:
        QuotaOverdrawn: the balance does not hold what the lines say; nothing was given back.
    """
    units = store.line_units(connection, order_id)
    ending = {it.line: (it.reserved, it.open) for it in units}
    released = _give_back(connection, agency, order_id, units, ending, person, now)
    stays = under_way(units)
    return {**released, **({"under_way": stays} if stays else {})}


def return_units(
    connection: Connection,
    agency: str,
    order_id: str,
    returned: Mapping[int, int],
    person: str,
    now: datetime,
) -> Mapping[str, object]:
    """Give back so many committed units of some lines; return what the entry says of that.

    Raises:
        QuotaOverdrawn: the balance does not hold what the lines say; nothing was given back.
    """
    units = store.line_units(connection, order_id)
    ending = {it.line: (0, returned.get(it.line, 0)) for it in units}
    return _give_back(connection, agency, order_id, units, ending, person, now)


def _give_back(
    connection: Connection,
    agency: str,
    order_id: str,
    units: Sequence[LineUnits],
    ending: Mapping[int, tuple[int, int]],
    person: str,
    now: datetime,
) -> Mapping[str, object]:
    """Give back reserved and committed units by line, and what was drawn for them."""
    movements = tuple(
        Movement(
            verb=Verb.RELEASE,
            item_class=it.item_class,
            attributes=it.attributes,
            reserved=-ending[it.line][0],
            committed=-ending[it.line][1],
            order_id=it.order_id,
            line=it.line,
        )
        for it in units
        if sum(ending[it.line])
    )
    move(connection, agency, movements, person, now)
    had = {it.line: it.reserved + it.committed + it.consumed for it in units}
    keeps = {line: units_had - sum(ending[line]) for line, units_had in had.items()}
    draws = given_back(held_draws(connection, order_id), keeps)
    draw(connection, agency, order_id, draws, person, now)
    licences = _licences_back(connection, agency, order_id, had, keeps, person, now)
    rests = spares_back(rested(units), keeps)
    draw_spares(connection, agency, order_id, rests, person, now)
    return taken(movements, Draws(draws, licences, rests))


def under_way(units: Iterable[LineUnits]) -> list[dict[str, object]]:
    """Return how many units of each kind are under way, as entries tell it."""
    found: Counter[tuple[str, str]] = Counter()
    for it in units:
        found[it.item_class, it.attributes] += it.under_way
    return [
        {"class": item_class, "attributes": attributes, "quantity": quantity}
        for (item_class, attributes), quantity in sorted(found.items())
        if quantity
    ]


def holds_draws(connection: Connection, order_id: str) -> bool:
    """Return whether an order holds units of a waiver, or copies of a licence grant."""
    return bool(held_draws(connection, order_id) or held_licences(connection, order_id))


def _licences_back(
    connection: Connection,
    agency: str,
    order_id: str,
    had: Mapping[int, int],
    keeps: Mapping[int, int],
    person: str,
    now: datetime,
) -> tuple[LicenceDraw, ...]:
    """Give back the copies an order holds for units that it keeps no longer.

    Each unit has its share of what the units kept so far hold, rounded up: where an order draws one
    copy for each, as the law asks, that is one each time.
    """
    held = held_licences(connection, order_id)
    if not held:
        return ()
    lock_licences(connection, (agency,), now, orders=(order_id,))
    shares = {line: max(units, 1) for line, units in had.items()}
    draws = given_back_copies(held, shares, dict(keeps))
    draw_licences(connection, agency, order_id, draws, person, now)
    return draws
