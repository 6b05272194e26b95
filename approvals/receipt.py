"""Receipts: what an examination saw and said, sealed so that anyone can recompute it.

A receipt is canonical JSON of the order, the evidence with the listings looked at, the digests of
law and catalogue, the days, the engine's revision and the verdict. The same engine on the same law
gives the same verdict from it, byte for byte, for ever. (DESIGN decision 12.)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from approvals.errors import MalformedReceipt, UnknownEngine, UnknownLaw
from approvals.sealing import evidence_bytes, verdict_bytes
from ledger.canonical import canonical, parse
from ledger.canonical import digest as bytes_digest
from ledger.errors import NotCanonicalError
from validators.evidence import Evidence
from validators.examine import ENGINE, FIRST_ENGINE, Dates, examine, examine_first
from validators.finding import Verdict
from validators.law import Law
from validators.order import Order
from validators.reading import read_evidence, read_order
from validators.writing import verdict_document

FORMAT = 1
"""Version of the receipt's outline; another outline is another number beside this one."""

Examiner = Callable[[Order, Evidence, Law, Dates], Verdict]

ENGINES: Mapping[str, Examiner] = MappingProxyType({FIRST_ENGINE: examine_first, ENGINE: examine})
"""Every engine revision this release can recompute by."""

_ABSENT = object()

_MEMBERS = frozenset(
    {"format", "engine", "order", "evidence", "law", "catalogue", "dates", "verdict"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A receipt's bytes, and those of its verdict for the answer that goes out."""

    receipt: bytes
    verdict: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputation:
    """Whether a receipt's verdict came out the same, and where it did not (JSON pointers).

    ``sealed`` and ``found`` are digests of the verdict's canonical bytes, as the receipt has it and
    as it came out now; ``engine`` and ``law`` say by what.
    """

    agrees: bool
    differences: tuple[str, ...]
    sealed: str
    found: str
    engine: str
    law: str


def seal(
    order: bytes, evidence: Evidence, verdict: Verdict, dates: Dates, law: str, revision: int
) -> Sealed:
    """Return the receipt of an examination.

    Args:
        order: the order document in canonical form.
        evidence: what the examination rested on.
        verdict: what it said.
        dates: the days it turned on.
        law: digest of the body of editions.
        revision: which revision of law and catalogue together was in force.
    """
    said = verdict_bytes(verdict)
    days = {
        name: day.isoformat()
        for name in ("placed_on", "approved_on", "valid_until")
        if (day := getattr(dates, name)) is not None
    }
    parts = {
        "catalogue": canonical({"digest": evidence.catalogue, "revision": revision}),
        "dates": canonical(days),
        "engine": canonical(verdict.engine),
        "evidence": evidence_bytes(evidence),
        "format": canonical(FORMAT),
        "law": canonical(law),
        "order": order,
        "verdict": said,
    }
    # The members are canonical and their names sorted, so joining them is canonical too; the large
    # ones need not be read and written a second time.
    body = b",".join(b'"%s":%s' % (name.encode(), parts[name]) for name in sorted(parts))
    return Sealed(receipt=b"{%s}" % body, verdict=said)


def recompute(receipt: bytes, laws: Mapping[str, Law]) -> Recomputation:
    """Examine again what a receipt seals, and compare the verdict byte for byte.

    Args:
        receipt: the bytes as sealed.
        laws: bodies of editions by their digest.

    Raises:
        MalformedReceipt: the bytes are no receipt of a known format.
        UnknownEngine: this release does not hold the engine revision named.
        UnknownLaw: the law named was not handed in.
    """
    sealed = _read(receipt)
    engine = ENGINES.get(sealed["engine"])
    if engine is None:
        raise UnknownEngine(str(sealed["engine"]))
    law = laws.get(sealed["law"])
    if law is None:
        raise UnknownLaw(str(sealed["law"]))
    try:
        days = {name: date.fromisoformat(day) for name, day in sealed["dates"].items()}
        order, evidence = read_order(sealed["order"]), read_evidence(sealed["evidence"])
        verdict = engine(order, evidence, law, Dates(**days))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        reason = f"its contents cannot be read: {error!r}"
        raise MalformedReceipt(reason) from error
    again = verdict_document(verdict)
    before, after = canonical(sealed["verdict"]), canonical(again)
    agrees = before == after
    return Recomputation(
        agrees=agrees,
        differences=() if agrees else tuple(differing(sealed["verdict"], again)),
        sealed=bytes_digest(before),
        found=bytes_digest(after),
        engine=sealed["engine"],
        law=sealed["law"],
    )


def law_named(receipt: bytes) -> str:
    """Return the digest of the law a receipt was examined under.

    Raises:
        MalformedReceipt: the bytes are no receipt of a known format.
    """
    return str(_read(receipt)["law"])


def _read(receipt: bytes) -> dict[str, Any]:
    try:
        value = parse(receipt)
        same = canonical(value) == receipt
    except NotCanonicalError as error:
        raise MalformedReceipt(str(error)) from error
    if not isinstance(value, dict) or value.keys() != _MEMBERS or value["format"] != FORMAT:
        reason = f"it has not the members of a receipt of format {FORMAT}"
        raise MalformedReceipt(reason)
    if not same:
        reason = "it is not in canonical form"
        raise MalformedReceipt(reason)
    return value


def differing(left: Any, right: Any, pointer: str = "") -> list[str]:  # noqa: ANN401 - JSON values
    """Return the pointers (RFC 6901) at which two JSON values differ, the innermost ones."""
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        names = sorted({*left, *right})
        pairs = [(name, left.get(name, _ABSENT), right.get(name, _ABSENT)) for name in names]
    elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        pairs = [(str(at), *both) for at, both in enumerate(zip(left, right, strict=True))]
    else:
        same = left == right and isinstance(left, bool) is isinstance(right, bool)
        return [] if same else [pointer]
    return [
        found
        for name, one, other in pairs
        for found in differing(one, other, f"{pointer}/{_escaped(name)}")
    ]


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
