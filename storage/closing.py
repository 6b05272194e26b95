"""What a transaction writes last: it waits for the commit and travels with it, in one trip."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack

from sqlalchemy import Connection

from storage.driver import Asked, commit_with

Refusals = Callable[[], AbstractContextManager[None]]
"""Turns what the database answers to a statement into errors of whoever asked for it."""


class Closing:
    """Statements of one transaction after which it does nothing but commit.

    What is taken here has not run: nothing that is to be read in the transaction may be given.
    """

    __slots__ = ("_asked", "_refusals")

    def __init__(self) -> None:
        self._asked: list[Asked] = []
        self._refusals: list[Refusals] = []

    def take(self, asked: Asked, refusals: Refusals) -> None:
        """Keep a statement, and what the database's refusals of it mean, for the commit."""
        self._asked.append(asked)
        self._refusals.append(refusals)

    def commit(self, connection: Connection, *asked: Asked) -> None:
        """Run what was taken, then ``asked``, and commit.

        Raises:
            DBAPIError: as of `commit_with`, unless one of the refusals turns it into its own.
        """
        with ExitStack() as told:
            for refusals in self._refusals:
                told.enter_context(refusals())
            commit_with(connection, *self._asked, *asked)
