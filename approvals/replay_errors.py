"""Everything that can be wrong with a replay of recorded history."""

from dataclasses import dataclass
from datetime import date

from approvals.errors import ActRefused


@dataclass(eq=False)
class ReplayNotFound(ActRefused):
    """No such replay, or none the actor may see."""

    replay: str


@dataclass(eq=False)
class MalformedHistory(ActRefused):
    """An entry of the ledger, or its receipt, does not say what an act of its kind says."""

    entry: str
    reason: str

    def __str__(self) -> str:
        """Say which entry it is, and what is wrong with it."""
        return f"entry {self.entry} cannot be replayed: {self.reason}"


@dataclass(eq=False)
class WrongSavedReplay(ActRefused):
    """What should tell where a replay stands does not, or is of another release or question."""

    reason: str

    def __str__(self) -> str:
        """Say what is wrong, and what to do."""
        return f"the replay cannot be taken up again from this ({self.reason}): begin it anew"


@dataclass(eq=False)
class WrongDays(ActRefused):
    """A replay is asked for over days that are none: ``member`` says which of them is wrong."""

    member: str
    first: date | None

    def __str__(self) -> str:
        """Say what is wrong."""
        if self.first is None:
            return f"{self.member} says from when a draft counts, and no draft is given"
        return f"{self.member} is before {self.first}, the first day asked about"
