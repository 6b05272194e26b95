"""Dates as offices write them: 2026年3月5日, 2026.3.5, 2026-03-05, 20260305, or a count of days."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from integrations.workbook_values import Epoch

_DATE: Final = re.compile(
    r"(?P<year>[0-9]{4})(?:年|[-./])(?P<month>[0-9]{1,2})(?:月|[-./])(?P<day>[0-9]{1,2})日?"
    r"(?:[ T]?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.0+)?)?)?"
)
_DATE_OF_DIGITS: Final = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
_MONTH: Final = re.compile(r"(?P<year>[0-9]{4})(?:年|[-./])(?P<month>[0-9]{1,2})月?(?P<day>)")
_MONTH_OF_DIGITS: Final = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>)")

# Day 60 of the count from 1900 is 29 February 1900, which never was: an error of the first
# spreadsheets that every later one repeats. Days after it are one further than they should be.
_DAY_THAT_NEVER_WAS: Final = 60
_ZERO_1900: Final = date(1899, 12, 31)
_ZERO_1904: Final = date(1904, 1, 1)
_LAST_DAY: Final = 2_958_465


def written_date(text: str) -> date | None:
    """Return the date that a text (NFKC, no blanks around) writes, or None."""
    return _matched(text, _DATE, _DATE_OF_DIGITS)


def written_month(text: str) -> date | None:
    """Return the first day of the month that a text writes, also by one of its days, or None."""
    found = _matched(text, _MONTH, _MONTH_OF_DIGITS) or written_date(text)
    return None if found is None else found.replace(day=1)


def counted_date(days: Decimal, epoch: Epoch) -> date | None:
    """Return the date that a count of days means, or None; a time of day is left out."""
    whole = int(days) if 0 <= days <= _LAST_DAY else None
    if whole is None:
        return None
    if epoch is Epoch.Y1904:
        return _ZERO_1904 + timedelta(whole) if whole <= _LAST_DAY - 1462 else None
    if whole in {0, _DAY_THAT_NEVER_WAS}:
        return None
    return _ZERO_1900 + timedelta(whole - (whole > _DAY_THAT_NEVER_WAS))


def _matched(text: str, *patterns: re.Pattern[str]) -> date | None:
    for pattern in patterns:
        if found := pattern.fullmatch(text):
            try:
                return date(int(found["year"]), int(found["month"]), int(found["day"] or 1))
            except ValueError:
                return None
    return None
