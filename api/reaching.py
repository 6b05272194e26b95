"""Reaching the database from a command: a named one, or our own, running or started for it."""

from collections.abc import Iterator
from contextlib import contextmanager

from api.settings import Settings
from storage.database import Database
from storage.embedded.server import running, running_address


@contextmanager
def reached(settings: Settings, role: str) -> Iterator[Database]:
    """Open the installation's database as one of its roles, while the block lasts.

    Beside a running service its server is used; where none runs, the embedded one is started for
    as long as it takes.

    Args:
        settings: of the installation.
        role: the login, where the database is our own; a named database is used as it is named.

    Raises:
        StorageError: the embedded server cannot be run.
    """
    if settings.database_url is not None:
        yield from _opened(settings.database_url)
        return
    address = running_address(settings.data_dir)
    if address is not None:
        yield from _opened(address.url(role))
        return
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with running(settings.data_dir) as server:
        yield from _opened(server.url(role))


def _opened(url: str) -> Iterator[Database]:
    database = Database(url, pool_size=1, name="procheck command")
    try:
        yield database
    finally:
        database.close()
