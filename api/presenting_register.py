"""The history of a listing, what rests on it and what was told of it, as JSON documents."""

from typing import Any

from api.instants import instant
from api.presenting import kept
from approvals.impact import acts
from approvals.listing_expiry import Expiry
from approvals.reliance import Reliance
from catalog.listing_history import Recorded
from catalog.notice import Notice, NoticeEvent
from catalog.scheme import Publication
from validators.edition import Day
from validators.listing_state import State
from validators.writing import listing_event_document


def recorded_document(recorded: Recorded) -> dict[str, Any]:
    """Return what one revision of a document said of a listing: both times, and how it is known."""
    said, stated = recorded.said, recorded.stated
    told: dict[str, Any] = {"event": {"kind": "listed"}}
    if isinstance(said, NoticeEvent):
        told = {"event": listing_event_document(said.event)}
    elif isinstance(stated, Publication):
        told["event"] |= kept(since=_text(stated.published), until=_text(stated.valid_until))
    return {
        **told,
        "document": {
            "kind": "notice" if isinstance(stated, Notice) else "publication",
            "id": stated.id,
            "revision": stated.revision,
            **kept(number=stated.number, url=stated.url, day=_text(recorded.day)),
        },
        "stands": recorded.standing,
        "evidence": said.evidence,
        "sources": list(said.sources),
        **kept(note=said.note),
        "recorded_at": instant(recorded.recorded_at),
        "books": recorded.book,
        "ledger": {"leaf": recorded.leaf},
    }


def reliance_document(reliance: Reliance, state: State) -> dict[str, Any]:
    """Return an order that rests on a listing, how far it came, and the acts required."""
    return {
        "order": reliance.order_id,
        "agency": reliance.agency,
        "reference": reliance.reference,
        "order_state": reliance.state.value,
        "lines": list(reliance.lines),
        **kept(
            awaits=None if reliance.awaits is None else reliance.awaits.value,
            approval=reliance.approval,
            approval_state=(
                None if reliance.approval_state is None else reliance.approval_state.value
            ),
            valid_until=(
                None if reliance.valid_until is None else reliance.valid_until.isoformat()
            ),
        ),
        "outstanding": reliance.outstanding,
        "in_service": reliance.in_service,
        "acts": [it.value for it in acts(state, reliance)],
    }


def expiry_document(expiry: Expiry) -> dict[str, Any]:
    """Return that a listing came within some days of its last day, and what rested on it then."""
    return {
        "listing": expiry.listing,
        "last_day": expiry.last_day.isoformat(),
        "days": expiry.days,
        "noticed_at": instant(expiry.noticed_at),
        "approvals": expiry.approvals,
        "open_orders": expiry.open_orders,
        "ledger": {"leaf": expiry.leaf},
    }


def _text(day: Day | None) -> str | None:
    return None if day is None else day.text
