"""What states are called, in Chinese and English, by what they are states of.

One word for each code would not do: a waiver that is withdrawn was taken back by whoever granted
it, and a device that is withdrawn was never sent.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from approvals.states import (
    ABSENT,
    CHANGED,
    PENDING,
    ApprovalState,
    Awaits,
    FreeSoftwareState,
    LicenceState,
    OrderState,
    ReplayState,
    WaiverState,
)
from approvals.substitution import SubstitutionState
from approvals.unit_states import UnitState

Words = Mapping[str, tuple[str, str]]

_EXPIRED: Final = ("已到期", "expired")
_AWAITS: Final[Words] = {
    Awaits.DECISION: ("等待审批", "waiting for a decision"),
    Awaits.ANSWERS: ("等待答复", "waiting for answers"),
    Awaits.FACTS: ("等待事实", "waiting for facts"),
}
STATE_WORDS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "order": {
            OrderState.APPROVED: ("已批准", "approved"),
            OrderState.REFUSED: ("已拒绝", "refused"),
            OrderState.REFERRED: ("待审批", "referred"),
            OrderState.HELD: ("待补事实", "held"),
            OrderState.CANCELLED: ("已撤回", "cancelled"),
            OrderState.SUPERSEDED: ("已被取代", "superseded"),
            **_AWAITS,
        },
        "approval": {
            ApprovalState.IN_FORCE: ("有效", "in force"),
            ApprovalState.REVOKED: ("已撤销", "revoked"),
            ApprovalState.EXPIRED: _EXPIRED,
            ApprovalState.SUPERSEDED: ("已被取代", "superseded"),
        },
        "waiver": {
            WaiverState.ASKED: ("待审批", "asked for"),
            WaiverState.GRANTED: ("已准许", "granted"),
            WaiverState.DECLINED: ("已拒绝", "declined"),
            WaiverState.WITHDRAWN: ("已收回", "withdrawn"),
            WaiverState.EXPIRED: _EXPIRED,
        },
        "licence": {
            LicenceState.RECORDED: ("已登记待核实", "recorded and not confirmed"),
            LicenceState.CONFIRMED: ("已核实", "confirmed"),
            LicenceState.REVOKED: ("已撤销", "revoked"),
            LicenceState.EXPIRED: _EXPIRED,
            PENDING: ("待核实的更正", "a correction that waits for confirmation"),
        },
        "free-software": {
            FreeSoftwareState.UNAPPROVED: ("已登记待批准", "recorded and not approved"),
            FreeSoftwareState.TO_COME: ("尚未到列入之日", "to be listed from a later day on"),
            FreeSoftwareState.LISTED: ("在清单上", "on the list"),
            FreeSoftwareState.TAKEN_OFF: ("已移出清单", "taken off the list"),
        },
        "replay": {
            ReplayState.WAITING: ("等待中", "waiting"),
            ReplayState.RUNNING: ("进行中", "running"),
            ReplayState.DONE: ("已完成", "done"),
            ReplayState.STOPPED: ("已停止", "stopped"),
            ReplayState.FAILED: ("未能完成", "failed"),
        },
        "unit": {
            UnitState.DESPATCHED: ("已发运", "despatched"),
            UnitState.MISSING: ("未到", "missing"),
            UnitState.RECEIVED: ("已收到", "received"),
            UnitState.INSPECTED: ("已查验", "inspected"),
            UnitState.DAMAGED: ("损坏", "damaged"),
            UnitState.ACCEPTED: ("已验收", "accepted"),
            UnitState.RETURNED: ("已退回", "returned"),
            UnitState.EXCHANGED: ("已退换", "sent back for another"),
            UnitState.WITHDRAWN: ("已撤回", "withdrawn"),
        },
        "substitution": {
            SubstitutionState.PROPOSED: ("已提出", "proposed"),
            SubstitutionState.CONSENTED: ("已同意", "consented to"),
            SubstitutionState.DECLINED: ("未获同意", "declined"),
            SubstitutionState.WITHDRAWN: ("已收回", "withdrawn"),
            SubstitutionState.REFUSED: ("不合标准", "refused"),
            SubstitutionState.LAPSED: ("批准失效而终止", "over with its approval"),
        },
        "review-case": {"open": ("未结", "open"), "closed": ("已结", "closed")},
    }
)
"""What it is a state of, as `approvals.errors.WrongState` names it → state → (Chinese, English).

What an open order waits for stands among the states of orders: an act may want either."""

OF_ANYTHING: Final[Words] = MappingProxyType(
    {
        ABSENT: ("不存在", "not there"),
        CHANGED: ("已被另一操作改变", "changed by another act meanwhile"),
    }
)
"""What may be said instead of any state."""


def state_words(subject: str, state: str) -> tuple[str, str]:
    """Return what a state is called, in Chinese and in English.

    Args:
        subject: what it is a state of.
        state: its code.

    Raises:
        KeyError: there is no such subject, or it knows no such state.
    """
    found = OF_ANYTHING.get(state)
    return STATE_WORDS[subject][state] if found is None else found
