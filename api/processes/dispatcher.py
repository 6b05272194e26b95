"""The dispatcher process: tells those who subscribed what happened."""

import asyncio
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from procrastinate import App

from api.clock import now
from api.deferring import WEBHOOKS
from api.jobs import connector_on
from api.processes.logs import set_up
from api.sandbox import clock_of
from api.settings import Settings
from api.webhook_jobs import CONCURRENCY, Dispatcher, take_up, webhook_jobs_on
from api.webhook_keys import LiveWebhookKeys
from integrations.webhooks.sending import Sender
from storage.database import Database

_CONNECTIONS: Final = 4
"""Transactions are short, and none is open while something is sent: few connections serve all."""

_POLL_SECONDS: Final = 0.5
"""How soon a job is seen; an event waits about as long for its place in the ledger."""


def main() -> int:
    """Send until asked to stop; return the exit code."""
    set_up("dispatcher")
    settings = Settings.from_environment(os.environ)
    url = settings.database_url or ""
    # What is delivered is nothing that an order is examined on.
    database = Database(url, pool_size=_CONNECTIONS, name="procheck dispatcher", rings=False)
    dispatcher = Dispatcher(
        database=database,
        sender=Sender(now, loopback=settings.webhook_loopback),
        keys=LiveWebhookKeys(settings),
        clock=clock_of(settings, url),
        wall=now if settings.sandbox else None,
    )
    # The one before may have been killed in the middle of sending.
    take_up(dispatcher)
    asyncio.run(_work(webhook_jobs_on(connector_on(url), dispatcher)))
    return 0


async def _work(app: App) -> None:
    # Each receiver that is called keeps a thread for as long as it takes.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(CONCURRENCY + 2))
    async with app.open_async():
        await app.run_worker_async(
            queues=[WEBHOOKS],
            concurrency=CONCURRENCY,
            delete_jobs="successful",
            fetch_job_polling_interval=_POLL_SECONDS,
            install_signal_handlers=True,
            listen_notify=False,
        )


if __name__ == "__main__":
    sys.exit(main())
