"""A sandbox: a service for trying out, whose date its users set. What it signs approves nothing.

Its clock runs as the wall's does, so far ahead of it as its users said. How far stands in the
database, so every process reads the same instant, at every look. It only goes forward: entries
of the ledger stand in the order of their times, and what ended by the clock never comes back.

A database, and a data folder with its keys, is a sandbox from its first start or never is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.engine import URL

from api.clock import now
from api.settings import PREFIX, Settings
from api.tables import sandbox
from ledger.entry import Actor, Entry
from ledger.kinds import EntryKind
from ledger.store import Leaf, append, last_event
from storage.database import Database
from storage.scope import SYSTEM

FARTHEST: Final = timedelta(days=20 * 366)
"""How far ahead a sandbox may be: what it decides has days of its own, which need a calendar."""

_MARK: Final = "SANDBOX"
_MARKED: Final = "This is the folder of a sandbox: what its keys sign approves nothing.\n"


class WrongKind(Exception):  # noqa: N818 - named for what was found
    """A sandbox was to be served as a service, or the other way round; the message says which."""


class ClockSetBack(Exception):  # noqa: N818 - named for what was asked
    """A sandbox's clock was to be set to an instant before the one it shows."""

    def __init__(self, shown: datetime) -> None:
        self.shown = shown
        super().__init__(f"the clock shows {shown.isoformat()} and is never set back")


class TooFarAhead(Exception):  # noqa: N818 - named for what was asked
    """A sandbox's clock was to be set further ahead than it goes."""

    def __init__(self, last: datetime) -> None:
        self.last = last
        super().__init__(f"the clock goes no further than {last.isoformat()}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """How far a sandbox's clock is ahead of the wall's, and who set it when by the wall's."""

    by: timedelta
    advanced_at: datetime | None
    advanced_by: str | None


class SandboxClock:
    """The clock of a sandbox, for use by many threads; a connection of its own for each look."""

    def __init__(self, url: str | URL, wall: Callable[[], datetime] = now) -> None:
        """Prepare; the first look opens a connection.

        Args:
            url: of the sandbox's database.
            wall: the clock it is ahead of.
        """
        self._wall = wall
        # A request reads the clock before it has a connection, and so needs no second one at once.
        self._database = Database(url, pool_size=2, name="procheck clock")

    def __call__(self) -> datetime:
        """Return the instant the sandbox is at, aware and in UTC."""
        with self._database.transaction(SYSTEM) as connection:
            return now_in(connection, self._wall())

    def close(self) -> None:
        """Close the idle connections."""
        self._database.close()


def clock_of(settings: Settings, url: str | URL) -> Callable[[], datetime]:
    """Return the clock a process goes by: the wall's, or that of the sandbox it serves."""
    return SandboxClock(url) if settings.sandbox else now


def now_in(connection: Connection, wall: datetime | None = None) -> datetime:
    """Return the instant the service of a database is at, aware and in UTC.

    Args:
        connection: inside a transaction.
        wall: what the wall's clock shows, where it was read already.
    """
    found, wall = ahead_in(connection), now() if wall is None else wall
    return wall if found is None else wall + found.by


def ahead_in(connection: Connection) -> Ahead | None:
    """Return how far ahead of the wall the clock of a database is; ``None``: it is no sandbox."""
    row = connection.execute(_SEEN).first()
    return None if row is None else Ahead(by=row[0], advanced_at=row[1], advanced_by=row[2])


def advance(
    connection: Connection,
    *,
    to: datetime,
    wall: datetime,
    actor: Actor,
    ids: Callable[[], str],
) -> Leaf:
    """Set a sandbox's clock to an instant, from which it runs on.

    Args:
        connection: a transaction on the database of a sandbox.
        to: the instant, aware.
        wall: what the wall's clock shows.
        actor: who sets it.
        ids: draws a fresh identifier.

    Raises:
        ClockSetBack: it shows a later one.
        TooFarAhead: it is further ahead than ``FARTHEST``.
    """
    # Whoever sets it at the same time waits here, and then reads what was set.
    was: timedelta = connection.execute(_SEEN.with_for_update()).one()[0]
    by = to - wall
    if by < was:
        raise ClockSetBack(wall + was)
    if by > FARTHEST:
        raise TooFarAhead(wall + FARTHEST)
    connection.execute(update(sandbox).values(ahead=by, advanced_at=wall, advanced_by=actor.person))
    entry = Entry(
        id=ids(),
        kind=EntryKind.CLOCK_ADVANCED,
        recorded_at=to,
        actor=actor,
        subjects={},
        body={"from": (wall + was).isoformat(), "to": to.isoformat()},
    )
    return append(connection, entry)


def require_kind(settings: Settings, connection: Connection) -> None:
    """Be sure that a database is what the settings say it is; mark it where it is a new sandbox.

    Raises:
        WrongKind: it is the other, or holds records and no mark.
    """
    marked = ahead_in(connection) is not None
    if marked and not settings.sandbox:
        msg = (
            f"the database is a sandbox's, and {PREFIX}SANDBOX is not yes: a sandbox never becomes"
            " a service. Name another database"
        )
        raise WrongKind(msg)
    if settings.sandbox and not marked:
        if last_event(connection):
            msg = (
                f"{PREFIX}SANDBOX is yes, and the database holds records of a service: it never"
                " becomes a sandbox. Name another database"
            )
            raise WrongKind(msg)
        connection.execute(insert(sandbox).values(ahead=timedelta(0)))


def require_folder_kind(settings: Settings) -> None:
    """Be sure that a data folder is what the settings say; mark it where it is a new sandbox's.

    Raises:
        WrongKind: it is the other, or holds keys and no mark.
        OSError: it cannot be marked.
    """
    mark = settings.data_dir / _MARK
    if not settings.sandbox:
        if mark.exists():
            msg = (
                f"{PREFIX}DATA_DIR: {settings.data_dir} belongs to a sandbox, and {PREFIX}SANDBOX"
                " is not yes: name another folder"
            )
            raise WrongKind(msg)
        return
    if mark.exists():
        return
    if any((settings.data_dir / name).exists() for name in ("keys", "postgres")):
        msg = (
            f"{PREFIX}SANDBOX is yes, and {settings.data_dir} holds the keys or the database of a"
            " service: name another folder"
        )
        raise WrongKind(msg)
    mark.write_text(_MARKED)


_SEEN: Final = select(sandbox.c.ahead, sandbox.c.advanced_at, sandbox.c.advanced_by)
