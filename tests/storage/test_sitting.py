"""Sittings: one transaction of two trips, which leaves nothing unless it was written."""

from collections.abc import Iterator
from typing import Any, Final

import psycopg
import pytest
from psycopg import errors as postgres

from storage.driver import Asked, Statement
from storage.sitting import Sitting, Sittings
from tests.cluster import TestDatabase
from tests.storage.statements import COUNT, DIE, ONE, WRONG
from tests.storage.things import make_tables

_INTO = Statement.of("insert into procheck.thing values (%(id)s::int)")
_COUNT: Final[Asked] = (COUNT, {})
_ONE: Final[Asked] = (ONE, {})
_WRONG: Final[Asked] = (WRONG, {})
_DIE: Final[Asked] = (DIE, {})
_ENTER: Final[Asked] = (Statement.of("select set_config('procheck.agency', 'A', true)"), {})
_SCOPE: Final[Asked] = (Statement.of("select current_setting('procheck.agency', true)"), {})
_LOCK: Final[Asked] = (Statement.of("select pg_advisory_xact_lock(7)"), {})
_IS_FREE: Final[Asked] = (Statement.of("select pg_try_advisory_xact_lock(7)"), {})
_NAME = "test sittings"


@pytest.fixture
def sittings(fresh_database: TestDatabase) -> Iterator[Sittings]:
    make_tables(fresh_database, thing="id integer primary key")
    made = Sittings(fresh_database.app_url, name=_NAME)
    yield made
    made.close()


def _into(number: int) -> Asked:
    return _INTO, {"id": number}


def _things(sittings: Sittings) -> Any:  # noqa: ANN401 - a value of a row
    with sittings.begin() as sitting:
        ((found,),) = sitting.ask(_COUNT)  # type: ignore[misc]  # a count is always there
        return found


def _states(database: TestDatabase) -> list[str]:
    query = "select state from pg_stat_activity where application_name = %s"
    with database.address.connect(database=database.name) as watcher:
        return [state for (state,) in watcher.execute(query, (_NAME,)).fetchall()]


def test_what_is_written_is_there_and_its_connection_serves_the_next(
    sittings: Sittings, fresh_database: TestDatabase
) -> None:
    for number in range(3):
        with sittings.begin() as sitting:
            assert sitting.ask(_ONE, _COUNT) == ((1,), (number,))
            sitting.write(_into(number))
    assert _things(sittings) == 3
    assert _states(fresh_database) == ["idle"]


def test_what_was_not_written_leaves_no_transaction_and_no_lock(
    sittings: Sittings, fresh_database: TestDatabase
) -> None:
    with sittings.begin() as sitting:
        sitting.ask(_LOCK, _into(1))
        with sittings.begin() as another:
            assert another.ask(_IS_FREE) == ((False,),)
    assert set(_states(fresh_database)) == {"idle"}
    with sittings.begin() as sitting:
        assert sitting.ask(_IS_FREE, _COUNT) == ((True,), (0,))


def test_a_sitting_that_asked_nothing_costs_nothing(sittings: Sittings) -> None:
    with sittings.begin():
        pass
    assert _things(sittings) == 0


def test_what_it_raises_is_raised_and_nothing_is_stored(sittings: Sittings) -> None:
    def fail(sitting: Sitting) -> None:
        with sitting:
            sitting.ask(_into(1))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail(sittings.begin())
    assert _things(sittings) == 0


@pytest.mark.parametrize("asked", [(_WRONG,), (_into(1), _WRONG, _into(2))])
def test_what_is_refused_ends_it_and_costs_no_later_one(
    sittings: Sittings, fresh_database: TestDatabase, asked: tuple[Asked, ...]
) -> None:
    with sittings.begin() as sitting, pytest.raises(postgres.UndefinedColumn):
        sitting.ask(*asked)
    assert _things(sittings) == 0
    assert _states(fresh_database) == ["idle"]


def test_what_is_refused_with_the_commit_is_not_committed(
    sittings: Sittings, fresh_database: TestDatabase
) -> None:
    with sittings.begin() as sitting:
        sitting.ask(_ONE)
        with pytest.raises(postgres.UniqueViolation):
            sitting.write(_into(1), _into(1))
    assert _things(sittings) == 0
    assert _states(fresh_database) == ["idle"]


def test_a_scope_ends_with_its_transaction(sittings: Sittings) -> None:
    with sittings.begin() as sitting:
        assert sitting.ask(_SCOPE, _ENTER, _SCOPE)[2] == ("A",)
        sitting.write(_into(1))
    with sittings.begin() as sitting:
        assert sitting.ask(_SCOPE) == (("",),)


def test_a_connection_that_broke_is_cut_and_the_next_sitting_opens_another(
    sittings: Sittings, fresh_database: TestDatabase
) -> None:
    with sittings.begin() as sitting, pytest.raises(psycopg.OperationalError):
        sitting.ask(_into(1), _DIE)
    assert _things(sittings) == 0
    assert _states(fresh_database) == ["idle"]


def test_one_left_in_the_middle_of_an_answer_is_cut(
    sittings: Sittings, fresh_database: TestDatabase
) -> None:
    with sittings.begin() as sitting:
        sitting.ask(_ONE)
        # As an interruption leaves it: asked, and nobody took the answer.
        sitting._wire.connection.pgconn.send_query(b"select pg_sleep(0.01)")
    assert _things(sittings) == 0
    assert _states(fresh_database).count("idle") == 1  # the other ends when it has slept


def test_the_server_may_go_between_sittings(
    sittings: Sittings, fresh_database: TestDatabase
) -> None:
    assert _things(sittings) == 0
    kill = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = %s"
    with fresh_database.address.connect(database=fresh_database.name) as watcher:
        watcher.execute(kill, (_NAME,))
    with pytest.raises(psycopg.OperationalError), sittings.begin() as sitting:
        sitting.ask(_ONE)
    assert _things(sittings) == 0


def test_a_server_that_is_away_is_told_and_not_waited_for() -> None:
    nowhere = Sittings("postgresql://procheck_app@127.0.0.1:1/procheck", name=_NAME)
    with pytest.raises(psycopg.OperationalError):
        nowhere.begin()
