"""What can be wrong with substitutions; see ``errors``."""

from dataclasses import dataclass

from approvals.errors import ActRefused, WrongState
from validators.finding import Verdict


@dataclass(eq=False)
class SubstitutionNotFound(ActRefused):
    """No such proposal, or none the actor may see."""

    substitution: str


@dataclass(eq=False)
class SubstitutionExists(ActRefused):
    """The supplier made another proposal under this reference."""

    reference: str


@dataclass(eq=False)
class LineNotStanding(ActRefused):
    """The approved order has no such line, or has it no longer."""

    line: int


@dataclass(eq=False)
class MoreThanOpen(ActRefused):
    """More units are to be substituted than the line still has open."""

    line: int
    open: int
    asked: int


@dataclass(eq=False)
class PriceRose(ActRefused):
    """The substitute costs more than the approved model; both in yuan, as decimal text."""

    approved: str
    asked: str


@dataclass(eq=False)
class NothingSubstituted(ActRefused):
    """The substitute is the approved device."""


@dataclass(eq=False)
class SubstitutionOpen(ActRefused):
    """Nothing breaks the law, but something is not known yet: there is nothing to consent to."""

    substitution: str
    verdicts: tuple[Verdict, ...]


def wrong_state(identifier: str, state: str, *wanted: str) -> WrongState:
    """Return the error of a proposal in another state than an act needs."""
    return WrongState("substitution", identifier, state, wanted)
