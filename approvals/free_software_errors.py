"""What can be wrong with acts on an agency's list of usable free software; see ``errors``."""

from dataclasses import dataclass
from enum import StrEnum, unique

from approvals.errors import ActRefused


@dataclass(eq=False)
class FreeSoftwareNotFound(ActRefused):
    """The agency's list has no entry of this number, or none the actor may see."""

    number: str


@dataclass(eq=False)
class FreeSoftwareListed(ActRefused):
    """An entry for just this software there is on the list already, and not taken off."""

    number: str


@unique
class NotApproved(StrEnum):
    """Why an entry that was named to be approved with others cannot be."""

    UNKNOWN = "unknown-entry"
    TWICE = "named-twice"
    APPROVED = "approved-already"
    TAKEN_OFF = "taken-off"
    SAME_PERSON = "same-person"


@dataclass(eq=False)
class EntriesNotApproved(ActRefused):
    """Entries named together, by their places from 0, that cannot be approved; so none was."""

    refused: tuple[tuple[int, NotApproved], ...]
