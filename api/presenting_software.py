"""The software ledgers of an agency as JSON documents; what is not known is left out."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from api.presenting import kept
from approvals.software_free import FreeRow
from approvals.software_gaps import Gap
from approvals.software_indicators import LEFT_OUT, Indicator
from approvals.software_ledgers import (
    MaintenanceRow,
    MaintenanceSheet,
    SummaryHead,
    SummaryRow,
    UsageRow,
)
from approvals.software_reading import AgencySoftware
from validators.amount import money
from validators.writing import message_document

_Row = FreeRow | MaintenanceRow | SummaryHead | SummaryRow | UsageRow


def ledgers_document(found: AgencySoftware) -> dict[str, Any]:
    """Return the four ledgers of an agency, and what they do not know."""
    ledgers = found.ledgers
    return {
        "agency": found.agency,
        "name": found.name,
        "on": found.on.isoformat(),
        "summary": {"head": _members(ledgers.head), "rows": _all(ledgers.summary)},
        "usage": _all(ledgers.usage),
        "maintenance": [_sheet(it) for it in ledgers.maintenance],
        "free": _all(ledgers.free),
        "gaps": [gap_document(it) for it in found.gaps],
    }


def indicators_document(found: AgencySoftware, indicators: Iterable[Indicator]) -> dict[str, Any]:
    """Return the indicators of an agency, and those that cannot be derived, with the reason."""
    return {
        "agency": found.agency,
        "on": found.on.isoformat(),
        "items": [
            {
                "name": it.name.value,
                "definition": message_document(it.definition),
                "numerator": it.numerator,
                "denominator": it.denominator,
                **kept(days=it.days),
                **({"no_denominator": True} if it.percent is None else {"percent": it.percent}),
            }
            for it in indicators
        ],
        "left_out": [message_document(it) for it in LEFT_OUT],
    }


def gap_document(it: Gap) -> dict[str, Any]:
    """Return what is not known, how often, and the first of those it is about."""
    return {
        "code": it.code.value,
        "count": it.count,
        "subjects": list(it.subjects),
        "message": message_document(it.message),
    }


def _sheet(sheet: MaintenanceSheet) -> dict[str, Any]:
    return {**_members(sheet, without="rows"), "rows": _all(sheet.rows)}


def _all(rows: Iterable[_Row]) -> list[dict[str, Any]]:
    return [_members(it) for it in rows]


def _members(row: _Row | MaintenanceSheet, without: str = "") -> dict[str, Any]:
    names = (name for name in row.__slots__ if name != without)
    return kept(**{name: _written(getattr(row, name)) for name in names})


def _written(value: Any) -> Any:  # noqa: ANN401 - a member of a row, as a JSON value
    match value:
        case tuple():
            return [_written(it) for it in value]
        case Enum():
            return value.value
        case date():
            return value.isoformat()
        case Decimal():
            return money(value)
        case _:
            return value
