"""A supplier's suspension: barred from the purchases of public bodies for a term."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    """One suspension as it is known: both days are inclusive, in Asia/Shanghai.

    ``document`` is the decision that orders it. ``valid_until`` is its last day: that of the
    term, or an earlier one where a later decision lifted it.
    """

    number: str
    document: str
    valid_from: date
    valid_until: date

    def in_force(self, on: date) -> bool:
        """Return whether the supplier is barred on that day."""
        return self.valid_from <= on <= self.valid_until
