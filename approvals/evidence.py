"""Gathers what an examination rests on: the agency's facts, its holdings, the listings named.

Everything is read in one statement, so that it is of one moment; under the agency's lock that
moment lasts until the transaction ends.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from approvals.errors import UnknownAgency
from approvals.kinds import attributes_key
from catalog.books import Books
from storage.driver import Ask, Statement
from validators.classes import ItemClass
from validators.evidence import Agency, Answer, Asset, Evidence, Holding, Standing
from validators.order import Order
from validators.reading import read_agency, read_asset, read_attributes, read_waiver
from validators.waiver import Waiver

_FACTS = """
select a.name, a.jurisdiction, a.level,
  (select jsonb_object_agg(p.property, p.value) from (
     select distinct on (property) property, value from procheck.agency_property
     where agency = a.uscc and valid_from <= %(on)s
     order by property, valid_from desc, id desc) p) as properties,
  (select jsonb_object_agg(h.basis,
            jsonb_build_object('value', h.value, 'since', h.valid_from, 'source', h.source)) from (
     select distinct on (basis) basis, value, valid_from, source from procheck.headcount
     where agency = a.uscc and valid_from <= %(on)s
     order by basis, valid_from desc, id desc) h) as counts,
  (select jsonb_agg(jsonb_build_array(b.class, b.attributes::jsonb,
            b.on_hand, b.committed, b.reserved) order by b.class, b.attributes)
     from procheck.quota_balance b where b.agency = a.uscc) as holdings,
  (select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
            'number', w.number, 'rule', w.rule, 'class', w.class,
            'attributes', w.attributes::jsonb, 'edition', w.edition, 'row', w.row,
            'units', w.granted, 'left', w.granted - w.drawn,
            'unit_price', trim_scale(d.unit_price)::text, 'valid_from', d.valid_from,
            'valid_until', d.valid_until, 'granted_by', d.person)) order by w.number)
     from procheck.waiver w join procheck.waiver_decision d on d.waiver = w.number
     where w.agency = a.uscc and w.state = 'granted'
       and d.valid_from <= %(on)s and d.valid_until >= %(on)s) as waivers,
  (select q.revision from procheck.quota_anchor q where q.agency = a.uscc) as revision"""

# Asked only where devices are named: a plan made for any number of them expects some, and one made
# anew for each order takes longer than reading the facts does.
_DEVICES = """,
  (select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
            'serial', s.serial, 'class', s.class, 'attributes', s.attributes::jsonb,
            'in_service_since', s.in_service_since, 'disposed_on', d.disposed_on,
            'pages', (select c.pages from procheck.asset_condition c
               where c.serial = s.serial and c.observed_on <= %(on)s and c.pages is not null
               order by c.observed_on desc, c.id desc limit 1),
            'beyond_repair', (select c.beyond_repair from procheck.asset_condition c
               where c.serial = s.serial and c.observed_on <= %(on)s
                 and c.beyond_repair is not null
               order by c.observed_on desc, c.id desc limit 1))) order by s.serial)
     from procheck.asset s
     left join procheck.asset_disposal d on d.serial = s.serial and d.disposed_on <= %(on)s
     where s.agency = a.uscc and s.serial = any(%(serials)s)) as devices"""

_NO_DEVICES = ",\n  null as devices"

# The smallest instant of each kind is the first row of an index. (Asked whether any is due, a plan
# made without the instant expects a third of all rows to be, and reads them all to find none.)
_OF_A_SUBMISSION = """,
  (select n.persons from procheck.approver_naming n
     where n.agency = a.uscc and n.valid_from <= %(on)s
     order by n.valid_from desc, n.id desc limit 1) as approvers,
  (select o.id from procheck.purchase_order o
     where o.agency = a.uscc and o.reference = %(reference)s) as duplicate,
  least(
    (select min(o.lapses_at) from procheck.purchase_order o
       where o.agency = a.uscc and o.lapses_at is not null),
    (select min(v.expires_at) from procheck.approval v
       where v.agency = a.uscc and v.state = 'in-force')) as first_due,
  nextval('procheck.approval_status_index') as status_index"""

_OF = "\nfrom procheck.agency a where a.uscc = %(agency)s"

_STATEMENTS = {
    (act, devices): Statement.of(
        _FACTS + (_DEVICES if devices else _NO_DEVICES) + (_OF_A_SUBMISSION if act else "") + _OF,
    )
    for act in (False, True)
    for devices in (False, True)
}
"""By whether it is for an act, and whether devices are named."""

_STANDINGS = (Standing.ON_HAND, Standing.COMMITTED, Standing.RESERVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of an agency on a day: itself, what it holds, and its waivers in force.

    ``revision`` counts what happened to the agency's facts: as long as it stands, they do.
    """

    agency: Agency
    holdings: tuple[Holding, ...]
    waivers: tuple[Waiver, ...]
    revision: int


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


