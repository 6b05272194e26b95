"""Lays what was decided beside what is known now, a page of decisions a transaction.

Safe to run twice and to stop anywhere: a case that is there is not opened again.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from api.identifiers import new_id
from approvals.reviewing import (
    Cause,
    Decided,
    decided,
    doubt_by_facts,
    doubt_by_law,
    open_case,
)
from approvals.second_look import Doubted, SealedCase
from catalog.shelf import Shelf
from storage.database import Database
from storage.scope import SYSTEM

_log = logging.getLogger(__name__)


def review_all(
    database: Database, shelf: Shelf, clock: Callable[[], datetime], *, agency: str | None
) -> int:
    """Open a case for every decision that would be another now; return how many there are.

    Args:
        database: what is looked at.
        shelf: books by revision.
        clock: the instant of each page.
        agency: after a fact of this agency changed; ``None``: after the law did, for all.
    """
    opened, after = 0, ""
    while True:
        with database.transaction(SYSTEM) as connection:
            page = decided(connection, agency=agency, after=after)
            for one in page:
                opened += _reviewed(connection, shelf, clock(), one, by_facts=agency is not None)
        if not page:
            if opened:
                _log.info("opened %d review cases", opened)
            return opened
        after = page[-1].order_id


def _reviewed(
    connection: Connection, shelf: Shelf, now: datetime, one: Decided, *, by_facts: bool
) -> bool:
    doubted: Doubted | None
    if by_facts:
        books = shelf.books_at(connection, SealedCase.of(one.receipt).revision)
        doubted = doubt_by_facts(connection, one, books)
    else:
        doubted = doubt_by_law(one, shelf.books(connection))
    if doubted is None:
        return False
    cause = Cause.FACTS if by_facts else Cause.LAW
    return open_case(connection, one, doubted, cause, ids=new_id, now=now) is not None
