"""What happens to software in an agency: the acts its four ledgers are derived from.

Source: LEGITIMACY §4, the ledger model of the guidance of 2016. Nothing else changes a count. An
upgrade is a removal in the sheet of the old software and an installation in that of the new one.
"""

import base64
import hashlib
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum, unique
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from validators.order import LicenceChannel


@unique
class SoftwareKind(StrEnum):
    """How an agency came by a piece of software, as the ledgers divide it."""

    COMMERCIAL = "commercial"
    """Bought for itself: each installation takes one of the licences."""
    OEM = "oem"
    """It came with a computer, serves on that one, and goes with it."""
    FREE = "free"
    """It stands on the list of free software that may be used."""
    UNSTATED = "unstated"
    """Nobody said; it is printed as a blank."""


KIND_WORDS: Final = MappingProxyType(
    {
        SoftwareKind.COMMERCIAL: "商业软件",
        SoftwareKind.OEM: "OEM软件",
        SoftwareKind.FREE: "免费软件",
        SoftwareKind.UNSTATED: None,
    }
)
"""The words the printed tables have for the kinds."""

Identity = tuple[str, str, str]
"""What one software number stands for: kind, name and version, each folded."""

_PREFIX: Final = "SW-"
_LETTERS: Final = 10
"""Signs of a derived number: 50 bits, so that two of 10,000 agree once in 20 million agencies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A piece of software under its number. ``version`` is the one the licence names, if any."""

    number: str
    kind: SoftwareKind
    name: str
    version: str | None = None

    @property
    def identity(self) -> Identity:
        """Return what the number stands for, in whatever spelling."""
        return identity_of(self.kind, self.name, self.version)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """A right to use was bought: a line of an approved order.

    Attributes:
        source: number of the approval.
        product: what was bought.
        on: day of the approval.
        licences: on how many computers it may run; ``None`` where nobody said.
        usable_versions: versions the licence allows besides the one it names.
        channel: how the licence was bought.
        term: for how long, in the contract's words.
        amount: yuan with tax; ``None`` where it was not priced apart.
    """

    source: str
    product: Product
    on: date
    licences: int | None = None
    usable_versions: tuple[str, ...] = ()
    channel: LicenceChannel | None = None
    term: str | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A piece of free software was put on the list of those that may be used."""

    product: Product
    source: str | None = None
    vendor: str | None = None
    phone: str | None = None
    department: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A computer as the ledgers name it: its number (the serial), brand and model, whose it is."""

    number: str
    brand: str | None = None
    department: str | None = None
    user: str | None = None

    def filled_in(self, by: "Machine") -> "Machine":
        """Return the computer with what is blank here as another telling of it has it."""
        return replace(
            self,
            brand=self.brand or by.brand,
            department=self.department or by.department,
            user=self.user or by.user,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A computer was accepted, with the software it carries, all of it bought before.

    ``preloaded`` tells that what is OEM among it came with the computer from its maker.
    """

    machine: Machine
    carries: tuple[Product, ...] = ()
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What a computer had before is entered from an office's own table; ``row`` names its row."""

    row: str
    machine: Machine
    product: Product
    term: str | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """Software the agency has was installed on one of its computers, in a usable version."""

    computer: str
    software: str
    version: str | None = None
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """Software was removed from a computer."""

    computer: str
    software: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposed:
    """A computer went, and with it everything installed on it."""

    computer: str
    on: date


Act = Bought | Listed | Received | Entered | Installed | Removed | Disposed


@lru_cache(maxsize=4096)
def identity_of(kind: SoftwareKind, name: str, version: str | None) -> Identity:
    """Return what a software number stands for; width, case and blanks make no difference."""
    return kind.value, _folded(name), _folded(version or "")


@lru_cache(maxsize=4096)
def derived_number(identity: Identity) -> str:
    """Return the number of software that no office numbered itself.

    It follows from what the software is and from nothing else: neither from the order of acts nor
    from the day, so it never changes.
    """
    seal = hashlib.sha256("\n".join(identity).encode()).digest()
    return _PREFIX + base64.b32encode(seal).decode()[:_LETTERS]


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
