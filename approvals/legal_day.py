"""Days of law: the calendar day in Asia/Shanghai, where the law's dates begin and end.

China has kept UTC+8 without summer time since 1992, so a fixed offset is exact for every day the
service deals with and needs no time-zone database.
"""

from datetime import date, datetime, time, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


def legal_day(instant: datetime) -> date:
    """Return the day of law an aware instant falls on.

    Raises:
        ValueError: the instant has no time zone.
    """
    if instant.utcoffset() is None:
        msg = f"{instant.isoformat()} has no time zone: instants are aware UTC"
        raise ValueError(msg)
    return instant.astimezone(SHANGHAI).date()


def end_of(day: date) -> datetime:
    """Return the first instant after a day of law: what is valid until that day ends here."""
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI)
