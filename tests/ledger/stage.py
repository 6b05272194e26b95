"""A database of its own for a test, seen by each of the service's roles."""

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from sqlalchemy import text

from ledger.entry import Entry
from ledger.export import export
from ledger.note import VerifierKey
from ledger.sequencing import Sequencer
from ledger.signing import Signer
from ledger.source import DatabaseSource
from ledger.store import Leaf, append
from ledger.verification import Verification
from storage.database import Database
from storage.scope import SYSTEM, Scope
from tests.cluster import TestDatabase
from tests.ledger.builders import ORIGIN, START, an_entry

OFFICER = Scope(role="officer", person="person-7", agency="11100000MB0000001X")
AUDITOR = Scope(role="auditor", person="person-9")


class Stage:
    """The ledger in a fresh database, with the logins that the service has."""

    def __init__(self, database: TestDatabase, signer: Signer) -> None:
        self.url = database.url
        self.signer = signer
        self._closing = ExitStack()
        self.app = self.login("procheck_app")
        self.sequencing = self.login("procheck_sequencer")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def login(self, role: str) -> Database:
        database = Database(self.url(role))
        self._closing.callback(database.close)
        return database

    def sequencer(self, **options: object) -> Sequencer:
        return Sequencer(self.sequencing, lambda: (self.signer,), ORIGIN, **options)  # type: ignore[arg-type]  # passed on

    def record(self, *entries: Entry, scope: Scope = OFFICER) -> list[Leaf]:
        with self.app.transaction(scope) as connection:
            return [append(connection, entry) for entry in entries]

    def record_many(self, numbers: Iterable[int]) -> list[Leaf]:
        return self.record(*(an_entry(number) for number in numbers))

    def drain(self, sequencer: Sequencer | None = None) -> int:
        """Sequence until nothing is pending; how many entries got their place."""
        chosen = sequencer or self.sequencer()
        total = 0
        while count := chosen.run_once(START).appended:
            total += count
        return total

    def faults(self, folder: Path) -> list[str]:
        """Export the ledger to the folder and verify it there."""
        key = VerifierKey(ORIGIN, self.signer.public_key)
        export(DatabaseSource(self.app, AUDITOR), folder, keys=[key])
        found = Verification(folder=folder, keys=[key]).discrepancies()
        return [discrepancy.sentence() for discrepancy in found]

    def sabotage(self, *statements: str) -> None:
        """What somebody with all rights on the server can do: no trigger, no wall, no refusal."""
        superuser = self.login("postgres")
        with superuser.transaction(SYSTEM) as connection:
            connection.execute(text("set local session_replication_role = replica"))
            for statement in statements:
                connection.execute(text(statement))
