"""Whoever commits a change rings, before anybody is told; whoever changed nothing does not."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from storage.bell import FOLDER, Bell, hang
from storage.database import Database
from storage.driver import Statement, commit_with, first_row
from storage.scope import SYSTEM
from storage.sitting import Sittings
from tests.cluster import TestDatabase
from tests.storage.things import make_tables

_PUT = Statement.of("insert into procheck.thing values (%(id)s)")
_LATE = Statement.of("insert into procheck.late values (%(id)s)")
_READ = Statement.of("select count(*) from procheck.thing")


@pytest.fixture(scope="module")
def bell(tmp_path_factory: pytest.TempPathFactory) -> Bell:
    return Bell(tmp_path_factory.mktemp("bell") / "it")


@pytest.fixture
def own(fresh_database: TestDatabase) -> Iterator[Database]:
    late = "id integer unique deferrable initially deferred"
    make_tables(fresh_database, thing="id integer primary key", late=late)
    database = Database(fresh_database.app_url, pool_size=2)
    yield database
    database.close()


@pytest.fixture
def its(own: Database) -> Bell:
    found = Bell.beside(own.engine.url)
    assert found is not None
    return found


def test_what_concerns_one_is_heard_by_that_one_and_what_may_concern_anybody_by_all(
    bell: Bell,
) -> None:
    mine, others = bell.heard("a"), bell.heard("b")
    bell.ring("a")
    assert bell.heard("a") != mine
    assert bell.heard("b") == others
    mine = bell.heard("a")
    bell.ring()
    assert bell.heard("a") != mine
    assert bell.heard("b") != others


@given(st.lists(st.none() | st.text(), min_size=1, max_size=20), st.text())
def test_no_tone_comes_again(bell: Bell, rung: list[str | None], about: str) -> None:
    heard = {bell.heard(about)}
    for it in rung:
        before = bell.heard(about)
        bell.ring(it)
        if it in (None, about):
            assert bell.heard(about) not in heard
        heard |= {before, bell.heard(about)}


def test_another_process_hears_it(tmp_path: Path) -> None:
    hang(tmp_path)
    url = f"postgresql://x@/y?host={tmp_path}"
    own, elsewhere = Bell.beside(url), Bell.beside(f"postgresql://x@/z?host={tmp_path}")
    assert own is not None
    assert elsewhere is not None
    before, other, of_z = own.heard("a"), own.heard("b"), elsewhere.heard("a")
    program = f"""
from storage.bell import Bell
Bell.beside({url!r}).ring("a")
"""
    subprocess.run([sys.executable, "-c", program], check=True)
    assert own.heard("a") != before
    assert own.heard("b") == other
    assert elsewhere.heard("a") == of_z
    hang(tmp_path)  # one that hangs is left as it is
    again = Bell.beside(url)
    assert again is not None
    assert own.heard("a") == again.heard("a")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://x@127.0.0.1:5432/y",
        "postgresql://x@/y",
        "postgresql://x@/y?host=/nowhere/at/all",
        "postgresql://x@/y?host=127.0.0.1",
        "postgresql://x@/y?host=/a&host=/b",
    ],
)
def test_a_server_without_one_has_none(url: str) -> None:
    assert Bell.beside(url) is None


def test_one_that_cannot_be_rung_is_told(tmp_path: Path) -> None:
    hang(tmp_path)
    (tmp_path / FOLDER / "y").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="y"):
        Bell.beside(f"postgresql://x@/y?host={tmp_path}")


def test_a_transaction_that_wrote_rings_and_one_that_read_does_not(
    own: Database, its: Bell
) -> None:
    before = its.heard("a")
    with own.transaction(SYSTEM) as connection:
        assert first_row(connection, _READ, {}) == (0,)
    with own.snapshot(SYSTEM) as connection:
        connection.execute(text("select 1"))
    assert its.heard("a") == before
    with own.transaction(SYSTEM) as connection:
        connection.execute(text("insert into procheck.thing values (1)"))
        assert its.heard("a") == before, "nothing is there to be seen yet"
    assert its.heard("a") != before


def test_what_is_rolled_back_does_not_ring(own: Database, its: Bell) -> None:
    before = its.heard("a")

    def fail() -> None:
        with own.transaction(SYSTEM) as connection:
            first_row(connection, _PUT, {"id": 1})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert its.heard("a") == before


def test_a_commit_of_which_nobody_knows_what_became_rings(own: Database, its: Bell) -> None:
    before = its.heard("a")

    def twice() -> None:
        with own.transaction(SYSTEM) as connection:
            for _ in range(2):
                first_row(connection, _LATE, {"id": 1})

    with pytest.raises(IntegrityError):
        twice()
    assert its.heard("a") != before


def test_a_commit_that_travels_with_the_last_statement_rings(own: Database, its: Bell) -> None:
    before = its.heard("a")
    with own.transaction(SYSTEM) as connection:
        first_row(connection, _READ, {})
        commit_with(connection, (_PUT, {"id": 1}))
        assert its.heard("a") != before


def test_who_changes_nothing_of_interest_does_not_ring(
    fresh_database: TestDatabase, own: Database, its: Bell
) -> None:
    before, quiet = its.heard("a"), Database(fresh_database.app_url, pool_size=1, rings=False)
    with quiet.transaction(SYSTEM) as connection:
        first_row(connection, _PUT, {"id": 1})
    quiet.close()
    assert its.heard("a") == before
    with own.transaction(SYSTEM) as connection:
        assert first_row(connection, _READ, {}) == (1,)


def test_a_sitting_rings_for_the_one_it_concerns(own: Database, its: Bell) -> None:
    sittings = Sittings(own.engine.url, name="test")
    before, other = its.heard("a"), its.heard("b")
    with sittings.begin() as sitting:
        sitting.ask((_READ, {}))
    assert (its.heard("a"), its.heard("b")) == (before, other)
    for number, about in enumerate(("a", None)):
        before, other = its.heard("a"), its.heard("b")
        with sittings.begin() as sitting:
            sitting.ask((_READ, {}))
            sitting.write((_PUT, {"id": number}), about=about)
        assert its.heard("a") != before
        assert (its.heard("b") == other) is (about == "a")
    sittings.close()
