"""Facts of agencies as they are recorded: headcounts, properties, approvers, devices."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from api import examples
from api.arriving import examine_waiting
from api.call import Call, Reply
from api.conditions import require_match
from api.deferring import defer_review
from api.device_evidence import device_evidence, licensed_devices
from api.faults import ContentFaults, fault
from api.inspected import inspected
from api.operation import Answer, Resource
from api.presenting_agency import device_document
from api.schemas.acts import (
    APPROVERS,
    ASSETS,
    DISPOSAL,
    EVIDENCE,
    HEADCOUNT,
    PROPERTIES,
    ApproversIn,
    AssetsIn,
    DisposalIn,
    EvidenceIn,
    HeadcountIn,
    PropertiesIn,
)
from approvals import agency_store
from approvals.agencies import Provenance, name_approvers, record_headcount, record_properties
from approvals.assets import record_assets
from approvals.bind_evidence import record_evidence
from approvals.delivered import Delivered, OnApproval
from approvals.device_evidence import kinds_of
from approvals.dispose_asset import dispose_asset
from approvals.errors import ApprovalNotFound
from approvals.fingerprint import DeviceEvidence
from approvals.locking import lock_agency
from ledger.store import Leaf
from validators.reading import read_asset

FACTS = Resource("facts", "What is learnt of an agency: every fact with its day and its source.")

_RECORDED = {
    201: Answer(
        description="recorded; `examined`: held orders examined again, and where they stand now; "
        "`deferred`: how many more are examined shortly, where there are more than twenty",
        schema="Recorded",
    )
}


@FACTS.operation(
    "POST",
    "/v1/agencies/<uscc>/headcounts",
    id="recordHeadcount",
    summary="Record a headcount from a day on",
    description="A correction is recorded alike; decisions made before stand as they were made.",
    body=HeadcountIn,
    acts=True,
    answers=_RECORDED,
    examples={"two hundred posts": dict(examples.HEADCOUNT)},
)
def record_count(call: Call) -> Reply:
    """Record a headcount."""
    stated = call.read(HEADCOUNT)
    call.services.reading.words(call.books).check_basis(stated["basis"])
    leaf = record_headcount(
        call.connection,
        actor=call.actor,
        uscc=call.path["uscc"],
        basis=stated["basis"],
        value=stated["value"],
        provenance=_provenance(stated),
        ids=call.services.office.ids,
        now=call.now,
    )
    defer_review(call.connection, call.path["uscc"])
    return _recorded(call, leaf)


@FACTS.operation(
    "POST",
    "/v1/agencies/<uscc>/properties",
    id="recordProperties",
    summary="Record yes-or-no facts from a day on",
    body=PropertiesIn,
    acts=True,
    answers=_RECORDED,
    examples={"bound by the evaluation": dict(examples.PROPERTIES)},
)
def record_yes_or_no(call: Call) -> Reply:
    """Record properties."""
    stated = call.read(PROPERTIES)
    call.services.reading.words(call.books).check_properties(stated["properties"])
    leaf = record_properties(
        call.connection,
        actor=call.actor,
        uscc=call.path["uscc"],
        values=stated["properties"],
        provenance=_provenance(stated),
        ids=call.services.office.ids,
        now=call.now,
    )
    defer_review(call.connection, call.path["uscc"])
    return _recorded(call, leaf)


@FACTS.operation(
    "POST",
    "/v1/agencies/<uscc>/approvers",
    id="nameApprovers",
    summary="Name who decides an agency's orders from a day on",
    body=ApproversIn,
    acts=True,
    answers=_RECORDED,
    examples={"one approver": dict(examples.APPROVERS)},
)
def name_deciders(call: Call) -> Reply:
    """Name approvers; with nobody named, conforming orders are approved at once."""
    stated = call.read(APPROVERS)
    leaf = name_approvers(
        call.connection,
        actor=call.actor,
        uscc=call.path["uscc"],
        persons=stated["persons"],
        provenance=_provenance(stated),
        ids=call.services.office.ids,
        now=call.now,
    )
    return _recorded(call, leaf)


@FACTS.operation(
    "POST",
    "/v1/agencies/<uscc>/assets",
    id="recordAssets",
    summary="Record devices: delivered on an approval, or there before",
    description=(
        "All of them are recorded, or none. Say of a device that came on an approval what was "
        "found on it, as `inspectDelivery` does: the gates of contract and delivery hold it as "
        "they hold the acceptance of a delivery."
    ),
    body=AssetsIn,
    acts=True,
    secret=True,
    answers=_RECORDED,
    problems=frozenset(
        {"duplicate", "wrong-state", "not-acceptable-fact", "licence-evidence-used", "gate-holds"}
    ),
    examples={"an old scanner": dict(examples.ASSETS)},
)
def record_devices(call: Call) -> Reply:
    """Record devices."""
    stated = call.read(ASSETS)
    _check_words(call, stated["assets"])
    evidence, number = device_evidence(call, stated["assets"], "/assets"), stated.get("approval")
    try:
        leaf = record_assets(
            call.connection,
            actor=call.actor,
            uscc=call.path["uscc"],
            devices=list(map(_delivered, stated["assets"], evidence)),
            source=stated["source"],
            ids=call.services.office.ids,
            now=call.now,
            on=None if number is None else OnApproval(number, call.books),
        )
    except ApprovalNotFound:
        raise ContentFaults([fault("/approval", "unknown-approval")]) from None
    return _recorded(call, leaf)


@FACTS.operation(
    "POST",
    "/v1/agencies/<uscc>/licence-evidence",
    id="recordLicenceEvidence",
    summary="Record licence evidence of devices that are recorded already",
    description="A value is kept as a keyed digest and belongs to one device for ever. The same "
    "value of the same device again changes nothing.",
    body=EvidenceIn,
    acts=True,
    secret=True,
    answers=_RECORDED,
    problems=frozenset({"licence-evidence-used"}),
    examples={"a label": dict(examples.EVIDENCE)},
)
def record_device_evidence(call: Call) -> Reply:
    """Record licence evidence."""
    stated = call.read(EVIDENCE)
    leaf = record_evidence(
        call.connection,
        actor=call.actor,
        uscc=call.path["uscc"],
        stated=licensed_devices(call, stated["licence_evidence"], "/licence_evidence"),
        source=stated["source"],
        ids=call.services.office.ids,
        now=call.now,
    )
    return _recorded(call, leaf)


@FACTS.operation(
    "POST",
    "/v1/agencies/<uscc>/disposals",
    id="disposeAsset",
    summary="Record the accepted disposal of a device; its unit of quota returns",
    description="Send `If-Match` with the `etag` the device has in `listAssets`.",
    body=DisposalIn,
    acts=True,
    conditional=True,
    answers=_RECORDED,
    problems=frozenset({"wrong-state", "not-acceptable-fact"}),
    examples={"an old scanner": dict(examples.DISPOSAL)},
)
def dispose_device(call: Call) -> Reply:
    """Record a disposal."""
    stated = call.read(DISPOSAL)
    _check_seen(call, stated["serial"])
    leaf = dispose_asset(
        call.connection,
        actor=call.actor,
        uscc=call.path["uscc"],
        serial=stated["serial"],
        disposed_on=date.fromisoformat(stated["disposed_on"]),
        document=stated["document"],
        ids=call.services.office.ids,
        now=call.now,
    )
    return _recorded(call, leaf)


def _check_seen(call: Call, serial: str) -> None:
    """Be sure that the caller looked at the device as it is, and keep it so."""
    uscc = call.path["uscc"]
    lock_agency(call.connection, uscc)
    held = agency_store.find_asset(call.connection, uscc, serial)
    known = held.asset.serial
    shown = device_document(held, kinds_of(call.connection, [known]).get(known))
    require_match(call.headers.get("If-Match"), shown["etag"])


def _provenance(stated: Mapping[str, Any]) -> Provenance:
    return Provenance(valid_from=date.fromisoformat(stated["valid_from"]), source=stated["source"])


def _delivered(document: Mapping[str, Any], evidence: tuple[DeviceEvidence, ...]) -> Delivered:
    line = document.get("line")
    return Delivered(
        asset=read_asset(document),
        line=line,
        evidence=evidence,
        inspected=None if line is None else inspected(document, evidence),
    )


def _check_words(call: Call, devices: list[dict[str, Any]]) -> None:
    words = call.services.reading.words(call.books)
    faults = [
        found
        for place, device in enumerate(devices)
        for found in words.attribute_faults(
            device.get("attributes", {}).items(), f"/assets/{place}/attributes"
        )
    ]
    if faults:
        raise ContentFaults(faults)


def _recorded(call: Call, leaf: Leaf) -> Reply:
    """Examine again what waited for a fact, and say what was recorded and what became of that."""
    document = {"ledger": {"leaf": leaf.text}, **examine_waiting(call, call.path["uscc"])}
    return Reply(status=201, document=document)
