"""What a key may be narrowed to, below what its role may do."""

from enum import StrEnum, unique

_TRYING = frozenset({"identity.read", "order.validate", "plan.examine", "document.read"})
"""Actions that examine what is sent and store nothing, and who one is."""


@unique
class KeyScope(StrEnum):
    """To what a key is narrowed; one that is not narrowed may do all that its role may."""

    READ = "read"
    """It reads what its role may read, and does nothing."""
    VALIDATE = "validate"
    """It tries orders, plans and documents out, and reads nothing of anybody's."""

    def covers(self, action: str) -> bool:
        """Return whether an action of the access table is within the scope."""
        if self is KeyScope.READ:
            return action.endswith(".read")
        return action in _TRYING
