"""The facts an examination rests on besides the order itself, as the office knows them on a day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, unique
from types import MappingProxyType
from typing import Any, Final

from msgspec import Struct

from validators.classes import ItemClass
from validators.delivery import DeliveredUnit
from validators.free_software import FreeSoftware
from validators.licence_grant import LicenceGrant
from validators.listing import Identity, Listing
from validators.matching import folded
from validators.order import Attributes
from validators.spare import Spare
from validators.suspension import Suspension
from validators.waiver import Waiver

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


@unique
class Level(StrEnum):
    """The tier of government an agency or a place belongs to."""

    CENTRAL = "central"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"
    INSTITUTION = "institution"
    """A body with a text of its own, such as an academy: bound by that, whoever keeps it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A counted fact of an agency on the day of examination (persons, rooms, departments)."""

    value: int
    since: date
    source: str


FactsKey = tuple[tuple[tuple[str, int], ...], tuple[tuple[str, bool], ...]]
"""The values of an agency's counts and properties by name: what decides its limits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """The buyer, with its facts in force on the day of examination.

    ``properties`` are yes-or-no facts that rules turn on, by the names editions give them
    (``classified``, ``field_duty``); it holds only what is known. ``counts`` is keyed by basis, for
    instance ``filled-establishment`` (编制内实有人数). ``key`` is derived: agencies of one key have
    the same limits.
    """

    uscc: str
    name: str
    jurisdiction: str
    level: Level
    properties: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))
    counts: Mapping[str, Count] = field(default_factory=lambda: MappingProxyType({}))
    key: FactsKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Gather the values that limits are reckoned from."""
        counts = tuple([(name, count.value) for name, count in self.counts.items()])
        object.__setattr__(self, "key", (counts, tuple(self.properties.items())))


@unique
class Standing(StrEnum):
    """Why a unit takes up quota."""

    ON_HAND = "on-hand"
    """In service, by serial."""
    COMMITTED = "committed"
    """Approved and not yet accepted."""
    RESERVED = "reserved"
    """Examined and waiting for an approver."""


class Holding(Struct, frozen=True, kw_only=True):
    """How many units of one kind an agency has in one standing."""

    item_class: ItemClass
    attributes: Attributes
    standing: Standing
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One device in service, by serial, as the asset register knows it.

    ``pages`` is the meter reading; ``beyond_repair`` names the document that says the device is
    damaged beyond repair; ``replaced_by`` is the reference of another order that is to replace it.
    """

    serial: str
    item_class: ItemClass
    attributes: Attributes = ()
    in_service_since: date | None = None
    pages: int | None = None
    beyond_repair: str | None = None
    disposed_on: date | None = None
    replaced_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """What the catalogue can say about the texts of one order under one scheme and kind.

    ``incomplete`` names the publications not fully loaded: while there is one, absence proves
    nothing. ``outlast`` says that its listings are to last as long as the devices have to.
    ``candidates`` maps a stated product name to the listings it could mean; ``plain``,
    derived from it, tells by printed name, version and kernel from when until when a listing beyond
    doubt is in force. ``only``, derived where listings are to outlast devices, has by the same
    words those beside which no other listing can be the product.
    """

    scheme: str
    kind: str
    incomplete: tuple[str, ...] = ()
    outlast: bool = False
    candidates: Mapping[str, tuple[Listing, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    plain: Mapping[Identity, tuple[date, date]] = field(init=False, repr=False, compare=False)
    only: Mapping[Identity, Listing] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Lay out the listings beyond doubt by the very words they are printed in."""
        plain = {
            (listing.name, listing.version, listing.kernel): (
                listing.valid_from,
                listing.valid_until,
            )
            for listings in self.candidates.values()
            for listing in listings
            if listing.plain
        }
        object.__setattr__(self, "plain", MappingProxyType(plain))
        only = dict(_only(self.candidates)) if self.outlast else {}
        object.__setattr__(self, "only", MappingProxyType(only))


def _only(candidates: Mapping[str, tuple[Listing, ...]]) -> Iterator[tuple[Identity, Listing]]:
    for name, listings in candidates.items():
        # A notice may give a listing another name or version.
        if any(it.events for it in listings):
            continue
        printed = [(folded(it.version or ""), folded(it.kernel or "")) for it in listings]
        for it, product in zip(listings, printed, strict=True):
            if it.plain and it.name == name and printed.count(product) == 1:
                yield (name, it.version, it.kernel), it


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A named person's reasoned answer to a question of judgement."""

    question: str
    granted: bool
    reason: str
    role: str


class Evidence(Struct, frozen=True, kw_only=True):
    """Everything an examination may look at besides the order and the law.

    ``assets`` holds the devices the order says it replaces; ``registers`` is keyed by
    ``scheme/kind``; ``catalogue`` is the digest of the catalogue revision the candidates came from.
    ``waivers`` are the agency's for classes the order asks for, with what is left of each.
    ``licences`` are the licence grants the order names, as far as there are such, and those the
    agency may use that have copies left of the classes of software it buys;
    ``free_software`` are the entries of the agency's list that its free software is or may mean.
    ``suspensions`` are those of the order's supplier that are in force. ``spares`` tell, of the
    classes of which the agency states unused licences, what orders rest on; none where none does.
    ``units`` are devices of one delivery: the gates of delivery and ledger look at them; no receipt
    seals any.
    """

    agency: Agency
    holdings: tuple[Holding, ...] = ()
    assets: Mapping[str, Asset] = _NOTHING
    registers: Mapping[str, Register] = _NOTHING
    answers: Mapping[str, Answer] = _NOTHING
    catalogue: str | None = None
    waivers: tuple[Waiver, ...] = ()
    licences: tuple[LicenceGrant, ...] = ()
    free_software: tuple[FreeSoftware, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    spares: tuple[Spare, ...] = ()
    units: tuple[DeliveredUnit, ...] = ()

    @property
    def listings(self) -> tuple[str, ...]:
        """Return the ids of all listings that texts of the order could mean, each once."""
        named = {
            listing.id
            for register in self.registers.values()
            for listings in register.candidates.values()
            for listing in listings
        }
        return tuple(sorted(named))
