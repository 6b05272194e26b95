"""Webhooks that reach this machine, and a dispatcher whose time is the stage's."""

import base64
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import text

from api.webhook_jobs import Dispatcher, send_due
from integrations.webhooks.sending import Sender
from storage.scope import SYSTEM
from tests.api.stage import Answer, Stage
from tests.receivers import Received, Receiver

PATH = "/v1/subscriptions"
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

    def work(self, most: int = 2_000) -> int:
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


def subscribe(stage: Stage, shop: Receiver, role: str = "supplier", **more: Any) -> str:  # noqa: ANN401 - JSON values
    answer = stage.call("POST", PATH, role, {"url": shop.url, **more})
    assert answer.status == 201, answer.data
    return str(answer.json["id"])


def secrets(stage: Stage, subscription: str, role: str = "supplier") -> list[dict[str, str]]:
    answer = stage.call("GET", f"{PATH}/{subscription}/secret", role)
    assert answer.status == 200, answer.data
    found: list[dict[str, str]] = answer.json["items"]
    return found


def act(stage: Stage, subscription: str, name: str, role: str = "supplier") -> Answer:
    return stage.call("POST", f"{PATH}/{subscription}/{name}", role, {"reason": "tried"})


def deliveries(stage: Stage, subscription: str, state: str | None = None) -> list[dict[str, Any]]:
    query = "" if state is None else f"?state={state}"
    answer = stage.call("GET", f"{PATH}/{subscription}/deliveries{query}", "supplier")
    assert answer.status == 200, answer.data
    found: list[dict[str, Any]] = answer.json["items"]
    return found


def verify_v1a(public: str, came: Received) -> None:
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public.removeprefix("whpk_")))
    content = b".".join((came.id.encode(), came.headers["webhook-timestamp"].encode(), came.body))
    signatures = [
        base64.b64decode(it.removeprefix("v1a,"))
        for it in came.headers["webhook-signature"].split(" ")
        if it.startswith("v1a,")
    ]
    for signature in signatures:
        try:
            key.verify(signature, content)
        except InvalidSignature:
            continue
        return
    raise InvalidSignature
