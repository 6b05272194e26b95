"""A licence grant as its holder states it: for what, for whom, how many copies, and on what proof.

Pure: what is wrong with a statement is told member by member. A grant is an account, whose copies
orders draw; what it is for is never edited: a correction is a further statement with a reason,
which holds once a second person has confirmed it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from approvals.errors import Misfit
from approvals.licence_errors import LicenceMisstated
from validators.classes import ItemClass
from validators.order import PROOFS, LicenceChannel, LicenceEvidence

CHANNELS = (
    LicenceChannel.OEM,
    LicenceChannel.RETAIL,
    LicenceChannel.VOLUME,
    LicenceChannel.SITE,
)
"""How a right may have been obtained that counts copies: a trial is no right, what is free needs
none."""

CLASSES = tuple(it for it in ItemClass if it.value.startswith("software_"))
"""What there are licences for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a grant is stated to be.

    ``versions`` are those usable, any where there are none; both days count, in Asia/Shanghai, and
    without ``valid_until`` the right has no end. ``entitled`` are agencies beside the holder that
    may draw copies, by USCC, registered or not.
    """

    holder_name: str
    item_class: ItemClass
    product: str
    edition: str | None
    versions: tuple[str, ...]
    channel: LicenceChannel
    copies: int
    valid_from: date
    valid_until: date | None
    evidence: tuple[LicenceEvidence, ...]
    entitled: tuple[str, ...] = ()

    @property
    def proven(self) -> bool:
        """Return whether a numbered document of a kind that proves a right is among the evidence.

        Invoices, contracts and screenshots are attachments: they are kept, and prove nothing.
        """
        return any(it.number is not None and it.kind in PROOFS for it in self.evidence)


def check_terms(terms: Terms, holder: str) -> None:
    """Look at a statement: its days descend nowhere, and nobody is entitled twice.

    Raises:
        LicenceMisstated: with everything that does not fit.
    """
    found = tuple(_misfits(terms, holder))
    if found:
        raise LicenceMisstated(found)


def _misfits(terms: Terms, holder: str) -> Iterator[Misfit]:
    if terms.valid_until is not None and terms.valid_until < terms.valid_from:
        yield Misfit("valid_until", "before-the-first", {"day": terms.valid_from.isoformat()})
    seen = {holder}
    for place, agency in enumerate(terms.entitled):
        if agency in seen:
            yield Misfit(f"entitled/{place}", "named-twice", {})
        seen.add(agency)
