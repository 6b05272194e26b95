"""The word *licence grant*: a right to so many copies of a product, as an examination sees it."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum, unique

from validators.classes import ItemClass
from validators.order import LicenceChannel


@unique
class Standing(StrEnum):
    """Where the record of a grant stands."""

    RECORDED = "recorded"
    """One person entered it, and no second person has confirmed it yet."""
    CONFIRMED = "confirmed"
    REVOKED = "revoked"
    """It was ended before its term, for a reason; nothing dead comes back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceGrant:
    """A grant that an order names, as the agency of the order may see it.

    Of a grant that neither is the agency's own nor entitles it, only the number is known: every
    other member is as if nobody had stated it. Copies are counted in devices; ``left`` are those no
    open order and no delivered device has drawn. Both days count, in Asia/Shanghai; without
    ``valid_until`` the right has no end. ``proven`` says that a numbered document of a kind that
    proves a right is on record (`validators.order.PROOFS`).
    """

    number: str
    entitled: bool
    standing: Standing | None = None
    item_class: ItemClass | None = None
    product: str | None = None
    edition: str | None = None
    versions: tuple[str, ...] = ()
    channel: LicenceChannel | None = None
    copies: int = 0
    left: int = 0
    valid_from: date | None = None
    valid_until: date | None = None
    proven: bool = False

    def covers(self, day: date) -> bool:
        """Return whether a day lies in the term of the grant."""
        begun = self.valid_from is not None and self.valid_from <= day
        return begun and (self.valid_until is None or day <= self.valid_until)

    def leaving(self, copies: int) -> "LicenceGrant":
        """Return it with so many copies left."""
        return replace(self, left=copies)

    def usable(self, day: date) -> bool:
        """Return whether copies may be drawn of it on a day: confirmed, entitled and in term."""
        return self.entitled and self.standing is Standing.CONFIRMED and self.covers(day)
