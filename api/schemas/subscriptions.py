"""What acts on subscriptions say."""

from api import limits
from api.schemas.body import Body
from api.schemas.fields import Choice, Text
from api.schemas.gathered import Listed
from integrations.webhooks.addresses import LONGEST
from ledger.kinds import EntryKind


class SubscriptionIn(Body):
    """Where events are to be sent, and of which kinds."""

    url = Text(
        LONGEST,
        required=True,
        description="https, a public host name, port 443; redirects are not followed",
    )
    kinds = Listed(
        Choice(EntryKind),
        len(EntryKind),
        description="kinds of ledger entries; every kind where it is left out or empty",
    )
    label = Text(limits.TEXT, description="your own name for it")


SUBSCRIPTION = SubscriptionIn()
