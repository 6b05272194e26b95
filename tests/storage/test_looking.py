"""Single looks: through one scope, each of its own moment, and never in a transaction."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg
import pytest

from storage.driver import Statement
from storage.looking import Looks
from storage.scope import Scope
from tests.cluster import TestDatabase
from tests.storage.statements import COUNT, DIE, ONE, WRONG

_SCOPE = Scope(role="auditor", person="p-1", agency="A", supplier=None)
_WHO = Statement.of(
    "select "
    + ", ".join(
        f"current_setting('procheck.{it}')" for it in ("role", "person", "agency", "supplier")
    ),
)
_NONE = Statement.of("select 1 where %(number)s::int = 2")
_SLEEP = Statement.of("select %(number)s::int, pg_sleep(0.05)::text")


@pytest.fixture
def looks(fresh_database: TestDatabase) -> Iterator[Looks]:
    made = Looks(fresh_database.app_url, _SCOPE, name="test looks")
    yield made
    made.close()


def test_a_look_sees_through_its_scope_again_and_again(looks: Looks) -> None:
    assert [looks.row(_WHO, {}) for _ in range(3)] == [("auditor", "p-1", "A", "")] * 3
    assert looks.row(_NONE, {"number": 1}) is None


def test_a_look_leaves_no_transaction_and_sees_what_was_committed_since(
    looks: Looks, fresh_database: TestDatabase
) -> None:
    owner = fresh_database.owner_url.replace("+psycopg", "")
    with psycopg.connect(owner, autocommit=True) as out:
        out.execute("create table procheck.thing (id integer)")
        out.execute("grant select on procheck.thing to procheck_app")
        assert looks.row(COUNT, {}) == (0,)
        out.execute("insert into procheck.thing values (1)")
        assert looks.row(COUNT, {}) == (1,)
    query = "select state from pg_stat_activity where application_name = 'test looks'"
    with fresh_database.address.connect(database=fresh_database.name) as watcher:
        states = watcher.execute(query).fetchall()
    assert states == [("idle",)]


def test_a_connection_that_broke_is_given_up_and_the_next_look_opens_another(
    looks: Looks,
) -> None:
    with pytest.raises(psycopg.OperationalError):
        looks.row(DIE, {})
    assert looks.row(ONE, {}) == (1,)


def test_what_is_refused_costs_no_later_look(looks: Looks) -> None:
    with pytest.raises(psycopg.Error):
        looks.row(WRONG, {})
    assert looks.row(ONE, {}) == (1,)


def test_a_look_is_begun_and_asked_later(looks: Looks) -> None:
    with looks.begin(_SLEEP, {"number": 7}) as look:
        assert looks.row(ONE, {}) == (1,)  # through another connection
        assert look.row() == (7, "")


def test_a_look_that_nobody_asked_is_waited_for_and_its_connection_serves_the_next(
    looks: Looks, fresh_database: TestDatabase
) -> None:
    for statement in (_SLEEP, _SLEEP, ONE):
        with looks.begin(statement, {"number": 7}):
            pass
    assert looks.row(ONE, {}) == (1,)
    query = "select count(*) from pg_stat_activity where application_name = 'test looks'"
    with fresh_database.address.connect(database=fresh_database.name) as watcher:
        assert watcher.execute(query).fetchone() == (1,)


def test_a_look_that_fails_unasked_fails_nobody_and_costs_no_later_look(looks: Looks) -> None:
    with looks.begin(DIE, {}):
        pass
    assert looks.row(ONE, {}) == (1,)


def test_the_server_may_go_between_looks(looks: Looks, fresh_database: TestDatabase) -> None:
    assert looks.row(ONE, {}) == (1,)
    kill = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = %s"
    with fresh_database.address.connect(database=fresh_database.name) as watcher:
        watcher.execute(kill, ("test looks",))
    with pytest.raises(psycopg.OperationalError):
        looks.row(ONE, {})
    assert looks.row(ONE, {}) == (1,)


def test_as_many_look_at_once_as_there_are_threads(looks: Looks) -> None:
    together = Barrier(4, timeout=30)

    def look(number: int) -> tuple[object, ...] | None:
        together.wait()
        return looks.row(_SLEEP, {"number": number})

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(look, range(4)))
    assert found == [(number, "") for number in range(4)]


def test_a_server_that_is_away_is_told_and_not_waited_for() -> None:
    nowhere = Looks("postgresql://procheck_app@127.0.0.1:1/procheck", _SCOPE, name="x")
    with pytest.raises(psycopg.OperationalError):
        nowhere.row(ONE, {})
