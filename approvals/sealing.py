"""The canonical bytes of evidence and verdicts, quickly: what comes again is written once.

Most of a receipt are the listings an order's texts could mean, and most of a verdict the editions
it rests on: the same few of both, all day. A property test holds these bytes to those of the plain
way.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from msgspec import structs

from approvals.of_registers import OfRegisters
from approvals.statement import editions_named
from ledger.canonical import canonical
from validators.evidence import Evidence, Register
from validators.finding import EditionUsed, Verdict
from validators.listing import Listing
from validators.writing import (
    editions_document,
    evidence_document,
    listing_document,
    verdict_document,
    waiver_document,
)
from validators.writing_software import spare_document
from validators.writing_supplier import suspension_document

_NONE: MappingProxyType[str, Register] = MappingProxyType({})


def evidence_bytes(evidence: Evidence) -> bytes:
    """Return ``canonical(evidence_document(evidence))``."""
    none = structs.replace(evidence, registers=_NONE, waivers=(), suspensions=(), spares=())
    rest = canonical(evidence_document(none))
    # These sort after every other member, in this order, so they are put in at the end.
    if evidence.registers:
        registers = b",".join(map(_register, _sorted(evidence.registers)))
        rest = b'%s,"registers":[%s]}' % (rest[:-1], registers)
    if evidence.spares:
        spares = canonical([spare_document(it) for it in evidence.spares])
        rest = b'%s,"spares":%s}' % (rest[:-1], spares)
    if evidence.suspensions:
        barred = canonical([suspension_document(it) for it in evidence.suspensions])
        rest = b'%s,"suspensions":%s}' % (rest[:-1], barred)
    if evidence.waivers:
        waivers = canonical([waiver_document(it) for it in evidence.waivers])
        rest = b'%s,"waivers":%s}' % (rest[:-1], waivers)
    return rest


def _sorted(registers: Mapping[str, Register]) -> list[Register]:
    return [registers[name] for name in sorted(registers)]


def verdict_bytes(verdict: Verdict) -> bytes:
    """Return ``canonical(verdict_document(verdict))``."""
    rest = canonical(verdict_document(structs.replace(verdict, editions=())))
    # "editions" sorts before every other member of the document, so it is put in at the beginning.
    return b'{"editions":%s%s' % (editions_bytes(verdict.editions), rest.removeprefix(_NO_EDITIONS))


def claims_bytes(verdict: Verdict, claims: Callable[[Verdict], dict[str, Any]]) -> bytes:
    """Return ``canonical(claims(verdict))``.

    Args:
        verdict: what the approval rests on.
        claims: `approvals.statement.claims`, with all else given.
    """
    rest = canonical(claims(structs.replace(verdict, editions=())))
    # The one member of that name, since inside a text its quotation marks would be escaped.
    return rest.replace(_NAMED_NONE, b'"editions":%s' % _named(verdict.editions), 1)


_NO_EDITIONS = b'{"editions":[]'
_NAMED_NONE = b'"editions":[]'


@lru_cache(maxsize=256)
def editions_bytes(editions: tuple[EditionUsed, ...]) -> bytes:
    """Return ``canonical(editions_document(editions))``: more than half of most verdicts."""
    return canonical(editions_document(editions))


@lru_cache(maxsize=256)
def _named(editions: tuple[EditionUsed, ...]) -> bytes:
    return canonical(editions_named(editions))


def _register_bytes(register: Register) -> bytes:
    members = [b'"kind":%s' % _text(register.kind), b'"scheme":%s' % _text(register.scheme)]
    if register.outlast:
        members.insert(1, b'"outlast":true')
    if register.incomplete:
        members.insert(0, b'"incomplete":%s' % canonical(list(register.incomplete)))
    if register.candidates:
        # RFC 8785 sorts names by their UTF-16 units.
        names = sorted(register.candidates, key=_units)
        found = b",".join(
            b"%s:[%s]" % (_text(name), b",".join(map(_listing, register.candidates[name])))
            for name in names
        )
        members.insert(0, b'"candidates":{%s}' % found)
    return b"{%s}" % b",".join(members)


_register = OfRegisters(_register_bytes)


@lru_cache(maxsize=8192)
def _listing(listing: Listing) -> bytes:
    return canonical(listing_document(listing))


@lru_cache(maxsize=8192)
def _text(text: str) -> bytes:
    return canonical(text)


def _units(text: str) -> bytes:
    return text.encode("utf-16-be", "surrogatepass")
