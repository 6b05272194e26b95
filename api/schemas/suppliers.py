"""What acts on suppliers say."""

from api import limits
from api.schemas.body import Body
from api.schemas.fields import Day, Text


class SuspensionIn(Body):
    """A decision that bars a supplier from public purchases."""

    document = Text(required=True, description="number of the decision")
    reason = Text(limits.LONG_TEXT, required=True)
    valid_from = Day(required=True, description="its first day")
    valid_until = Day(required=True, description="its last day")


class LiftingIn(Body):
    """A decision that lifts a suspension before its term is over."""

    document = Text(required=True, description="number of the decision")
    reason = Text(limits.LONG_TEXT, required=True)
    free_from = Day(description="today or later; today where it is left out")


SUSPENSION, LIFTING = SuspensionIn(), LiftingIn()
