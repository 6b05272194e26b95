"""The service that is held under load, and what its database says of it afterwards."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from api.demo.running import Running, service
from bench.agencies import Officer, register
from bench.stand import NotServing
from storage.embedded.server import Address, running_address
from storage.roles import APP


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A running service, its database, and officers of agencies that never reach a cap."""

    running: Running
    address: Address
    officers: tuple[Officer, ...]

    def agencies(self, count: int, *, first: int, heads: int) -> tuple[Officer, ...]:
        """Register more agencies, numbered from ``first``, with so many heads each."""
        return register(self.address.url(APP), count, heads=heads, first=first)

    def asked(self, query: str, **parameters: object) -> list[tuple[Any, ...]]:
        """Return the rows of a query, as someone who sees all of them."""
        engine = create_engine(self.address.url("postgres"), poolclass=NullPool)
        with engine.begin() as connection:
            return [tuple(row) for row in connection.execute(text(query), parameters)]

    def deadlocks(self) -> int:
        """Return how many deadlocks the database has had."""
        ((found,),) = self.asked(
            "select deadlocks from pg_stat_database where datname = current_database()"
        )
        return int(found)


@contextmanager
def held(folder: Path) -> Iterator[Held]:
    """Run the service while the block lasts.

    Args:
        folder: an empty folder for its data.

    Raises:
        NotStarted: the service did not start.
        NotServing: its database is not there.
    """
    data = folder / "service"
    with service(data, {"PROCHECK_WEBHOOK_LOOPBACK": "yes"}) as running:
        address = running_address(data)
        if address is None:
            raise NotServing(str(data))
        yield Held(running=running, address=address, officers=register(address.url(APP)))


def compact(document: dict[str, Any]) -> bytes:
    """Return a document as clients write it."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
