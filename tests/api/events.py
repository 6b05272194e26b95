"""A stage whose webhooks reach this machine, and a dispatcher whose time is the stage's."""

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from sqlalchemy import text

from api.webhook_jobs import Dispatcher, send_due
from integrations.webhooks.sending import Sender
from storage.scope import SYSTEM
from tests.api.stage import Stage

LOOPBACK = MappingProxyType(
    {"PROCHECK_ISSUER": "http://127.0.0.1:8080", "PROCHECK_WEBHOOK_LOOPBACK": "yes"}
)
"""Settings under which webhooks may be sent to this machine."""


_WAITING = text(
    "select count(*) from procrastinate_jobs where queue_name = 'webhooks' and status = 'todo'"
)
_NEXT = text(
    "delete from procrastinate_jobs where id = (select id from procrastinate_jobs"
    " where queue_name = 'webhooks' and status = 'todo'"
    " and (scheduled_at is null or scheduled_at <= :now) order by id limit 1)"
    " returning args ->> 'subscription'"
)


@dataclass
class Worker:
    """Does the jobs of the queue of webhooks that are due by the stage's clock."""

    stage: Stage
    dispatcher: Dispatcher

    def work(self, most: int = 50) -> int:
        """Do jobs until none is due; return how many events were taken."""
        self.stage.sequence()
        sent = 0
        for _ in range(most):
            found = self._next()
            if found is None:
                return sent
            sent += send_due(self.dispatcher, found)
        return sent

    def waiting(self) -> int:
        """How many jobs there are, due or not."""
        with self.stage.services.database.transaction(SYSTEM) as connection:
            return connection.scalar(_WAITING) or 0

    def _next(self) -> str | None:
        with self.stage.services.database.transaction(SYSTEM) as connection:
            found: str | None = connection.scalar(_NEXT, {"now": self.stage.clock()})
        return found


def worker_of(stage: Stage, **changes: Any) -> Worker:  # noqa: ANN401 - members of a dispatcher
    made = Dispatcher(
        database=stage.services.database,
        sender=Sender(stage.clock, loopback=True, read_seconds=1.0, whole_seconds=2.0),
        keys=stage.services.webhook_keys,
        clock=stage.clock,
        share=lambda: 1.0,
    )
    return Worker(stage, replace(made, **changes))
