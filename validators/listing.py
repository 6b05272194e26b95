"""One product on one official list, as evidence in an examination."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique

from validators.listing_event import ListingEvent

Identity = tuple[str, str | None, str | None]
"""Name, version and kernel, as printed or as stated."""


@unique
class ListingKind(StrEnum):
    """What kind of product a scheme lists."""

    OPERATING_SYSTEM = "operating-system"
    PROCESSOR = "processor"
    DATABASE = "database"
    ACCELERATOR = "accelerator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A product as a publication of a scheme prints it.

    Identity is name, version and kernel: a part that the source leaves out is ``None`` and never
    matches anything. ``proves`` is false for a row that was inferred, or whose name is known only
    by family: such a row may be shown as a near miss and can prove nothing. ``certain`` is false
    where the publication the row belongs to is in doubt: then the product is proven and its
    validity is not. ``valid_until`` is the printed last day; whether that day itself still counts
    was not read, so on that day the answer is open. ``events`` are what notices say of it since,
    in a fixed order.
    """

    id: str
    scheme: str
    kind: ListingKind
    publication: str
    name: str
    names: tuple[str, ...]
    version: str | None = None
    kernel: str | None = None
    vendor: str | None = None
    level: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    proves: bool = False
    certain: bool = True
    events: tuple[ListingEvent, ...] = ()

    @property
    def plain(self) -> bool:
        """Return whether the row proves a product by its whole identity, and how long.

        One on which there was any event does not: its state is derived for each day.
        """
        if self.events:
            return False
        whole = self.kind is ListingKind.PROCESSOR or None not in (self.version, self.kernel)
        dated = self.valid_from is not None and self.valid_until is not None
        return self.proves and self.certain and whole and dated
