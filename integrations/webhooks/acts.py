"""What acts on subscriptions have in common: the entry that records them."""

from collections.abc import Mapping
from datetime import datetime

from integrations.webhooks.subscription import StoredSubscription
from ledger.entry import Actor, Entry
from ledger.kinds import EntryKind


def subscription_entry(
    kind: EntryKind,
    identifier: str,
    held: StoredSubscription,
    body: Mapping[str, object],
    actor: Actor,
    now: datetime,
) -> Entry:
    """Return the entry of an act on a subscription: its owner's affair, told with its host alone.

    The path of an address may be known to nobody but its owner.
    """
    return Entry(
        id=identifier,
        kind=kind,
        recorded_at=now,
        actor=actor,
        tenant=held.tenant,
        subjects={"subscription": held.id},
        body={"host": held.host, **body},
    )
