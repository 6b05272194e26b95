"""The list of substitutions: read in as many questions as it has pages, each of one's own rows."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from psycopg.pq import Trace
from sqlalchemy import Connection

from approvals import export_substitutions
from approvals.export_reading import batches
from approvals.exported import Asked, Row
from approvals.sought import EVERYTHING, Sought
from approvals.substitution_store import substitutions_page
from storage.scope import Scope
from tests.approvals.builders import AGENCY, OTHER_AGENCY, OTHER_SUPPLIER, SUPPLIER
from tests.approvals.stage import Stage
from tests.approvals.substitutions import propose, withdraw
from tests.approvals.test_substitutions import approved

_AUDITOR = Scope(role="auditor", person="example:auditor")


@dataclass
class Trips:
    """How many statements the server was asked to run, whoever in the process asked."""

    asked: int = 0


@contextmanager
def counted(connection: Connection) -> Iterator[Trips]:
    """Count by what libpq itself writes down of what it sends."""
    made = Trips()
    driver = connection.connection.driver_connection
    assert driver is not None
    with tempfile.TemporaryFile("w+b") as file:
        driver.pgconn.trace(file.fileno())
        driver.pgconn.set_trace_flags(Trace.SUPPRESS_TIMESTAMPS)
        try:
            yield made
        finally:
            driver.pgconn.untrace()
        file.seek(0)
        sent = [line.split(b"\t") for line in file if line.startswith(b"F\t")]
    made.asked = sum(it[2].strip() in {b"Execute", b"Query"} for it in sent)


def read(stage: Stage, sought: Sought = EVERYTHING, reader: Scope = _AUDITOR) -> list[Row]:
    listed = export_substitutions.SUBSTITUTIONS
    with stage.database.snapshot(reader) as connection:
        found = batches(connection, listed, Asked(now=stage.now, sought=sought))
        return [row for rows in found for row in rows]


def test_a_longer_list_asks_no_more_questions(stage: Stage) -> None:
    stage.register(heads=50)
    listed, asked = export_substitutions.SUBSTITUTIONS, []
    for _ in range(2):
        propose(stage, approved(stage, 2))
        with stage.database.snapshot(_AUDITOR) as connection, counted(connection) as trips:
            rows = [*batches(connection, listed, Asked(now=stage.now))]
        asked.append((sum(map(len, rows)), trips.asked))
    (one, first), (two, second) = asked
    assert (one, two) == (1, 2)
    assert first == second > 0


def test_every_row_tells_where_its_proposal_stands(stage: Stage) -> None:
    stage.register(heads=50)
    ended = propose(stage, approved(stage, 2))
    withdraw(stage, ended.id)
    waiting = [propose(stage, approved(stage, 2)).id for _ in range(2)]
    whole = {row[0]: row[7] for row in read(stage)}
    assert whole == {ended.id: "withdrawn", **dict.fromkeys(waiting, "proposed")}
    stage.later(days=400)
    assert {row[0]: row[7] for row in read(stage)} == {
        ended.id: "withdrawn",
        **dict.fromkeys(waiting, "lapsed"),
    }


@pytest.mark.parametrize(
    ("sought", "rows"),
    [
        (EVERYTHING, 1),
        (Sought(agency=AGENCY), 1),
        (Sought(agency=OTHER_AGENCY), 0),
        (Sought(supplier=SUPPLIER), 1),
        (Sought(supplier=OTHER_SUPPLIER), 0),
        (Sought(agency=AGENCY, supplier=OTHER_SUPPLIER), 0),
    ],
)
def test_it_is_narrowed_to_an_agency_and_a_supplier(
    stage: Stage, sought: Sought, rows: int
) -> None:
    stage.register(heads=50)
    made = propose(stage, approved(stage, 2))
    assert [row[0] for row in read(stage, sought)] == [made.id] * rows
    with stage.database.transaction(_AUDITOR) as connection:
        page = substitutions_page(
            connection, limit=5, agency=sought.agency, supplier=sought.supplier
        )
    assert [it.id for it in page] == [made.id] * rows
