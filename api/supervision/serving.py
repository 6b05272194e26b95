"""`serve`: the whole service, from one command to the last process."""

import logging
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from sqlalchemy.exc import OperationalError

from api.supervision.child import Child, EmbeddedPostgres, Program
from api.supervision.restarts import MOST_DEATHS
from api.supervision.runs import a_run
from api.supervision.signals import watched
from api.supervision.supervisor import KeepsDyingError, StopAskedError, Supervisor
from storage.embedded.server import Address, Server, prepared
from storage.errors import DataFolderInUseError, StorageError

EXIT_STOPPED: Final = 0
"""We were asked to stop, and did."""

EXIT_KEEPS_DYING: Final = 70
"""A part of the service cannot run (sysexits.h: EX_SOFTWARE)."""

EXIT_IN_USE: Final = 75
"""Another service runs on the data folder (sysexits.h: EX_TEMPFAIL)."""

_log = logging.getLogger(__name__)


def serve(
    data_dir: Path,
    *,
    embedded: bool,
    children: Callable[[Address | None], Sequence[Child]],
    welcome: str = "everything is at work",
) -> int:
    """Run the service until a signal ends it; nothing it started is left then.

    Children are started in the order they are given, each after the one before is ready, and
    stopped in reverse: give the web server last, so that it stops taking requests first.

    Args:
        data_dir: the service's data folder; made if it is missing.
        embedded: whether PostgreSQL is ours to run, in that folder.
        children: called once the database takes connections, with the address of the embedded one
            (None for an external one); the place to migrate and to check fitness. If the embedded
            one breaks off meanwhile, it is called again, so it must bear to be. What else it raises
            stops everything and is raised from here.
        welcome: what to say once all of them are ready.

    Returns:
        `EXIT_STOPPED`, `EXIT_KEEPS_DYING` or `EXIT_IN_USE`.

    Raises:
        StorageError: if the embedded server cannot be prepared here.
    """
    with watched() as signals, ExitStack() as stack:
        try:
            mark = stack.enter_context(a_run(data_dir))
            server = stack.enter_context(prepared(data_dir)) if embedded else None
        except DataFolderInUseError as error:
            _log.error("%s", error)
            return EXIT_IN_USE
        supervisor = Supervisor(signals)
        stack.callback(supervisor.stop_all)
        try:
            for child in _made(children, server, supervisor):
                supervisor.bring_up(Program(child, mark))
            _log.info("%s", welcome)
            supervisor.watch()
        except StopAskedError:
            return EXIT_STOPPED
        except KeepsDyingError as error:
            _log.error("%s", error)
            return EXIT_KEEPS_DYING
    return EXIT_STOPPED


def _made(
    children: Callable[[Address | None], Sequence[Child]],
    server: Server | None,
    supervisor: Supervisor,
) -> Sequence[Child]:
    """Return the children, once the database lasted for as long as they were prepared."""
    if server is None:
        return children(None)
    unit = EmbeddedPostgres(server)
    supervisor.bring_up(unit)
    for _ in range(MOST_DEATHS - 1):
        try:
            return children(server.address)
        except Exception as error:
            if not _broke_off(error):
                raise
            _log.warning("PostgreSQL broke off during the start, which is tried again: %s", error)
            supervisor.revive(unit)
    return children(server.address)


def _broke_off(error: Exception) -> bool:
    """Whether the database went away. Faults that the storage has a name for are others."""
    found = error if isinstance(error, OperationalError) else error.__cause__
    return isinstance(found, OperationalError) and not isinstance(error, StorageError)