def gather(ask: Ask, order: Order, on: date) -> tuple[Facts, Mapping[str, Asset]]:
    """Return what an order rests on, as known now; takes no lock and writes nothing.

    Args:
        ask: runs the one statement, in a transaction or outside, and returns its row.
        order: whose agency and devices are asked about.
        on: the day.

    Returns: the agency's facts on the day, and the devices the order names, by serial.

    Raises:
        UnknownAgency: no such agency, or none the actor may see.
    """
    facts, devices, *_ = _read(ask, order, on, act=False)
    return facts, devices


def gather_for_act(
    ask: Ask, order: Order, books: Books, on: date, now: datetime, asker: str
) -> Gathered:
    """Return what an act on an order rests on, under the agency's lock.

    It draws a status index, which is lost where no approval comes of it: the list has gaps.

    Args:
        ask: runs the one statement in the transaction that holds the lock, or takes it before.
        order: whose agency and devices are asked about.
        books: law and catalogue in force.
        on: the day of law.
        now: the instant of the act.
        asker: the person who placed the order.

    Raises:
        UnknownAgency: no such agency, or none the actor may see.
    """
    facts, devices, approvers, duplicate, first_due, status_index = _read(ask, order, on, act=True)
    return Gathered(
        evidence=evidence_of(facts, devices, order, books, on, asker),
        approvers=tuple(approvers or ()),
        duplicate=duplicate,
        due=first_due is not None and first_due <= now,
        status_index=status_index,
    )


def evidence_of(
    facts: Facts,
    devices: Mapping[str, Asset],
    order: Order,
    books: Books,
    on: date,
    asker: str | None = None,
) -> Evidence:
    """Return the evidence for an order: what was gathered, and what the catalogue has of it.

    Of the waivers it has those for classes the order asks for, but none that ``asker`` granted:
    whoever asks can never waive. Where nobody of the agency asks, it has none.
    """
    asked = {line.item_class for line in order.lines} if asker is not None else ()
    return Evidence(
        agency=facts.agency,
        holdings=facts.holdings,
        assets=devices,
        registers=books.catalogue.registers_for(order, on),
        catalogue=books.catalogue.digest,
        waivers=tuple(
            [it for it in facts.waivers if it.item_class in asked and it.granted_by != asker]
        ),
    )


def named_devices(order: Order) -> list[str]:
    """Return the serials of the devices an order names."""
    return [serial for line in order.lines for serial in line.replaces]


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
            holdings.append(replace(holding, quantity=holding.quantity - own))
    return replace(evidence, holdings=tuple(holdings))


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
    return replace(evidence, waivers=tuple(waivers))


def answered(evidence: Evidence, answers: Mapping[str, Answer]) -> Evidence:
    """Return evidence with the answers given to the order's questions of judgement."""
    return replace(evidence, answers=MappingProxyType(dict(answers)))


def _read(ask: Ask, order: Order, on: date, *, act: bool) -> tuple[Any, ...]:
    """Return an agency's facts, the devices an order names, and what an act has to know more."""
    serials = named_devices(order)
    asked = {
        "agency": order.agency,
        "on": on,
        "serials": serials,
        "reference": order.reference,
    }
    row = ask(_STATEMENTS[act, bool(serials)], asked)
    if row is None:
        raise UnknownAgency(order.agency)
    name, jurisdiction, level, properties, counts, holdings, waivers, *others = row
    revision, devices, *others = others
    agency = read_agency(
        {
            "uscc": order.agency,
            "name": name,
            "jurisdiction": jurisdiction,
            "level": level,
            "properties": properties or {},
            "counts": counts or {},
        }
    )
    held = tuple(_holdings(holdings or ()))
    waived = tuple([read_waiver(it) for it in waivers or ()])
    facts = Facts(agency=agency, holdings=held, waivers=waived, revision=revision)
    assets = [read_asset(it) for it in devices or ()]
    return facts, MappingProxyType({it.serial: it for it in assets}), *others


def _holdings(rows: list[Any] | tuple[()]) -> list[Holding]:
    found = []
    for item_class, attributes, *quantities in rows:
        kind, named = ItemClass(item_class), read_attributes(attributes)
        for standing, quantity in zip(_STANDINGS, quantities, strict=True):
            if quantity:
                found.append(
                    Holding(item_class=kind, attributes=named, standing=standing, quantity=quantity)
                )
    return found
