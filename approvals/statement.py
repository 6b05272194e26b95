"""What an approval states: the claims that are signed. Pure values in, plain JSON values out.

An approval binds content and not an order number: agency, supplier, every line with class, model,
quantity, unit price and its basis, the system and processor with the listings that prove them, the
law and the catalogue with their digests, and a window. The digest of the whole order document
binds whatever else the order says. (DESIGN decision 5; RFC 7519 for the registered claims.)
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, partial
from typing import Any

from msgspec import Struct

from approvals.legal_day import end_of, legal_day
from approvals.of_registers import OfRegisters
from approvals.policy import Policy
from validators.amount import money
from validators.evidence import Evidence, Register
from validators.finding import EditionUsed, Verdict, WaivedBy
from validators.listing import Listing, ListingKind
from validators.listing_state import last_day, on_day
from validators.matching import Stated, Validity, match, validity
from validators.order import Order, OrderLine

TYP = "approval+jws"
"""The ``typ`` header of a signed approval."""

SANDBOX_TYP = "sandbox-approval+jws"
"""That of a sandbox's: whoever asks for an approval is never shown one, however old his program."""

APPROVAL_PREFIX = "PC"
"""What every approval's number begins with."""

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUPS, _GROUP = 4, 4
_LETTER_BITS = 5


class Grounds(Struct, frozen=True, kw_only=True):
    """Which approval it is, and what it rests on, by digest.

    ``order`` and ``receipt`` are digests of canonical bytes; ``catalogue`` is the digest of the
    catalogue the candidates came from, ``law`` that of the whole body of editions, and ``revision``
    numbers the two together; ``status_index`` is the approval's bit in the status list.
    """

    number: str
    order_id: str
    order: str
    receipt: str
    law: str
    catalogue: str
    revision: int
    status_index: int


class Window(Struct, frozen=True, kw_only=True):
    """When an approval is valid: from an instant to the end of a day of law."""

    granted_at: datetime
    valid_from: date
    valid_until: date

    @classmethod
    def opening(cls, now: datetime, policy: Policy, waivers: Iterable[WaivedBy] = ()) -> "Window":
        """Return the window of an approval granted at ``now``.

        It outlives no waiver it rests on: on the day after, nobody could grant it.
        """
        first = legal_day(now)
        return cls(
            granted_at=now,
            valid_from=first,
            valid_until=min([policy.valid_until(first), *(it.until for it in waivers)]),
        )

    @property
    def expires_at(self) -> datetime:
        """Return the first instant at which the approval is no longer valid."""
        return end_of(self.valid_until)


def number_for(
    identifier: str, year: int, *, kind: str = "approval", prefix: str = APPROVAL_PREFIX
) -> str:
    """Return an approval's number: readable, and not to be guessed.

    Args:
        identifier: a fresh identifier with at least 64 random bits.
        year: the calendar year of the grant.
        kind: what is numbered, in words: things of two kinds never share their letters.
        prefix: what the number begins with.
    """
    seed = hashlib.sha256(f"{kind} {identifier}".encode()).digest()
    bits = int.from_bytes(seed[:10])
    letters = [_CROCKFORD[bits >> (_LETTER_BITS * place) & 31] for place in range(_GROUPS * _GROUP)]
    groups = ("".join(letters[at : at + _GROUP]) for at in range(0, len(letters), _GROUP))
    return f"{prefix}-{year}-{'-'.join(groups)}"


def claims(
    order: Order,
    evidence: Evidence,
    verdict: Verdict,
    grounds: Grounds,
    window: Window,
    policy: Policy,
) -> dict[str, Any]:
    """Return the claims of an approval as a JSON value with a canonical form.

    Instants are whole seconds of Unix time (RFC 7519 NumericDate); money is text. ``waivers``
    tells those the approval rests on, and is there only where it rests on any.
    """
    proven = cache(partial(_proof, evidence, window.valid_from))  # lines often name the same
    found = [tuple(_listings(line, proven)) for line in order.lines]
    stated = {
        "iss": policy.issuer,
        "sub": grounds.order_id,
        "jti": grounds.number,
        "iat": _seconds(window.granted_at),
        "nbf": _seconds(window.granted_at),
        "exp": _seconds(window.expires_at),
        "agency": order.agency,
        "reference": order.reference,
        "valid_from": window.valid_from.isoformat(),
        "valid_until": window.valid_until.isoformat(),
        "price_basis": _basis(order),
        "lines": [
            _line(place, line, listings)
            for place, (line, listings) in enumerate(zip(order.lines, found, strict=True))
        ],
        "amount": money(sum((it.unit_price * it.quantity for it in order.lines), Decimal(0))),
        "order": grounds.order,
        "receipt": grounds.receipt,
        "engine": verdict.engine,
        "editions": editions_named(verdict.editions),
        "law": grounds.law,
        "catalogue": {"revision": grounds.revision, "digest": grounds.catalogue},
        "notices": [
            {"line": place, "code": "listing-lapses", "listing": it.id, "on": str(last)}
            for place, listings in enumerate(found)
            for it in listings
            if (last := last_day(it, window.valid_from)) is not None and last <= window.valid_until
        ],
        "status": {"status_list": {"idx": grounds.status_index, "uri": policy.status_list}},
    }
    waivers = [
        {
            "number": by.number,
            "rule": it.rule,
            "pointer": it.pointer,
            "units": by.units,
            "until": by.until.isoformat(),
        }
        for it in verdict.findings
        if (by := it.waiver) is not None
    ]
    if waivers:
        stated["waivers"] = waivers
    if policy.sandbox:
        stated["sandbox"] = True
    return stated if order.supplier is None else {**stated, "aud": order.supplier}


