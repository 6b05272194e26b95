"""Watches the listings: what notices ended, what a suspension kept waiting, what ends soon.

Safe to run twice and to stop anywhere: a case that is there is not opened again, and what was told
is not told again. A notice takes effect by the clock, so this runs every night and not only when
one is published.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from api.deferring import defer_catching_up
from api.identifiers import new_id
from approvals.legal_day import legal_day
from approvals.listing_expiry import due, tell, untold
from approvals.listing_review import noticed, review_listing, wake_held
from catalog.shelf import Shelf
from storage.database import Database
from storage.scope import SYSTEM

_log = logging.getLogger(__name__)


def watch_listings(database: Database, shelf: Shelf, clock: Callable[[], datetime]) -> int:
    """Open cases where a notice ended a listing, and examine again what need not wait any longer.

    Each listing in a transaction of its own. Return how many cases there are, and orders woken.
    """
    with database.transaction(SYSTEM) as connection:
        books = shelf.books(connection)
    acted = 0
    for listing in noticed(books.catalogue, legal_day(clock())):
        with database.transaction(SYSTEM) as connection:
            now = clock()
            acted += review_listing(
                connection, listing, books, ids=new_id, now=now, today=legal_day(now)
            )
            woken = wake_held(connection, listing, now=now)
            if woken:
                defer_catching_up(connection)
            acted += woken
    if acted:
        _log.info("notices about listings opened cases or woke orders: %d", acted)
    return acted


def tell_expiries(database: Database, shelf: Shelf, clock: Callable[[], datetime]) -> int:
    """Tell of the listings that came within a threshold of their last day; return how many."""
    with database.transaction(SYSTEM) as connection:
        found = due(shelf.books(connection).catalogue, legal_day(clock()))
        waiting = untold(connection, tuple(found))
    told = 0
    for it in waiting:
        with database.transaction(SYSTEM) as connection:
            told += tell(connection, it, ids=new_id, now=clock()) is not None
    if told:
        _log.info("told of %d listings that end soon", told)
    return told
