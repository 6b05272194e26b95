"""Orders and evidence as plain JSON documents, and back: what a receipt seals and recomputes.

A document holds only strings, integers, booleans, lists and objects. Reading trusts its syntax
(the edge validated it); amounts are strings, dates ISO 8601. What is absent reads as ``None``.
"""

from datetime import date
from decimal import Decimal
from types import MappingProxyType

from validators.classes import ItemClass
from validators.evidence import (
    Agency,
    Answer,
    Asset,
    Count,
    Evidence,
    Holding,
    Level,
    Register,
    Standing,
)
from validators.licence_grant import LicenceGrant
from validators.licence_grant import Standing as GrantStanding
from validators.listing import Listing, ListingKind
from validators.listing_event import EventKind, ListingEvent
from validators.order import (
    Attributes,
    Contract,
    Currency,
    Demand,
    Included,
    LicenceChannel,
    Order,
    OrderLine,
    PriceBasis,
    Processor,
    ProductCode,
    Recipient,
    Responsible,
    Tax,
)
from validators.reading_software import (
    Document,
    read_certificate,
    read_free_software,
    read_software,
    read_spare,
    read_system,
)
from validators.suspension import Suspension
from validators.waiver import Waiver


def read_order(document: Document) -> Order:
    """Return the order a validated document states."""
    contract, responsible = document.get("contract"), document.get("responsible")
    return Order(
        agency=document["agency"],
        supplier=document.get("supplier"),
        reference=document["reference"],
        price_basis=_basis(document["price_basis"]),
        contract=None if contract is None else _contract(contract),
        lines=tuple([_line(line) for line in document["lines"]]),
        responsible=None if responsible is None else Responsible(**responsible),
    )


def _contract(document: Document) -> Contract:
    demands = document.get("tender_demands")
    told = None if demands is None else tuple(map(Demand, demands))
    return Contract(**{**document, "tender_demands": told})


def _basis(document: Document) -> PriceBasis:
    rate = document.get("tax_rate")
    return PriceBasis(
        currency=Currency(document["currency"]),
        tax=Tax(document["tax"]),
        includes=frozenset(map(Included, document.get("includes", ()))),
        tax_rate=None if rate is None else Decimal(rate),
    )


def _line(document: Document) -> OrderLine:
    get = document.get
    processor, system, due = get("processor"), get("operating_system"), get("deliver_by")
    recipient, attributes = get("for"), get("attributes")
    codes, software, replaces = get("codes"), get("software"), get("replaces")
    return OrderLine(
        item_class=ItemClass(document["class"]),
        quantity=document["quantity"],
        unit_price=Decimal(document["unit_price"]),
        attributes=read_attributes(attributes) if attributes else (),
        model=get("model"),
        codes=tuple([ProductCode(**code) for code in codes]) if codes else (),
        recipient=None if recipient is None else Recipient(**recipient),
        processor=None if processor is None else Processor(**processor),
        energy_certificate=read_certificate(get("energy_certificate")),
        operating_system=None if system is None else read_system(system),
        software=tuple([read_software(item) for item in software]) if software else (),
        replaces=tuple(replaces) if replaces else (),
        deliver_by=None if due is None else date.fromisoformat(due),
        environment_label=read_certificate(get("environment_label")),
        framework_admission=read_certificate(get("framework_admission")),
    )


def read_attributes(document: Document) -> Attributes:
    """Return attributes in the order of their names, so that equal things are equal values."""
    return tuple(sorted(document.items()))


def read_evidence(document: Document) -> Evidence:
    """Return the evidence a document seals."""
    return Evidence(
        agency=read_agency(document["agency"]),
        holdings=tuple(_holding(item) for item in document.get("holdings", ())),
        assets=MappingProxyType(
            {item["serial"]: read_asset(item) for item in document.get("assets", ())}
        ),
        registers=MappingProxyType(
            {
                f"{register.scheme}/{register.kind}": register
                for register in map(_register, document.get("registers", ()))
            }
        ),
        answers=MappingProxyType(
            {item["question"]: Answer(**item) for item in document.get("answers", ())}
        ),
        catalogue=document.get("catalogue"),
        waivers=tuple([read_waiver(it) for it in document.get("waivers", ())]),
        licences=tuple([read_licence(it) for it in document.get("licences", ())]),
        free_software=tuple([read_free_software(it) for it in document.get("free_software", ())]),
        suspensions=tuple([read_suspension(it) for it in document.get("suspensions", ())]),
        spares=tuple([read_spare(it) for it in document.get("spares", ())]),
    )


