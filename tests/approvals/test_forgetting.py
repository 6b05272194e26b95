"""Answers are kept for 400 days at least, and only what is older can go at all."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, text

from api.jobs import forget_aged
from approvals.forgetting import KEPT, forget_answers
from approvals.idempotency import Answer, Claim, answered, claim
from storage.database import Database
from storage.driver import first_row
from storage.scope import SYSTEM, Scope
from tests.approvals.builders import AGENCY, OFFICER
from tests.cluster import TestDatabase

SCOPE = Scope(role="officer", person=OFFICER.person, agency=AGENCY)
MOMENT = timedelta(microseconds=1)


def _keep(database: Database, key: str, at: datetime) -> None:
    mine = Claim(person=OFFICER.person, route="orders", key=key, digest="h")
    with database.transaction(SCOPE) as connection:
        assert claim(connection, mine) is None
        first_row(connection, *answered(mine, Answer(201, {}, b"{}"), at))


def _kept(database: Database) -> set[str]:
    with database.transaction(SCOPE) as connection:
        return set(connection.scalars(text("select key from procheck.idempotency")))


@pytest.fixture
def now(connection: Connection) -> datetime:
    """What the database takes for now, which stands still for the whole test."""
    found: datetime = connection.scalar(text("select now()"))
    return found


@pytest.mark.parametrize(
    ("age", "goes"),
    [
        (timedelta(days=399), False),
        (KEPT - MOMENT, False),
        (KEPT, False),
        (KEPT + MOMENT, True),
        (timedelta(days=401), True),
    ],
    ids=["399", "a moment less", "400", "a moment more", "401"],
)
def test_an_answer_goes_after_400_days_and_not_before(
    database: Database,
    now: datetime,
    age: timedelta,
    goes: bool,  # noqa: FBT001 - the expectation
) -> None:
    _keep(database, "k", now - age)
    with database.transaction(SYSTEM) as connection:
        assert forget_answers(connection, now=now) == goes
    assert _kept(database) == (set() if goes else {"k"})


def test_the_database_keeps_what_a_wrong_clock_would_forget(
    database: Database, now: datetime
) -> None:
    _keep(database, "young", now - timedelta(days=399))
    with database.transaction(SYSTEM) as connection:
        assert forget_answers(connection, now=now + timedelta(days=3650)) == 0
        connection.execute(text("delete from procheck.idempotency"))
    assert _kept(database) == {"young"}


def test_nobody_deletes_his_own(database: Database, now: datetime) -> None:
    _keep(database, "old", now - timedelta(days=500))
    with database.transaction(SCOPE) as connection:
        connection.execute(text("delete from procheck.idempotency"))
    assert _kept(database) == {"old"}


def test_not_even_a_superuser_deletes_a_young_one_by_mistake(
    fresh_database: TestDatabase,
) -> None:
    database = Database(fresh_database.app_url, pool_size=1)
    with database.transaction(SYSTEM) as connection:
        now = connection.scalar(text("select now()"))
    _keep(database, "young", now - timedelta(days=399))
    database.close()
    with fresh_database.address.connect(database=fresh_database.name) as watcher:
        for change in ("delete from procheck.idempotency", "truncate procheck.idempotency"):
            with pytest.raises(Exception, match=r"kept for 400 days|only grows"):
                watcher.execute(change)
            watcher.rollback()


def test_the_nightly_job_forgets_all_that_is_old_in_small_transactions(
    fresh_database: TestDatabase,
) -> None:
    database = Database(fresh_database.app_url, pool_size=1)
    with database.transaction(SYSTEM) as connection:
        now = connection.scalar(text("select now()"))
    with database.transaction(SCOPE) as connection:
        connection.execute(
            text(
                "insert into procheck.idempotency (person, route, key, request_hash, recorded_at)"
                " select :person, 'orders', number::text, 'h', :at"
                " from generate_series(1, 2500) as number"
            ),
            {"person": OFFICER.person, "at": now - timedelta(days=401)},
        )
    _keep(database, "young", now - timedelta(days=399))
    assert forget_aged(database, lambda: now) == 2500
    assert _kept(database) == {"young"}
    assert forget_aged(database, lambda: now) == 0
    database.close()


def test_a_forgotten_key_is_fresh_again(database: Database, now: datetime) -> None:
    _keep(database, "k", now - timedelta(days=401))
    with database.transaction(SYSTEM) as connection:
        forget_answers(connection, now=now)
    _keep(database, "k", now)
    assert _kept(database) == {"k"}
