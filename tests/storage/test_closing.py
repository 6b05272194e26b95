"""What a transaction writes last goes with the commit, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from storage.closing import Closing
from storage.database import Database
from storage.driver import Statement, first_row
from tests.storage.statements import COUNT
from tests.storage.test_driver import own

__all__ = ["own"]

_PUT = Statement.of("insert into procheck.thing values (%(id)s)")


class Taken(Exception):  # noqa: N818 - what a refusal is turned into
    """The number is there already."""


@contextmanager
def _taken() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise Taken from error


def test_nothing_is_written_before_the_commit(own: Database) -> None:
    closing = Closing()
    with own.engine.begin() as connection:
        closing.take((_PUT, {"id": 1}), _taken)
        assert first_row(connection, COUNT, {}) == (0,)
        closing.commit(connection, (_PUT, {"id": 2}))
    with own.engine.begin() as connection:
        assert first_row(connection, COUNT, {}) == (2,)


def test_without_the_commit_it_never_was(own: Database) -> None:
    with own.engine.begin() as connection:
        Closing().take((_PUT, {"id": 1}), _taken)
        first_row(connection, COUNT, {})
    with own.engine.begin() as connection:
        assert first_row(connection, COUNT, {}) == (0,)


@pytest.mark.parametrize("taken", [(1,), (2, 1)])
def test_a_refusal_is_told_in_its_own_words_and_nothing_is_stored(
    own: Database, taken: tuple[int, ...]
) -> None:
    def close() -> None:
        closing = Closing()
        with own.engine.begin() as connection:
            first_row(connection, _PUT, {"id": 1})
            for number in taken:
                closing.take((_PUT, {"id": number}), _taken)
            closing.commit(connection, (_PUT, {"id": 3}))

    with pytest.raises(Taken):
        close()
    with own.engine.begin() as connection:
        assert first_row(connection, COUNT, {}) == (0,)


def test_what_is_no_refusal_stays_as_the_database_told_it(own: Database) -> None:
    closing, wrong = Closing(), Statement.of("select 1 from procheck.nowhere")
    closing.take((wrong, {}), _taken)

    def close() -> None:
        with own.engine.begin() as connection:
            closing.commit(connection)

    with pytest.raises(DBAPIError):
        close()
