"""Builds the small example world of these tests: a law, a catalogue, an office, orders."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Any

from approvals.office import Office
from approvals.policy import Policy
from approvals.uscc import check_character
from catalog.books import Books
from ledger.canonical import digest
from ledger.entry import Actor
from ledger.jws import KeyState, PublishedKey
from ledger.signing import Signer
from validators.evidence import Register
from validators.law import Law
from validators.listing import Listing, ListingKind
from validators.order import Order
from validators.standards_file import documents, load

GOLDEN = Path(__file__).parent / "golden"

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
POLICY = Policy(issuer="https://procheck.example")

OFFICER = Actor(person="person-officer", role="officer", authentication="api-key")
APPROVER = Actor(person="person-approver", role="approver", authentication="api-key")
SYSTEM = Actor(person="system:test", role="system", authentication="test")


def uscc(number: int) -> str:
    """A well-formed code of an example body."""
    body = f"1110000{number:010d}"
    return body + check_character(body)


AGENCY, OTHER_AGENCY, SUPPLIER, OTHER_SUPPLIER = map(uscc, (1, 2, 3, 4))


@cache
def law() -> Law:
    return load(documents(GOLDEN / "law-1"))


@cache
def law_digest() -> str:
    return digest(b"".join(data for _, data in documents(GOLDEN / "law-1")))


def listing(name: str, until: date) -> Listing:
    return Listing(
        id=f"example-{name}",
        scheme="example-scheme",
        kind=ListingKind.OPERATING_SYSTEM,
        publication="example-2025-1",
        name=name,
        names=(name,),
        version="V1",
        kernel="6.6",
        valid_from=date(2025, 1, 1),
        valid_until=until,
        proves=True,
    )


@dataclass(frozen=True)
class ExampleCatalogue:
    """A catalogue of a few listings that answers as the real one does."""

    listings: tuple[Listing, ...] = (
        listing("示例操作系统", date(2028, 1, 1)),
        listing("将到期操作系统", date(2026, 12, 26)),
    )
    digest: str = "sha256:" + "c" * 64

    def registers_for(self, order: Order, _on: date | None = None) -> Mapping[str, Register]:
        stated = {it.operating_system.name for it in order.lines if it.operating_system}
        candidates = {
            name: tuple(it for it in self.listings if name in it.names)
            for name in stated
            if name is not None
        }
        kind = ListingKind.OPERATING_SYSTEM.value
        register = Register(
            scheme="example-scheme", kind=kind, candidates=MappingProxyType(candidates)
        )
        return MappingProxyType({f"example-scheme/{kind}": register})


def books() -> Books:
    return Books(law(), law_digest(), ExampleCatalogue(), 7)  # type: ignore[arg-type] # a small one


@dataclass
class Ids:
    """Identifiers in order, different in every run of the generator that is handed out."""

    numbers: Any = field(default_factory=lambda: count(1))
    prefix: str = "0198"

    def __call__(self) -> str:
        return f"{self.prefix}{next(self.numbers):028x}"


def office(signer: Signer, policy: Policy = POLICY, ids: Ids | None = None) -> Office:
    return Office(policy=policy, signer=signer, ids=ids or Ids())


def published(signer: Signer, state: KeyState = KeyState.ACTIVE) -> PublishedKey:
    revoked = NOW if state is KeyState.REVOKED else None
    return PublishedKey(
        public_key=signer.public_key, use="approval", state=state, since=NOW, revoked_at=revoked
    )


def line(
    quantity: int = 1,
    price: str = "4500.00",
    *,
    of: str = "desktop",
    attributes: Mapping[str, Any] | None = None,
    **changes: Any,  # noqa: ANN401 - a JSON value
) -> dict[str, Any]:
    return {
        "class": of,
        "attributes": dict(attributes or {}),
        "model": "Example 1",
        "quantity": quantity,
        "unit_price": price,
        **changes,
    }


def order(reference: str, *lines: dict[str, Any], **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - a JSON value or a column
    return {
        "agency": AGENCY,
        "supplier": SUPPLIER,
        "reference": reference,
        "price_basis": {"currency": "CNY", "tax": "included", "includes": []},
        "lines": list(lines) or [line()],
        **changes,
    }