def editions_named(editions: Iterable[EditionUsed]) -> list[dict[str, Any]]:
    """Return the editions a verdict rests on as an approval names them."""
    return [{"id": it.id, "revision": it.revision, "digest": it.digest} for it in editions]


def _seconds(instant: datetime) -> int:
    return int(instant.astimezone(UTC).timestamp())


def _basis(order: Order) -> dict[str, Any]:
    basis = order.price_basis
    stated: dict[str, Any] = {
        "currency": basis.currency.value,
        "tax": basis.tax.value,
        "includes": sorted(it.value for it in basis.includes),
    }
    return stated if basis.tax_rate is None else {**stated, "tax_rate": f"{basis.tax_rate:f}"}


def _line(place: int, line: OrderLine, listings: tuple[Listing, ...]) -> dict[str, Any]:
    by_kind = {it.kind: {"id": it.id, "publication": it.publication} for it in listings}
    stated: dict[str, Any] = {
        "line": place,
        "class": line.item_class.value,
        "attributes": dict(line.attributes),
        "quantity": line.quantity,
        "unit_price": f"{line.unit_price:f}",
    }
    if line.model is not None:
        stated["model"] = line.model
    for name, product, kind in (
        ("operating_system", _system(line), ListingKind.OPERATING_SYSTEM),
        ("processor", _processor(line), ListingKind.PROCESSOR),
    ):
        if product:
            listing = by_kind.get(kind)
            stated[name] = product if listing is None else {**product, "listing": listing}
    return stated


def _system(line: OrderLine) -> Mapping[str, Any]:
    system = line.operating_system
    if system is None:
        return {}
    names = ("preloaded", "name", "version", "kernel", "edition")
    return {it: getattr(system, it) for it in names if getattr(system, it) is not None}


def _processor(line: OrderLine) -> Mapping[str, Any]:
    processor = line.processor
    if processor is None:
        return {}
    number = processor.part_number
    stated = {"name": processor.name}
    return stated if number is None else {**stated, "part_number": number}


def _listings(
    line: OrderLine, proven: Callable[[Stated, ListingKind], Listing | None]
) -> Iterator[Listing]:
    """Yield the listings in force that prove the line's system and processor."""
    system, processor = line.operating_system, line.processor
    if system is not None and system.name is not None:
        stated = Stated(system.name, system.version, system.kernel)
        listing = proven(stated, ListingKind.OPERATING_SYSTEM)
        if listing is not None:
            yield listing
    if processor is not None:
        listing = proven(Stated(processor.name), ListingKind.PROCESSOR)
        if listing is not None:
            yield listing


def _proof(evidence: Evidence, on: date, stated: Stated, kind: ListingKind) -> Listing | None:
    """Return the one listing of exactly this identity that stays in force longest."""
    exact = [
        listing
        for register in evidence.registers.values()
        if register.kind == kind
        for listing in _exact(register, stated, on)
    ]
    return max(exact, key=lambda it: (last_day(it, on) or date.min, it.id), default=None)


def _exact(register: Register, stated: Stated, on: date) -> tuple[Listing, ...]:
    """Return the listings in force of exactly this identity; many orders name the same."""
    known = _proofs(register)
    found = known.get((stated, on))
    if found is None:
        candidates = on_day(register.candidates.get(stated.name, ()), on)
        found = known[stated, on] = tuple(
            it
            for it in match(stated, ListingKind(register.kind), candidates).exact
            if validity(it, on) is Validity.IN_FORCE
        )
    return found


def _nothing_known(_: Register) -> dict[tuple[Stated, date], tuple[Listing, ...]]:
    return {}


_proofs = OfRegisters(_nothing_known)
