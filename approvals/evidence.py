"""Gathers what an examination rests on: the agency's facts, its holdings, the listings named.

Everything is read in one statement, so that it is of one moment; under the agency's lock that
moment lasts until the transaction ends.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType

from msgspec import structs

from approvals.evidence_statements import OF_KNOWN, STATEMENTS
from approvals.kinds import attributes_key
from approvals.names import named_devices
from approvals.spare_draws import spares
from approvals.told import Facts, Named, Told, told
from catalog.books import Books
from storage.driver import Ask, Asked
from validators.evidence import Answer, Evidence, Standing
from validators.free_fit import asks_free
from validators.licensing import LicenceDraw, named_grants
from validators.order import Order
from validators.purchases import classes_bought


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """Evidence, and what else an act on an order has to know of the agency.

    ``duplicate`` is the order that has the same reference already; ``due`` says that something of
    the agency's has lapsed or expired and its quota is not given back yet.
    """

    evidence: Evidence
    approvers: tuple[str, ...]
    duplicate: str | None
    due: bool
    status_index: int


def gather(ask: Ask, order: Order, on: date, instead_of: str | None = None) -> tuple[Facts, Named]:
    """Return what an order rests on, as known now; takes no lock and writes nothing.

    Args:
        ask: runs the one statement, in a transaction or outside, and returns its row.
        order: whose agency, devices and licence grants are asked about.
        on: the day.
        instead_of: the identifier of the order it is to take the place of: what that one replaces
            is free for it.

    Returns: the agency's facts on the day, and what the order names.

    Raises:
        UnknownAgency: no such agency, or none the actor may see.
    """
    found = told(ask(*question(order, on, instead_of, act=False)), order)
    return found.facts, found.named


def gather_for_act(
    ask: Ask,
    order: Order,
    books: Books,
    on: date,
    now: datetime,
    asker: str,
    instead_of: str | None = None,
) -> Gathered:
    """Return what an act on an order rests on, under the agency's lock.

    It draws a status index, which is lost where no approval comes of it: the list has gaps.

    Args:
        ask: runs the one statement in the transaction that holds the lock, or takes it before.
        order: whose agency, devices and licence grants are asked about.
        books: law and catalogue in force.
        on: the day of law.
        now: the instant of the act.
        asker: the person who placed the order.
        instead_of: as of `gather`.

    Raises:
        UnknownAgency: no such agency, or none the actor may see.
    """
    row = ask(*question(order, on, instead_of, act=True))
    return gathered_of(told(row, order), order, books, on, now, asker)


def gathered_of(
    found: Told, order: Order, books: Books, on: date, now: datetime, asker: str
) -> Gathered:
    """As `gather_for_act`, from what `question` was answered."""
    assert found.act is not None  # noqa: S101 - it was asked for an act
    approvers, duplicate, first_due, status_index = found.act
    return Gathered(
        evidence=evidence_of(found.facts, found.named, order, books, on, asker),
        approvers=tuple(approvers or ()),
        duplicate=duplicate,
        due=first_due is not None and first_due <= now,
        status_index=status_index,
    )


def evidence_of(
    facts: Facts,
    named: Named,
    order: Order,
    books: Books,
    on: date,
    asker: str | None = None,
) -> Evidence:
    """Return the evidence for an order: what was gathered, and what the catalogue has of it.

    Of the waivers it has those for classes the order asks for, but none that ``asker`` granted:
    whoever asks can never waive. Where nobody of the agency asks, it has none, and no licence
    grants either: both are the agency's own affair. So is its list of free software, of which one
    entry serves any number of orders; what is found by it is not told to others. What other orders
    rest on of its unused licences counts for everybody; which orders those are, it alone is told.
    """
    counted = facts.waivers if asker is not None else ()
    asked = {line.item_class for line in order.lines} if counted else ()
    waivers = [it for it in counted if it.item_class in asked and it.granted_by != asker]
    return Evidence(
        agency=facts.agency,
        holdings=facts.holdings,
        assets=named.devices,
        registers=books.catalogue.registers_for(order, on),
        catalogue=books.catalogue.digest,
        waivers=tuple(waivers),
        licences=named.licences if asker is not None else (),
        free_software=named.free_software,
        suspensions=named.suspensions,
        spares=spares(facts.rests, order.reference, named=asker is not None),
    )


def without(evidence: Evidence, reserved: Mapping[tuple[str, str], int]) -> Evidence:
    """Return evidence without what an order has reserved itself: nobody competes with himself.

    Args:
        evidence: as gathered.
        reserved: units by class and attributes key.
    """
    holdings = []
    for holding in evidence.holdings:
        own = 0
        if holding.standing is Standing.RESERVED:
            own = reserved.get((holding.item_class.value, attributes_key(holding.attributes)), 0)
        if holding.quantity > own:
            holdings.append(structs.replace(holding, quantity=holding.quantity - own))
    return structs.replace(evidence, holdings=tuple(holdings))


def undrawn(evidence: Evidence, drawn: Mapping[tuple[str, int], int]) -> Evidence:
    """Return evidence without what an order has drawn of waivers itself.

    Args:
        evidence: as gathered.
        drawn: units by waiver and line.
    """
    own: Counter[str] = Counter()
    for (number, _), units in drawn.items():
        own[number] += units
    waivers = [replace(it, left=it.left + own[it.number]) for it in evidence.waivers]
    return structs.replace(evidence, waivers=tuple(waivers))


def without_licences(evidence: Evidence, drawn: Iterable[LicenceDraw]) -> Evidence:
    """Return evidence without what an order has drawn of licence grants itself."""
    if not evidence.licences:
        return evidence
    own: Counter[str] = Counter()
    for it in drawn:
        own[it.licence] += it.copies
    # Of a grant that no longer entitles the agency nothing is told, so nothing is left of it.
    found = [
        replace(it, left=it.left + own[it.number]) if it.entitled else it
        for it in evidence.licences
    ]
    return structs.replace(evidence, licences=tuple(found))


def answered(evidence: Evidence, answers: Mapping[str, Answer]) -> Evidence:
    """Return evidence with the answers given to the order's questions of judgement."""
    return structs.replace(evidence, answers=MappingProxyType(dict(answers)))


def question(order: Order, on: date, instead_of: str | None = None, *, act: bool) -> Asked:
    """Return what is asked for an order, or for an act on one; arguments as of `gather`."""
    forms, numbers, free = named_devices(order), named_grants(order), asks_free(order)
    bought = classes_bought(order)
    asked = {
        "agency": order.agency,
        "on": on,
        "forms": forms,
        "licences": numbers,
        "bought": bought,
        "reference": order.reference,
        "supplier": order.supplier,
        "instead_of": instead_of,
    }
    return STATEMENTS[act, bool(forms), bool(numbers or bought), free], asked


def question_of_known(order: Order, on: date) -> Asked:
    """Return what is asked for an act on an order of an agency whose other facts are known.

    That is what every order changes, and what is no fact of the agency's.

    Args:
        order: one that names nothing but its agency (`approvals.names.names_more`).
        on: the day.
    """
    asked = {
        "agency": order.agency,
        "on": on,
        "reference": order.reference,
        "supplier": order.supplier,
    }
    return OF_KNOWN, asked
