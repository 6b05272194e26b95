"""The job worker process: what happens by the clock, and what follows from acts."""

import asyncio
import os
import sys

from procrastinate import App

from api.composition import office_of
from api.deferring import QUEUE, defer_catching_up, defer_due
from api.jobs import jobs_on
from api.live_ring import LiveRing
from api.processes.logs import set_up
from api.sandbox import clock_of
from api.settings import Settings
from storage.database import Database
from storage.scope import SYSTEM


def main() -> int:
    """Work until asked to stop; return the exit code."""
    set_up("worker")
    settings = Settings.from_environment(os.environ)
    url = settings.database_url or ""
    office = office_of(settings, LiveRing(settings))
    database = Database(url, pool_size=2, name="procheck worker")
    take_up(database)
    app = jobs_on(url, database, office, clock_of(settings, url))
    asyncio.run(_work(app))
    return 0


def take_up(database: Database) -> None:
    """Have done what nobody did while there was no worker."""
    with database.transaction(SYSTEM) as connection:
        # The one before may have been killed in the middle: its job is not begun again by itself.
        defer_catching_up(connection)
        # And its midnights passed unseen.
        defer_due(connection)


async def _work(app: App) -> None:
    async with app.open_async():
        await app.run_worker_async(
            queues=[QUEUE], install_signal_handlers=True, listen_notify=False
        )


if __name__ == "__main__":
    sys.exit(main())
