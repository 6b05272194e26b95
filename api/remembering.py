"""What was read of who asks, for as long as it stands: until somebody rings, or it comes to an end.

The same system validates many orders of the same agency. Who it is, which books are in force and at
which revision the agency's facts stand was read for the one before; where the server has a bell
(`storage.bell`), whatever changed any of it rang before anybody was told.
(docs/adr/0042-who-changes-something-rings.md)
"""

import time
from datetime import date, datetime
from typing import Final, NamedTuple

from storage.bell import Bell
from storage.driver import Row

SECONDS: Final = 30.0
"""How long it stands at most: what is written past the service, by SQL of one's own, rings not."""

KEPT: Final = 4096
"""How much is kept at hand; half a kilobyte each."""

Question = tuple[str, str, str | None, date]
"""Who asks, by the public half of the key; about which agency and supplier; on which day."""

Moment = tuple[bytes, float]
"""What the bell had rung last, and the time on no clock."""


class _Kept(NamedTuple):
    row: Row
    moment: Moment
    until: float


class Remembered:
    """The rows of one process; for use by many threads: each entry is whole."""

    def __init__(self, bell: Bell | None) -> None:
        """Begin with nothing.

        Args:
            bell: of the server the rows are read from; ``None``: nothing is kept.
        """
        self._bell = bell
        self._rows: dict[Question, _Kept] = {}

    def forget_all(self) -> None:
        """Let every process ask anew."""
        if self._bell is not None:
            self._bell.ring()

    def moment(self, agency: str) -> Moment | None:
        """Return the moment before an agency is asked about, or ``None`` where nothing is kept."""
        return None if self._bell is None else (self._bell.heard(agency), time.monotonic())

    def row(self, asked: Question, moment: Moment | None, now: datetime) -> Row | None:
        """Return the row that was read of it last, if that stands.

        Args:
            asked: what is asked.
            moment: this moment.
            now: the instant of the request.
        """
        kept = self._rows.get(asked)
        if kept is None or moment is None:
            return None
        row, (heard, at), until = kept
        stands = heard == moment[0] and moment[1] - at < SECONDS and now.timestamp() < until
        return row if stands else None

    def keep(self, asked: Question, moment: Moment | None, row: Row, until: float) -> None:
        """Keep a row that was read.

        Args:
            asked: what was asked.
            moment: before it was.
            row: what was read.
            until: the first instant, in seconds of Unix time, at which it no longer stands.
        """
        if moment is None:
            return
        if len(self._rows) >= KEPT:
            self._rows.clear()
        self._rows[asked] = _Kept(row, moment, until)
