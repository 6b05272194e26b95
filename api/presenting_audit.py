"""Figures of auditors as JSON documents: amounts as texts, what is ``None`` left out."""

from typing import Any

from api.identity import Principal
from api.presenting import kept
from approvals.compliance_rate import ComplianceRate, Counted
from approvals.exported import plain
from approvals.gap_list import Gap
from approvals.red_list import Group, Hugging, RedList
from approvals.waiver_register import Registered, WaiverRegister


def reader_document(principal: Principal) -> dict[str, str]:
    """Return who asks for an export, as its manifest tells it."""
    reader = {"role": principal.role.value, "person": principal.person}
    return {**reader, **kept(agency=principal.agency, supplier=principal.supplier)}


def red_list_document(found: RedList) -> dict[str, Any]:
    """Return the red list."""
    return {
        "lines": found.lines,
        "incomparable": found.incomparable,
        "hugging": len(found.items),
        "agencies": [_group(it) for it in found.agencies],
        "suppliers": [_group(it) for it in found.suppliers],
        "classes": [_group(it) for it in found.classes],
        "items": [_hugging(it) for it in found.items],
    }


def _group(group: Group) -> dict[str, Any]:
    return {"name": group.name, "lines": group.lines, "hugging": group.hugging}


def _hugging(it: Hugging) -> dict[str, Any]:
    return {
        "number": it.number,
        "order": it.order_id,
        "line": it.line,
        "agency": it.agency,
        **kept(supplier=it.supplier),
        "class": it.item_class,
        "quantity": it.quantity,
        "price": plain(it.price),
        "ceiling": plain(it.ceiling),
        "under": plain(it.ceiling - it.price),
    }


def gap_document(it: Gap) -> dict[str, Any]:
    """Return one approved line with what is missing of it."""
    return {
        "number": it.number,
        "order": it.order_id,
        "line": it.line,
        "agency": it.agency,
        **kept(supplier=it.supplier),
        "class": it.item_class,
        "approved": it.approved,
        "amount": plain(it.amount),
        "unsent": it.unsent,
        "under_way": it.under_way,
        "accepted": it.accepted,
        "without_delivery": it.without_delivery,
        "without_card": it.without_card,
        "valid_until": it.valid_until.isoformat(),
    }


def register_document(found: WaiverRegister) -> dict[str, Any]:
    """Return the register of waivers."""
    return {
        "effect": plain(found.effect),
        "approvers": [
            {
                "person": it.person,
                "waivers": it.waivers,
                "units": it.units,
                "effect": plain(it.effect),
            }
            for it in found.approvers
        ],
        "items": [_registered(it) for it in found.items],
    }


def _registered(it: Registered) -> dict[str, Any]:
    held = it.held
    decision = held.decision
    return {
        "number": held.number,
        "agency": held.agency,
        "rule": held.wanted.rule,
        "class": held.wanted.item_class.value,
        "state": it.state,
        "granted": held.granted,
        "units": it.units,
        "orders": it.orders,
        "effect": plain(it.effect),
        "repeats": it.repeats,
        "valid_until": held.valid_until.isoformat(),
        "asked_by": held.asked_by,
        **kept(granted_by=None if decision is None else decision.person),
    }


def rate_document(found: ComplianceRate) -> dict[str, Any]:
    """Return the compliance rate: numerators, denominators, and the sentence that defines it."""
    return {
        "definition": {
            "zh": "分母:已作出批准的申请的全部明细;分子:其中没有任何数量凭例外许可通过的明细",
            "en": "of all lines of approved orders, those no unit of which passes by a waiver",
        },
        "approved": _counted(found.approved),
        "complying": _counted(found.complying),
    }


def _counted(it: Counted) -> dict[str, Any]:
    return {
        "orders": it.orders,
        "lines": it.lines,
        "units": it.units,
        "amount": plain(it.amount),
    }