def read_suspension(document: Document) -> Suspension:
    """Return the suspension a document tells of."""
    return Suspension(
        number=document["number"],
        document=document["document"],
        valid_from=date.fromisoformat(document["valid_from"]),
        valid_until=date.fromisoformat(document["valid_until"]),
    )


def read_agency(document: Document) -> Agency:
    """Return the agency a document describes, with the facts it holds to be in force."""
    return Agency(
        uscc=document["uscc"],
        name=document["name"],
        jurisdiction=document["jurisdiction"],
        level=Level(document["level"]),
        properties=MappingProxyType(dict(document.get("properties", {}))),
        counts=MappingProxyType(
            {
                name: Count(
                    value=count["value"],
                    since=date.fromisoformat(count["since"]),
                    source=count["source"],
                )
                for name, count in document.get("counts", {}).items()
            }
        ),
    )


def _holding(document: Document) -> Holding:
    return Holding(
        item_class=ItemClass(document["class"]),
        attributes=read_attributes(document.get("attributes", {})),
        standing=Standing(document["standing"]),
        quantity=document["quantity"],
    )


def read_asset(document: Document) -> Asset:
    """Return the device a document describes."""
    since, disposed = document.get("in_service_since"), document.get("disposed_on")
    return Asset(
        serial=document["serial"],
        item_class=ItemClass(document["class"]),
        attributes=read_attributes(document.get("attributes", {})),
        in_service_since=None if since is None else date.fromisoformat(since),
        pages=document.get("pages"),
        beyond_repair=document.get("beyond_repair"),
        disposed_on=None if disposed is None else date.fromisoformat(disposed),
        replaced_by=document.get("replaced_by"),
    )


def _register(document: Document) -> Register:
    return Register(
        scheme=document["scheme"],
        kind=document["kind"],
        incomplete=tuple(document.get("incomplete", ())),
        outlast=document.get("outlast", False),
        candidates=MappingProxyType(
            {
                name: tuple(read_listing(item) for item in listings)
                for name, listings in document.get("candidates", {}).items()
            }
        ),
    )


def read_listing(document: Document) -> Listing:
    """Return the listing a document describes."""
    start, until = document.get("valid_from"), document.get("valid_until")
    plain = ("id", "scheme", "publication", "name", "version", "kernel", "vendor", "level")
    return Listing(
        **{name: document[name] for name in plain if name in document},
        kind=ListingKind(document["kind"]),
        names=tuple(document["names"]),
        valid_from=None if start is None else date.fromisoformat(start),
        valid_until=None if until is None else date.fromisoformat(until),
        proves=document["proves"],
        certain=document["certain"],
        events=tuple(_listing_event(it) for it in document.get("events", ())),
    )


def _listing_event(document: Document) -> ListingEvent:
    """Return the event on a listing that a document describes."""
    first, until = date.fromisoformat(document["since"]), document.get("until")
    last = document.get("since_at_latest")
    plain = ("notice", "by", "name", "version", "kernel", "vendor", "level")
    return ListingEvent(
        **{name: document[name] for name in plain if name in document},
        kind=EventKind(document["kind"]),
        first=first,
        last=first if last is None else date.fromisoformat(last),
        proves=document["proves"],
        until=None if until is None else date.fromisoformat(until),
    )


def read_waiver(document: Document) -> Waiver:
    """Return the waiver a document describes."""
    price = document.get("unit_price")
    return Waiver(
        number=document["number"],
        rule=document["rule"],
        item_class=ItemClass(document["class"]),
        attributes=read_attributes(document.get("attributes", {})),
        edition=document.get("edition"),
        row=document.get("row"),
        units=document["units"],
        left=document["left"],
        unit_price=None if price is None else Decimal(price),
        valid_from=date.fromisoformat(document["valid_from"]),
        valid_until=date.fromisoformat(document["valid_until"]),
        granted_by=document["granted_by"],
    )


def read_licence(document: Document) -> LicenceGrant:
    """Return the licence grant a document describes."""
    number, entitled = document["number"], document["entitled"]
    if not entitled:
        return LicenceGrant(number=number, entitled=False)
    until = document.get("valid_until")
    return LicenceGrant(
        number=number,
        entitled=True,
        standing=GrantStanding(document["standing"]),
        item_class=ItemClass(document["class"]),
        product=document["product"],
        edition=document.get("edition"),
        versions=tuple(document.get("versions", ())),
        channel=LicenceChannel(document["channel"]),
        copies=document["copies"],
        left=document["left"],
        valid_from=date.fromisoformat(document["valid_from"]),
        valid_until=None if until is None else date.fromisoformat(until),
        proven=document["proven"],
    )
