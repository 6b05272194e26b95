"""One release: everything published of an order at a moment, and nothing that was known later.

The identifier of a release is the digest of what it says, so that the same life gives the same
releases, and one that says anything else is another.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from approvals.delivery_store import StoredDelivery
from approvals.life import Life
from approvals.receipt_store import StoredReceipt
from approvals.unit_states import UNDER_WAY, UnitState
from integrations.ocds.moments import Moment
from integrations.ocds.values import amounts_of, items_of, line_totals
from ledger.canonical import canonical
from validators.order import Order
from validators.reading import read_order

PREFIX = "ocds-000000"
"""The prefix of every contracting process; whoever publishes registers one of his own."""
SCHEME = "CN-USCC"
"""How bodies are identified: by their unified social credit code (GB 32100)."""
_ID_DIGITS = 32

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Telling:
    """What every release of a life shares: the life itself, and the order as it was placed."""

    life: Life
    order: Order

    @classmethod
    def of(cls, life: Life) -> "Telling":
        """Read the order of a life."""
        return cls(life, read_order(json.loads(life.order.document)))

    @property
    def ocid(self) -> str:
        """Return the identifier of the contracting process."""
        return f"{PREFIX}-{self.life.order.id}"


def release(told: Telling, moment: Moment) -> Document:
    """Return the release of a moment."""
    said = said_at(told, moment)
    digest = hashlib.sha256(canonical(_plain(said))).hexdigest()[:_ID_DIGITS]
    return {"ocid": said["ocid"], "id": f"{said['ocid']}-{digest}", **said}


def said_at(told: Telling, moment: Moment) -> Document:
    """Return what a release of a moment says, but for its identifier."""
    said: Document = {
        "ocid": told.ocid,
        "date": instant(moment.at),
        "tag": [it.value for it in moment.tags],
        "initiationType": "tender",
        "language": "zh",
        "parties": _parties(told),
        "buyer": _named(told.life.agency.uscc, told.life.agency.name),
        "tender": _tender(told, moment),
        "procheck_examinations": _examinations(told.life, moment),
    }
    granted = told.life.approval
    if moment.granted and granted is not None:
        said["awards"] = [_award(told, moment)]
        said["contracts"] = [_contract(told, moment)]
    if moment.replaced is not None:
        said["relatedProcesses"] = [
            {
                "id": "1",
                "relationship": ["replacementProcess"],
                "scheme": "ocid",
                "identifier": f"{PREFIX}-{moment.replaced.replaced_by}",
            }
        ]
    return said


def instant(at: datetime) -> str:
    """Return an instant as the standard writes it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _named(uscc: str, name: str) -> Document:
    return {"id": f"{SCHEME}-{uscc}", "name": name}


def _parties(told: Telling) -> list[Document]:
    agency, supplier = told.life.agency, told.life.order.supplier
    parties = [_party(agency.uscc, agency.name, ["buyer", "procuringEntity"])]
    if supplier is not None:
        # No register of suppliers' names is kept here; the code is what is known.
        parties.append(_party(supplier, supplier, ["supplier"]))
    return parties


def _party(uscc: str, name: str, roles: list[str]) -> Document:
    return {
        **_named(uscc, name),
        "identifier": {"scheme": SCHEME, "id": uscc, "legalName": name},
        "roles": roles,
    }


def _tender(told: Telling, moment: Moment) -> Document:
    return {
        "id": told.life.order.id,
        "title": told.life.order.reference,
        "status": _tender_status(told.life, moment),
        "procuringEntity": _named(told.life.agency.uscc, told.life.agency.name),
        "value": amounts_of(line_totals(told.order), told.order.price_basis),
        "items": items_of(told.order),
    }


def _tender_status(life: Life, moment: Moment) -> str:
    if moment.granted:
        return "complete"
    if moment.ended is not None:
        return "withdrawn" if moment.ended == "superseded" else "cancelled"
    verdict = json.loads(life.receipts[moment.examinations - 1].body)["verdict"]
    return "unsuccessful" if verdict["outcome"] == "refused" else "active"


def _examinations(life: Life, moment: Moment) -> list[Document]:
    return [_examination(json.loads(it.body), it) for it in life.receipts[: moment.examinations]]


