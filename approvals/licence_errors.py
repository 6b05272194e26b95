"""What can be wrong with acts on licence grants and device evidence; see ``errors``."""

from dataclasses import dataclass

from approvals.errors import ActRefused, Misfit


@dataclass(eq=False)
class LicenceNotFound(ActRefused):
    """No such licence grant, or none the actor may do this with."""

    number: str


@dataclass(eq=False)
class LicenceMisstated(ActRefused):
    """What a licence grant is stated to be does not fit; nothing was stored."""

    misfits: tuple[Misfit, ...]


@dataclass(eq=False)
class DrawnBeyond(ActRefused):
    """A grant cannot be confirmed for fewer copies than are drawn of it."""

    number: str
    copies: int
    drawn: int


@dataclass(eq=False)
class EvidenceUsed(ActRefused):
    """Licence evidence belongs to another device; it is not said to which, nor whose.

    ``places`` are those of the devices in what was sent, from 0.
    """

    places: tuple[int, ...]
