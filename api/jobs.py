"""Work that happens by the clock or after a commit: tasks on procrastinate, in the same database.

A task defers inside the causing transaction or by the clock, and is safe to run twice.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from procrastinate import App, PsycopgConnector
from sqlalchemy.engine import URL, make_url

from api.clock import now
from api.deferring import CATCH_UP, CLOCK, QUEUE, REPLAY, REVIEW, defer_replay
from api.identifiers import new_id
from api.listing_jobs import tell_expiries, watch_listings
from api.reconciling import Run, disagreements, keep
from api.review_jobs import review_all
from approvals.errors import AgencyBusy
from approvals.expire import expire_due
from approvals.forgetting import forget_answers
from approvals.office import Office
from approvals.outdated import Behind, behind, catch_up
from approvals.reinstate_supplier import end_suspensions
from approvals.replay_stretch import LONGEST, take_further
from approvals.replays import under_way
from catalog.shelf import Shelf
from storage.database import Database, session_options
from storage.scope import SYSTEM

EVERY_MINUTE = "* * * * *"
EVERY_HOUR = "41 * * * *"
EVERY_NIGHT = "17 19 * * *"
"""In UTC: a quarter past three in the morning where the agencies are."""
AFTER_MIDNIGHT = "7 16 * * *"
"""In UTC: seven minutes into the day of law, Asia/Shanghai."""
EVERY_TEN_MINUTES = "*/10 * * * *"
_MOST_LOGGED = 100
_LEFT_ALONE = timedelta(minutes=10)
_log = logging.getLogger(__name__)


def jobs_on(
    url: str,
    database: Database,
    office: Callable[[], Office],
    clock: Callable[[], datetime] = now,
) -> App:
    """Return the queue of a database with every task the service has.

    Args:
        url: of the database, for the queue's own connections.
        database: what the tasks themselves work on.
        office: gives terms and key of the moment, for orders that are examined again.
        clock: what is due goes by it. How long answers are kept, and when a comparison of rows and
            record was made, is told by the wall's.
    """
    app = App(connector=connector_on(url))

    @app.periodic(cron=EVERY_MINUTE)
    @app.task(queue=QUEUE, queueing_lock="expire", pass_context=False)
    def expire(timestamp: int) -> int:  # noqa: ARG001 - procrastinate hands in its minute
        return end_due(database, clock)

    @app.periodic(cron=EVERY_NIGHT)
    @app.task(queue=QUEUE, queueing_lock="forget", pass_context=False)
    def forget(timestamp: int) -> int:  # noqa: ARG001 - procrastinate hands in its minute
        return forget_aged(database, now)

    @app.periodic(cron=EVERY_HOUR)
    @app.task(queue=QUEUE, queueing_lock="reconcile", pass_context=False)
    def reconcile(timestamp: int) -> int:  # noqa: ARG001 - procrastinate hands in its minute
        return reconcile_all(database, now)

    shelf = Shelf()

    @app.task(name=CATCH_UP, queue=QUEUE)
    def catch_up_now() -> int:
        return catch_up_all(database, shelf, office, clock)

    @app.task(name=REVIEW, queue=QUEUE)
    def review(agency: str | None) -> int:
        opened = review_all(database, shelf, clock, agency=agency)
        return opened if agency is not None else opened + watch_listings(database, shelf, clock)

    # A notice takes effect, a suspension ends and a last day comes near by the calendar alone.
    @app.periodic(cron=AFTER_MIDNIGHT)
    @app.task(queue=QUEUE, queueing_lock="listings", pass_context=False)
    def watch(timestamp: int) -> int:  # noqa: ARG001 - procrastinate hands in its minute
        return watch_calendar(database, shelf, clock)

    @app.task(name=REPLAY, queue=QUEUE)
    def replay_further(replay: str) -> None:
        take_replay_further(database, replay, clock)

    # A worker that was killed leaves a replay behind that nobody takes further.
    @app.periodic(cron=EVERY_TEN_MINUTES)
    @app.task(queue=QUEUE, queueing_lock="replays", pass_context=False)
    def replays_left(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands in its minute
        take_up_replays(database, clock)

    # A worker that was killed leaves its job behind, and an order may be placed under the old books
    # while new ones are published: the clock looks for what is left.
    @app.periodic(cron=EVERY_TEN_MINUTES)
    @app.task(queue=QUEUE, queueing_lock="catch-up", pass_context=False)
    def catch_up_left(timestamp: int) -> int:  # noqa: ARG001 - procrastinate hands in its minute
        return catch_up_all(database, shelf, office, clock)

    _add_clock_job(app, database, shelf, clock)
    return app


def _add_clock_job(
    app: App, database: Database, shelf: Shelf, clock: Callable[[], datetime]
) -> None:
    """Give the queue what is done where days went by unseen: in a sandbox, or before a start."""

    @app.task(name=CLOCK, queue=QUEUE)
    def advanced() -> int:
        return end_due(database, clock) + watch_calendar(database, shelf, clock)


def connector_on(url: str) -> PsycopgConnector:
    """Return what the queue of a database is reached by, for connections of its own."""
    parsed: URL = make_url(url).set(drivername="postgresql")
    plain = parsed.difference_update_query(["options"]).render_as_string(hide_password=False)
    return PsycopgConnector(conninfo=plain, kwargs={"options": session_options(url)})


def end_due(database: Database, clock: Callable[[], datetime]) -> int:
    """End what is due, twenty agencies a transaction, until nothing is; return how much it was."""
    ended = 0
    while True:
        try:
            with database.transaction(SYSTEM) as connection:
                found = expire_due(connection, ids=new_id, now=clock())
        except AgencyBusy as error:
            # Whoever holds the lock ends what is due himself, or the next minute does.
            _log.info("the quota of %s is locked; the next run ends what is due", error.agency)
            return ended
        ended += found
        if not found:
            if ended:
                _log.info("ended %d orders and approvals that were due", ended)
            return ended


def end_terms(database: Database, clock: Callable[[], datetime]) -> int:
    """Write down which suspensions of suppliers are over by their term; return how many."""
    ended = 0
    while True:
        with database.transaction(SYSTEM) as connection:
            found = end_suspensions(connection, ids=new_id, now=clock())
        ended += found
        if not found:
            return ended


def watch_calendar(database: Database, shelf: Shelf, clock: Callable[[], datetime]) -> int:
    """Tell what the calendar alone brought about; return how much it was."""
    listings = watch_listings(database, shelf, clock) + tell_expiries(database, shelf, clock)
    return listings + end_terms(database, clock)


def forget_aged(database: Database, clock: Callable[[], datetime]) -> int:
    """Forget what need not be kept, a thousand a transaction; return how much it was."""
    forgotten = 0
    while True:
        with database.transaction(SYSTEM) as connection:
            found = forget_answers(connection, now=clock())
        forgotten += found
        if not found:
            if forgotten:
                _log.info("forgot %d answers kept for repetition", forgotten)
            return forgotten


def reconcile_all(database: Database, clock: Callable[[], datetime]) -> int:
    """Compare rows, quota and ledger as of one moment; log each disagreement as an error.

    Return how many there are, and keep it for those who watch. The first hundred are logged:
    `procheck reconcile` names them all.
    """
    found, began_at = 0, clock()
    with database.snapshot(SYSTEM) as connection:
        for found, line in enumerate(disagreements(connection), 1):
            if found <= _MOST_LOGGED:
                _log.error("rows and record disagree: %s", line)
    if found > _MOST_LOGGED:
        _log.error("rows and record disagree in %d things; see procheck reconcile", found)
    with database.transaction(SYSTEM) as connection:
        keep(connection, Run(began_at=began_at, ended_at=clock(), disagreements=found))
    return found


def catch_up_all(
    database: Database,
    shelf: Shelf,
    office: Callable[[], Office],
    clock: Callable[[], datetime],
) -> int:
    """Examine again every held order that law, lists or facts overtook; return how many it was.

    Each in a transaction of its own; one that cannot be examined does not keep the others waiting.
    """
    done, after = 0, ""
    while True:
        with database.transaction(SYSTEM) as connection:
            found = behind(connection, books=shelf.books(connection), now=clock(), after=after)
        if not found:
            if done:
                _log.info("examined %d held orders again, as law, lists or facts changed", done)
            return done
        for it in found:
            done += _caught_up(database, shelf, office, clock, it)
        after = found[-1].order_id


def take_replay_further(
    database: Database, replay: str, clock: Callable[[], datetime], longest: timedelta = LONGEST
) -> None:
    """Take a replay one stretch further, and have the next one deferred where more is to come.

    A job for each stretch: what else the worker has to do comes in between.
    """
    if take_further(database, SYSTEM, replay, clock, longest):
        with database.transaction(SYSTEM) as connection:
            defer_replay(connection, replay)


def take_up_replays(database: Database, clock: Callable[[], datetime]) -> int:
    """Have replays taken further that nobody took further for ten minutes; return how many."""
    with database.transaction(SYSTEM) as connection:
        found = under_way(connection, idle_since=clock() - _LEFT_ALONE)
        for it in found:
            defer_replay(connection, it)
    return len(found)


def _caught_up(
    database: Database,
    shelf: Shelf,
    office: Callable[[], Office],
    clock: Callable[[], datetime],
    held: Behind,
) -> bool:
    try:
        with database.transaction(SYSTEM) as connection:
            made = catch_up(
                connection,
                order_id=held.order_id,
                agency=held.agency,
                books=shelf.books(connection),
                office=office(),
                now=clock(),
            )
    except AgencyBusy:
        _log.info(
            "the quota of %s is locked; a later run examines order %s", held.agency, held.order_id
        )
        return False
    except Exception:  # noqa: BLE001 - whatever it is, the other orders go on
        _log.exception(
            "order %s could not be examined again; the next run tries again", held.order_id
        )
        return False
    return made is not None
