"""What is known of a subscription, of what was to be sent to it, and of what came of that."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from urllib.parse import urlsplit

from integrations.webhooks.signing import SecretMade
from ledger.entry import Tenant


@unique
class State(StrEnum):
    """Whether events are sent to a subscription."""

    ENABLED = "enabled"
    DISABLED = "disabled"
    DELETED = "deleted"


@unique
class DeliveryState(StrEnum):
    """Where an event stands that is to be told to a subscription."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"
    """It was tried often enough; its owner may have it sent again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSubscription:
    """A subscription as it stands. ``kinds`` is empty where it is told of every kind."""

    id: str
    tenant: Tenant
    url: str
    kinds: tuple[str, ...]
    label: str | None
    state: State
    reason: str | None
    created_at: datetime
    created_by: str
    revision: int
    failures: int
    busy_until: datetime | None
    secrets: tuple[SecretMade, ...] = ()

    @property
    def host(self) -> str:
        """The host of the address: what the ledger says of it, whose path may hold a secret."""
        return urlsplit(self.url).hostname or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDelivery:
    """An event that is to be told to a subscription; ``id`` is its ``webhook-id``.

    ``tries`` are the attempts that count. After one the next that counts is due at ``due_at``;
    ``next_at`` is when it is sent again, which may be before.
    """

    id: str
    subscription: str
    event_id: int
    kind: str
    state: DeliveryState
    tries: int
    next_at: datetime
    due_at: datetime | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAttempt:
    """What came of one attempt."""

    began_at: datetime
    milliseconds: int
    outcome: str
    status: int | None
    response_digest: str | None
    response_bytes: int | None
