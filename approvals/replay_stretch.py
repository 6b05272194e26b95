"""Takes a replay one stretch further: as long as it may, then it is kept where it stands."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from approvals.errors import ActRefused, WrongState
from approvals.rehearsal import Rehearsal
from approvals.rehearsal_question import carry_on
from approvals.rehearsal_saving import restored, saved
from approvals.rehearsal_tally import ChangedOrder
from approvals.replays import UNDER_WAY, Failure, fail, find, keep, stand_of
from catalog.errors import CatalogError
from catalog.past_law import PastLaws
from ledger.errors import LedgerError
from ledger.store import last_event
from storage.database import Database
from storage.scope import Scope
from validators.standards_fault import StandardsFault

LONGEST: Final = timedelta(seconds=20)
"""How long a stretch may take: other jobs of the worker wait for that long."""


def take_further(
    database: Database,
    scope: Scope,
    identifier: str,
    clock: Callable[[], datetime],
    longest: timedelta = LONGEST,
) -> bool:
    """Take a replay further; return whether more is to come.

    One transaction reads, and a short one keeps.

    A replay that cannot be carried on is kept as failed, with the reason.

    Args:
        database: of the service.
        scope: one that sees every agency and may keep replays.
        identifier: of the replay; one that is over, or unknown, is left alone.
        clock: tells the instant.
        longest: when the stretch ends, if history does not end before.
    """
    try:
        return _go(database, scope, identifier, clock, longest)
    except WrongState:
        # A keeper stopped it, or another worker took it further: what was found here is let go.
        return False
    except (ActRefused, CatalogError, LedgerError, StandardsFault, KeyError) as error:
        with database.transaction(scope) as connection:
            fail(connection, identifier, _why(error), str(error), now=clock())
        return False


def _go(
    database: Database,
    scope: Scope,
    identifier: str,
    clock: Callable[[], datetime],
    longest: timedelta,
) -> bool:
    until, found, ended = clock() + longest, list[ChangedOrder](), True
    with database.transaction(scope) as connection:
        held = find(connection, identifier)
        if held.state not in UNDER_WAY:
            return False
        through = last_event(connection) if held.through is None else held.through
        edition = held.question.edition(connection)
        laws = PastLaws(edition).by(connection)
        stand = stand_of(connection, identifier)
        run, tally = (None, None) if stand is None else restored(stand)
        rehearsal = Rehearsal(laws, edition, run=run, tally=tally)
        place = held.place
        steps = carry_on(connection, held.question.stretch(through), place, rehearsal)
        for reached, changed in steps:
            place = reached
            if changed is not None:
                found.append(changed)
            if clock() >= until:
                ended = False
                break
    if ended:
        found += rehearsal.end()
    with database.transaction(scope) as connection:
        keep(
            connection,
            held,
            place=place,
            through=through,
            found=found,
            stand=None if ended else saved(rehearsal.run, rehearsal.tally),
            sums=rehearsal.tally.document() if ended else None,
            now=clock(),
        )
    return not ended


def _why(error: Exception) -> Failure:
    if isinstance(error, StandardsFault):
        return Failure.DRAFT
    return Failure.LAW if isinstance(error, CatalogError) else Failure.HISTORY
