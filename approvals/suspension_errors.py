"""What can be wrong with acts on a supplier's suspension; see ``errors``."""

from dataclasses import dataclass

from approvals.errors import ActRefused


@dataclass(eq=False)
class SuspensionNotFound(ActRefused):
    """The supplier has no suspension of this number."""

    number: str


@dataclass(eq=False)
class SuspensionOver(ActRefused):
    """The suspension ended already, by its term or by an earlier decision."""

    number: str