def _examination(body: Document, sealed: StoredReceipt) -> Document:
    verdict = body["verdict"]
    told: Document = {
        "id": str(sealed.examination),
        "date": instant(sealed.recorded_at),
        "receipt": sealed.digest,
        "outcome": verdict["outcome"],
        "engine": verdict["engine"],
        "editions": [f"{it['id']}@{it['revision']}" for it in verdict["editions"]],
        "findings": [_finding(str(place), it) for place, it in enumerate(verdict["findings"])],
    }
    # Compiling leaves empty lists out, so they are not there from the beginning.
    return {name: value for name, value in told.items() if value != []}


def _finding(identifier: str, found: Document) -> Document:
    cited = found.get("citation", {})
    told: Document = {
        "id": identifier,
        "rule": found["rule"],
        "outcome": found["outcome"],
        "pointer": found["pointer"],
        "description": found["message"]["zh"],
        "edition": cited.get("edition"),
        "provision": cited.get("row") or cited.get("article"),
        "waiver": found.get("waiver", {}).get("number"),
    }
    return {name: value for name, value in told.items() if value is not None}


def _award(told: Telling, moment: Moment) -> Document:
    granted = told.life.approval
    assert granted is not None  # noqa: S101 - a moment at which it was granted
    supplier = told.life.order.supplier
    void = moment.ended in {"revoked", "superseded"}
    award: Document = {
        "id": granted.number,
        "title": told.life.order.reference,
        "status": "cancelled" if void else "active",
        "date": instant(granted.granted_at),
        "value": amounts_of(line_totals(told.order), told.order.price_basis),
        "items": items_of(told.order),
        "procheck_approval": {
            "number": granted.number,
            "receipt": _receipt_of(told.life),
            "validFrom": granted.valid_from.isoformat(),
            "validUntil": granted.valid_until.isoformat(),
            "state": moment.ended or "in-force",
        },
    }
    return award if supplier is None else {**award, "suppliers": [_named(supplier, supplier)]}


def _receipt_of(life: Life) -> str:
    granted = life.approval
    assert granted is not None  # noqa: S101 - as above
    before = [it for it in life.receipts if it.recorded_at <= granted.granted_at]
    return before[-1].digest


def _contract(told: Telling, moment: Moment) -> Document:
    granted = told.life.approval
    assert granted is not None  # noqa: S101 - as above
    narrowed = [it for it in told.life.amendments if it.kind == "narrowing"][: moment.narrowings]
    order = told.order
    totals, quantities = line_totals(order), None
    if narrowed:
        last = narrowed[-1]
        amended = read_order(json.loads(last.document))
        quantities = {it: (0, order.lines[it].unit_price) for it in range(len(order.lines))}
        for line, place in zip(amended.lines, last.lines, strict=True):
            quantities[place] = (line.quantity, line.unit_price)
        totals = line_totals(amended)
    contract: Document = {
        "id": granted.number,
        "awardID": granted.number,
        "title": told.life.order.reference,
        "status": "active" if moment.ended is None else "terminated",
        "period": {
            "startDate": instant(granted.granted_at),
            "endDate": instant(granted.expires_at),
        },
        "dateSigned": instant(granted.granted_at),
        "value": amounts_of(totals, order.price_basis),
        "items": items_of(order, quantities),
    }
    if narrowed:
        contract["amendments"] = [
            {
                "id": it.id,
                "date": instant(it.recorded_at),
                "description": "、".join(it.changes) or "narrowing",
            }
            for it in narrowed
        ]
    if moment.delivered:
        contract["implementation"] = {"milestones": _milestones(told.life, moment)}
    return contract


def _milestones(life: Life, moment: Moment) -> list[Document]:
    told = zip(life.deliveries, moment.delivered, strict=False)
    return [_milestone(held, states) for (held, _), states in told if states]


def _milestone(held: StoredDelivery, states: tuple[UnitState, ...]) -> Document:
    accepted = states.count(UnitState.ACCEPTED)
    open_ = sum(it in UNDER_WAY for it in states)
    status = "met" if accepted == len(states) else "partiallyMet" if accepted else "notMet"
    return {
        "id": held.id,
        "title": held.reference,
        "type": "delivery",
        "status": "scheduled" if open_ and not accepted else status,
        # All states, so that compiling releases leaves none of an earlier count behind.
        "procheck_units": {it.value: states.count(it) for it in UnitState},
    }


def _plain(said: Any) -> Any:  # noqa: ANN401 - a JSON value
    """Return a document with its amounts as texts: what canonical JSON is made of."""
    if isinstance(said, dict):
        return {name: _plain(value) for name, value in said.items()}
    if isinstance(said, list):
        return [_plain(it) for it in said]
    return said if said is None or isinstance(said, str | bool | int) else f"{said:f}"
