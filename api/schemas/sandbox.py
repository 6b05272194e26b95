"""What setting the clock of a sandbox says."""

from api.schemas.body import Body
from api.schemas.fields import InstantText


class ClockIn(Body):
    """The instant a sandbox's clock is to show."""

    instant = InstantText(required=True)


CLOCK = ClockIn()
