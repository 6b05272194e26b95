"""A plan of purchases as it is sent: steps by day, each with lines as orders have them."""

from api import limits
from api.schemas.body import Body, Part
from api.schemas.fields import Day, Serial, Uscc
from api.schemas.gathered import Listed
from api.schemas.order import LineIn, PriceBasisIn


class StepIn(Body):
    """What is to be bought on a day, and what goes before."""

    on = Day(required=True, description="the day; steps stand in the order of their days")
    lines = Listed(Part(LineIn), limits.LINES, low=1, required=True)
    disposes = Listed(
        Serial(), limits.SERIALS, description="serials of devices disposed of before it is bought"
    )


class PlanIn(Body):
    """What one agency plans to buy over time, at prices of one basis."""

    agency = Uscc(required=True, description="the buyer")
    price_basis = Part(PriceBasisIn, required=True)
    steps = Listed(Part(StepIn), limits.STEPS, low=1, required=True)


PLAN = PlanIn()
