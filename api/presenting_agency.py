"""Agencies, their facts, their devices and what they may still buy, as JSON documents."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from api.conditions import etag_of
from api.instants import instant
from api.presenting import kept
from approvals.agency_store import (
    Balance,
    StoredAgency,
    StoredAsset,
    StoredHeadcount,
    StoredProperty,
)
from validators.entitlement import Entitlement
from validators.writing import asset_document, citation_document, message_document


def agency_document(
    held: StoredAgency,
    on: date,
    headcounts: Iterable[StoredHeadcount],
    properties: Iterable[StoredProperty],
    approvers: tuple[str, ...],
    balances: Iterable[Balance],
) -> dict[str, Any]:
    """Return an agency with its facts in force on a day; `procheck check --agency` reads it too."""
    return {
        "uscc": held.uscc,
        "name": held.name,
        "jurisdiction": held.jurisdiction,
        "level": held.level.value,
        "registered_at": instant(held.registered_at),
        "on": on.isoformat(),
        "properties": {it.property: it.value for it in properties},
        "counts": {
            it.basis: {
                "value": it.value,
                "since": it.valid_from.isoformat(),
                "source": it.source,
            }
            for it in headcounts
        },
        "approvers": list(approvers),
        "holdings": [document for it in balances for document in _holdings(it)],
    }


def _holdings(balance: Balance) -> list[dict[str, Any]]:
    kind = {"class": balance.item_class.value, "attributes": dict(balance.attributes)}
    standings = (
        ("on-hand", balance.on_hand),
        ("committed", balance.committed),
        ("reserved", balance.reserved),
    )
    return [
        {**kind, "standing": standing, "quantity": quantity}
        for standing, quantity in standings
        if quantity
    ]


def headcount_document(held: StoredHeadcount) -> dict[str, Any]:
    """Return a headcount with its two clocks."""
    return {
        "basis": held.basis,
        "value": held.value,
        "valid_from": held.valid_from.isoformat(),
        "recorded_at": instant(held.recorded_at),
        "recorded_by": held.recorded_by,
        "source": held.source,
    }


def device_document(held: StoredAsset, evidence: list[str] | None = None) -> dict[str, Any]:
    """Return a device of an agency, with the kinds of licence evidence it has, and its ETag.

    A serial may hold what no path may, so the entity tag stands beside the device itself.
    """
    shown = {
        **asset_document(held.asset),
        **kept(approval=held.number, line=held.line, licensed_by=evidence),
        "source": held.source,
    }
    return {**shown, "etag": etag_of("device", shown)}


def entitlement_document(entitlement: Entitlement) -> dict[str, Any]:
    """Return one cap of an agency: what is left of it, with the sum."""
    return {
        "cap": entitlement.cap,
        "title": message_document(entitlement.title),
        "limit": {
            "low": f"{entitlement.limit_low:f}",
            **kept(high=None if entitlement.limit_high is None else f"{entitlement.limit_high:f}"),
        },
        "taken": entitlement.taken,
        "by_standing": {name.value: count for name, count in entitlement.by_standing},
        "left": entitlement.left,
        **kept(left_at_most=entitlement.left_at_most),
        "sum": entitlement.sum,
        "explanation": message_document(entitlement.explanation),
        "citation": citation_document(entitlement.citation),
        "open": [
            {
                "code": doubt.code,
                "kind": doubt.need.kind.value,
                "fact": doubt.need.fact,
                "from": doubt.need.source,
            }
            for doubt in entitlement.doubts
        ],
    }
