"""What can be wrong with acts on subscriptions; each carries what it is about and no protocol."""

from dataclasses import dataclass

from approvals.errors import ActRefused


@dataclass(eq=False)
class SubscriptionNotFound(ActRefused):
    """There is no such subscription, or it is not the actor's to see."""

    id: str


@dataclass(eq=False)
class WebhookDeliveryNotFound(ActRefused):
    """The subscription has no such delivery."""

    id: str


@dataclass(eq=False)
class TooManySubscriptions(ActRefused):
    """An agency or a supplier has as many addresses as it may."""

    limit: int


@dataclass(eq=False)
class SubscriptionState(ActRefused):
    """A subscription, or a delivery of one, is not in a state that allows the act."""

    state: str
    wanted: tuple[str, ...]
