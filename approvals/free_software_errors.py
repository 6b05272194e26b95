"""What can be wrong with acts on an agency's list of usable free software; see ``errors``."""

from dataclasses import dataclass

from approvals.errors import ActRefused


@dataclass(eq=False)
class FreeSoftwareNotFound(ActRefused):
    """The agency's list has no entry of this number, or none the actor may see."""

    number: str


@dataclass(eq=False)
class FreeSoftwareListed(ActRefused):
    """An entry for just this software there is on the list already, and not taken off."""

    number: str
