"""The case put to the examiner: an order and its lines, as frozen values.

Syntax was checked before such a value exists; what is ``None`` here is a fact nobody stated, and a
rule that needs it answers ``undetermined``, never ``conforming``.

What rules read again and again is a struct, what is looked up by its value, or seldom read, a named
tuple (ADR 0013).
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum, unique
from typing import NamedTuple

from msgspec import Struct

from validators.blank_texts import says_nothing
from validators.classes import ItemClass

AttributeValue = str | bool | int
Attributes = tuple[tuple[str, AttributeValue], ...]
"""Attributes of a line or an asset, sorted by name, so that equal things are equal values."""


@unique
class Tax(StrEnum):
    """Whether a stated price contains value-added tax."""

    INCLUDED = "included"
    EXCLUDED = "excluded"


@unique
class Included(StrEnum):
    """What a stated price may contain besides the bare device."""

    OPERATING_SYSTEM = "operating-system"
    WARRANTY = "warranty"
    DELIVERY = "delivery"
    INSTALLATION = "installation"


@unique
class Currency(StrEnum):
    """Currencies an order may be priced in: the ceilings are in yuan, and no rate is assumed."""

    CNY = "CNY"


@unique
class LicenceChannel(StrEnum):
    """How the right to use a piece of software was obtained."""

    OEM = "oem"
    RETAIL = "retail"
    VOLUME = "volume"
    SITE = "site"
    FREE = "free"
    TRIAL = "trial"


class PriceBasis(Struct, frozen=True):
    """What every unit price of an order means (SK13): currency, tax and what it includes.

    ``tax_rate`` is a share (``0.13``), stated only where tax is excluded.
    """

    currency: Currency
    tax: Tax
    includes: frozenset[Included] = frozenset()
    tax_rate: Decimal | None = None


class ProductCode(NamedTuple):
    """A classification code with the edition of the table it was taken from."""

    scheme: str
    code: str


@unique
class EvidenceKind(StrEnum):
    """What document is named for a licence; the kinds differ in what they can prove."""

    OEM_AGREEMENT = "oem-agreement"
    """The maker may preload, for a number of devices."""
    LICENCE_CERTIFICATE = "licence-certificate"
    LICENCE_AGREEMENT = "licence-agreement"
    RIGHTS_HOLDER_LICENCE = "rights-holder-licence"
    """A written or electronic licence of the rights holder."""
    COA = "coa"
    """A certificate of authenticity on package or device."""
    DIGITAL_ENTITLEMENT = "digital-entitlement"
    PURCHASE_CONTRACT = "purchase-contract"
    INVOICE = "invoice"
    RECOVERY_MEDIA = "recovery-media"
    SCREENSHOT = "screenshot"


PROOFS = frozenset(
    {
        EvidenceKind.OEM_AGREEMENT,
        EvidenceKind.LICENCE_CERTIFICATE,
        EvidenceKind.LICENCE_AGREEMENT,
        EvidenceKind.RIGHTS_HOLDER_LICENCE,
        EvidenceKind.COA,
        EvidenceKind.DIGITAL_ENTITLEMENT,
    }
)
"""Kinds that can prove a right to use; the others are attachments: an invoice proves payment, a
contract what was ordered, a screenshot nothing."""


class LicenceEvidence(NamedTuple):
    """A document named as proof of a licence; one without a number cannot be looked up."""

    kind: EvidenceKind
    number: str | None = None


class LicenceBase(NamedTuple):
    """The full licence a volume licence stands on: where it comes from, and of which edition."""

    channel: LicenceChannel | None = None
    edition: str | None = None


class Licence(Struct, frozen=True):
    """The right to use a piece of software, as the order states it: on ``copies`` devices.

    ``term`` is for how long, in the contract's words; ``base`` is what a volume licence stands on.
    """

    channel: LicenceChannel | None = None
    copies: int | None = None
    evidence: tuple[LicenceEvidence, ...] = ()
    term: str | None = None
    base: LicenceBase | None = None

    @property
    def proven(self) -> bool:
        """Return whether a numbered document of a kind that proves a licence is named."""
        for document in self.evidence:
            number = document.number
            if number is None or document.kind not in PROOFS:
                continue
            # Nearly every number ends in a digit, and is one.
            if number[-1:].isdigit() or not says_nothing(number):
                return True
        return False


class OperatingSystem(Struct, frozen=True):
    """The operating system of a device, as the order states it."""

    preloaded: bool | None = None
    name: str | None = None
    version: str | None = None
    kernel: str | None = None
    edition: str | None = None
    licence: Licence | None = None


class Processor(NamedTuple):
    """The processor of a device, as the order states it."""

    name: str
    part_number: str | None = None
    statement: str | None = None
    """The number of the supplier's statement that the part is the product announced."""


class Certificate(NamedTuple):
    """A certificate or permit of a product, as the order states it; in force on its last day."""

    number: str
    valid_until: date | None = None


class Software(NamedTuple):
    """A piece of software bought with a device."""

    item_class: ItemClass
    name: str
    version: str | None = None
    licence: Licence | None = None
    permit: Certificate | None = None
    """What a security product is sold under: its certificate, or an old sales permit."""


class Recipient(NamedTuple):
    """For whom inside the agency a line is bought."""

    department: str | None = None
    rank: str | None = None
    room: str | None = None


@unique
class Demand(StrEnum):
    """What a tender can demand of suppliers beyond what a demand standard has."""

    REPORTS = "reports"
    """Test or certification reports, where a letter of commitment answers."""
    INDICATORS = "indicators"
    """More indicators, or stricter ones."""


class Contract(NamedTuple):
    """What the purchase contract says, and its tender, as far as the order states it."""

    number: str | None = None
    non_infringement: bool | None = None
    compatibility: str | None = None
    after_sales: str | None = None
    rights_check: str | None = None
    """The record that the rights in the software were verified before the purchase."""
    tender_demands: tuple[Demand, ...] | None = None
    """What the tender demands beyond the standard; an empty tuple says that it is nothing."""
    services_included: bool | None = None
    """Whether services of integration are bought in the same package."""


class Responsible(NamedTuple):
    """Who answers for genuine software in the agency, by post: the head, and the head of IT."""

    head: str | None = None
    it_head: str | None = None


class OrderLine(Struct, frozen=True):
    """One kind of thing bought. ``unit_price`` is in the order's price basis, ``quantity`` ≥ 1."""

    item_class: ItemClass
    quantity: int
    unit_price: Decimal
    attributes: Attributes = ()
    model: str | None = None
    codes: tuple[ProductCode, ...] = ()
    recipient: Recipient | None = None
    processor: Processor | None = None
    energy_certificate: Certificate | None = None
    operating_system: OperatingSystem | None = None
    software: tuple[Software, ...] = ()
    replaces: tuple[str, ...] = ()
    deliver_by: date | None = None
    environment_label: Certificate | None = None
    framework_admission: Certificate | None = None
    """That the product was admitted to the framework agreement it is bought under."""


class Order(Struct, frozen=True):
    """What one agency asks to buy, at prices of one basis."""

    agency: str
    reference: str
    price_basis: PriceBasis
    lines: tuple[OrderLine, ...]
    supplier: str | None = None
    contract: Contract | None = None
    responsible: Responsible | None = None
