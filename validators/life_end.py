"""When a life of some years is over.

Source: 民法典 article 202: a period of years ends on the corresponding day, or the last day of a
shorter month.
"""

from calendar import monthrange
from datetime import date
from decimal import Decimal


def after_years(start: date, years: Decimal) -> date:
    """Return the corresponding day that many whole years later."""
    year = start.year + int(years)
    try:
        return start.replace(year=year)
    except ValueError:  # 29 February, in a year without one
        return date(year, start.month, monthrange(year, start.month)[1])
