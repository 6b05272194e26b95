"""What acts on subscriptions and on suspensions of suppliers refuse, each as a problem."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from api.faults import Words, fault
from api.problem import Problem, content_problem, plain
from approvals import suspension_errors as suspending
from integrations.webhooks import errors
from integrations.webhooks.addresses import WORDS, UnfitAddress

_STATES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "enabled": ("启用", "enabled"),
        "disabled": ("停用", "disabled"),
        "pending": ("待发送", "to be sent"),
        "delivered": ("已送达", "delivered"),
        "dead": ("不再重试", "given up"),
    }
)


def _state(error: errors.SubscriptionState) -> Problem:
    zh, en = _STATES[error.state]
    wanted = [_STATES[it] for it in error.wanted]
    return Problem(
        kind="wrong-state",
        zh=f"状态为{zh},应为{'或'.join(it for it, _ in wanted)}",
        en=f"it is {en}; this needs it {' or '.join(it for _, it in wanted)}",
        members={"state": error.state, "wanted": list(error.wanted)},
    )


def _unfit(error: UnfitAddress) -> Problem:
    words = WORDS[error.why]
    return content_problem((fault("/url", "unfit-address", reason=Words(words.zh, words.en)),))


OF_EVENTS: Mapping[type[Exception], Callable[[Any], Problem]] = MappingProxyType(
    {
        errors.SubscriptionNotFound: plain("not-found"),
        errors.WebhookDeliveryNotFound: plain("not-found"),
        errors.SubscriptionState: _state,
        errors.TooManySubscriptions: lambda error: Problem(
            kind="wrong-state",
            zh=f"已有 {error.limit} 个订阅,先删除一个",
            en=f"there are {error.limit} subscriptions, which is all there may be: delete one",
            members={"state": "full", "limit": error.limit, "wanted": ["room"]},
        ),
        UnfitAddress: _unfit,
        suspending.SuspensionNotFound: plain("not-found"),
        suspending.SuspensionOver: lambda error: Problem(
            kind="wrong-state",
            zh=f"该禁止期已经结束:{error.number}",
            en=f"the suspension {error.number} is over already",
            members={"state": "over", "wanted": ["in-force"]},
        ),
    }
)
"""Exception → problem."""
