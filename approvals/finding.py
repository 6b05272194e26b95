"""Keeps up what an order is found by, with each examination after the first."""

from sqlalchemy import Connection, insert, update
from sqlalchemy.dialects import postgresql

from approvals.examination import Examination
from approvals.facets import edition_set, facets_of
from approvals.search_tables import edition_set as sets
from approvals.search_tables import order_facet, order_search
from approvals.store import StoredOrder


def find_by(
    connection: Connection, held: StoredOrder, examination: int, found: Examination
) -> None:
    """Let an order be found by what it was told this time; the caller writes the receipt."""
    columns = order_search.c
    connection.execute(
        update(order_search)
        .where(columns.order_id == held.id)
        .values(
            examination=examination,
            outcome=found.verdict.outcome.value,
            number=None if found.granted is None else found.granted.number,
        )
    )
    rested = edition_set(found.verdict.editions)
    rows = [
        {"edition": name, "digest": rested.digest, "revision": revision}
        for name, revision in rested.editions
    ]
    if rows:
        connection.execute(postgresql.insert(sets).on_conflict_do_nothing(), rows)
    connection.execute(
        insert(order_facet),
        [
            {"facet": it, "order_id": held.id, "examination": examination, "agency": held.agency}
            for it in facets_of(found.placed.order, found.verdict)
        ],
    )
