"""Evidence and verdicts as plain JSON documents: the other half of ``reading``.

What is ``None`` or empty is left out, so that a document says only what is known.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from validators.amount import money
from validators.evidence import Agency, Asset, Evidence, Holding, Register
from validators.finding import (
    Citation,
    EditionUsed,
    Finding,
    Need,
    Remedy,
    Sentence,
    Verdict,
    WaivedBy,
)
from validators.in_force import KEPT
from validators.listing import Listing
from validators.listing_event import ListingEvent
from validators.messages import Said
from validators.waiver import Waiver
from validators.writing_members import kept
from validators.writing_software import free_software_document, licence_document, spare_document
from validators.writing_supplier import suspension_document

_ALWAYS = ("rule", "code", "outcome", "pointer", "message")
"""Members that every finding has."""


def verdict_document(verdict: Verdict, editions: object = None) -> dict[str, Any]:
    """Return a verdict as the JSON document that answers and receipts carry.

    Args:
        verdict: what is told.
        editions: what stands there for the editions, where somebody wrote them already.
    """
    return {
        "outcome": verdict.outcome.value,
        "examined_on": verdict.examined_on.isoformat(),
        "engine": verdict.engine,
        "editions": editions_document(verdict.editions) if editions is None else editions,
        "findings": [finding_document(finding) for finding in verdict.findings],
    }


def editions_document(editions: tuple[EditionUsed, ...]) -> list[dict[str, Any]]:
    """Return the editions used, each with the reason why it was the one."""
    return [
        {
            "id": edition.id,
            "revision": edition.revision,
            "digest": edition.digest,
            "why": edition.why.en,
            "why_zh": edition.why.zh,
        }
        for edition in editions
    ]


def finding_document(finding: Finding) -> dict[str, Any]:
    """Return one finding; members without a value are left out."""
    citation, needs, remedy = finding.citation, finding.needs, finding.remedy
    document = {
        "rule": finding.rule,
        "code": finding.code,
        "outcome": finding.outcome.value,
        "pointer": finding.pointer,
        "observed": finding.observed,
        "limit": finding.limit,
        "over": finding.over,
        "unit": finding.unit,
        "sum": finding.sum,
        "citation": None if citation is None else citation_document(citation),
        "needs": None if needs is None else _need(needs),
        "message": message_document(finding.message),
        "remedy": None if remedy is None else _remedy(remedy),
        "near": list(finding.near) or None,
        "waiver": None if finding.waiver is None else _waived_by(finding.waiver),
    }
    return {name: value for name, value in document.items() if value is not None}


def tells(said: Mapping[str, Any], finding: Finding) -> bool:
    """Return ``said == finding_document(finding)``: what a replay asks of all of history."""
    get = said.get
    # The names first: most that differ do so there. The words last: most are never needed.
    if finding.code != get("code") or finding.pointer != get("pointer"):
        return False
    citation, needs, remedy = finding.citation, finding.needs, finding.remedy
    optional = {
        "observed": finding.observed,
        "limit": finding.limit,
        "over": finding.over,
        "unit": finding.unit,
        "sum": finding.sum,
        "citation": None if citation is None else _cited(citation),
        "needs": None if needs is None else _need(needs),
        "near": list(finding.near) or None,
        "waiver": None if finding.waiver is None else _waived_by(finding.waiver),
    }
    members = len(_ALWAYS) + (remedy is not None)
    for name, value in optional.items():
        if get(name) != value:
            return False
        members += value is not None
    return (
        finding.rule == get("rule")
        and finding.outcome.value == get("outcome")
        and get("remedy") == (None if remedy is None else _remedy(remedy))
        and get("message") == message_document(finding.message)
        and len(said) == members
    )


def message_document(message: Sentence) -> dict[str, str]:
    """Return a sentence in its two languages."""
    words = message.told() if isinstance(message, Said) else message
    return {"zh": words.zh, "en": words.en}


def citation_document(citation: Citation) -> dict[str, Any]:
    """Return where a figure or duty stands, and whether it was read there."""
    document = {
        "edition": citation.edition,
        "document": citation.document,
        "row": citation.row,
        "article": citation.article,
        "evidence": citation.evidence,
        "sources": list(citation.sources) or None,
    }
    return {name: value for name, value in document.items() if value is not None}


_cited = lru_cache(maxsize=KEPT)(citation_document)
"""The same where it is only compared with: an edition is cited again and again."""


def _need(need: Need) -> dict[str, str]:
    return {"kind": need.kind.value, "fact": need.fact, "from": need.source}


def _waived_by(by: WaivedBy) -> dict[str, Any]:
    return {
        "number": by.number,
        "granted_by": by.granted_by,
        "until": by.until.isoformat(),
        "units": by.units,
        "left": by.left,
    }


def _remedy(remedy: Remedy) -> dict[str, Any]:
    told = message_document(remedy.message)
    value = {} if remedy.value is None else {"value": remedy.value}
    return {"pointer": remedy.pointer, "change": told["en"], "message": told, **value}


def evidence_document(evidence: Evidence) -> dict[str, Any]:
    """Return the evidence of an examination, sorted so that equal evidence is equal bytes."""
    assets, registers, answers = evidence.assets, evidence.registers, evidence.answers
    document = {
        "agency": agency_document(evidence.agency),
        "holdings": [_holding(item) for item in evidence.holdings],
        "assets": [asset_document(assets[serial]) for serial in sorted(assets)],
        "registers": [_register(registers[name]) for name in sorted(registers)],
        "answers": [
            kept(
                question=answer.question,
                granted=answer.granted,
                reason=answer.reason,
                role=answer.role,
            )
            for _, answer in sorted(answers.items())
        ],
        "catalogue": evidence.catalogue,
        "waivers": [waiver_document(it) for it in evidence.waivers],
        "licences": [licence_document(it) for it in evidence.licences],
        "free_software": [free_software_document(it) for it in evidence.free_software],
        "suspensions": [suspension_document(it) for it in evidence.suspensions],
        "spares": [spare_document(it) for it in evidence.spares],
    }
    return {name: value for name, value in document.items() if value}


def agency_document(agency: Agency) -> dict[str, Any]:
    """Return an agency with the facts in force on the day of examination."""
    document: dict[str, Any] = {
        "uscc": agency.uscc,
        "name": agency.name,
        "jurisdiction": agency.jurisdiction,
        "level": agency.level.value,
    }
    if agency.properties:
        document["properties"] = dict(agency.properties)
    if agency.counts:
        document["counts"] = {
            name: {"value": it.value, "since": it.since.isoformat(), "source": it.source}
            for name, it in agency.counts.items()
        }
    return document


def _holding(holding: Holding) -> dict[str, Any]:
    document: dict[str, Any] = {
        "class": holding.item_class.value,
        "standing": holding.standing.value,
        "quantity": holding.quantity,
    }
    return {**document, "attributes": dict(holding.attributes)} if holding.attributes else document


def asset_document(asset: Asset) -> dict[str, Any]:
    """Return one device in service."""
    return kept(
        serial=asset.serial,
        class_=asset.item_class,
        attributes=dict(asset.attributes),
        in_service_since=asset.in_service_since,
        pages=asset.pages,
        beyond_repair=asset.beyond_repair,
        disposed_on=asset.disposed_on,
        replaced_by=asset.replaced_by,
    )


def _register(register: Register) -> dict[str, Any]:
    return kept(
        scheme=register.scheme,
        kind=register.kind,
        incomplete=register.incomplete,
        outlast=register.outlast or None,
        candidates={
            name: tuple(listing_document(listing) for listing in listings)
            for name, listings in register.candidates.items()
        },
    )


def listing_document(listing: Listing) -> dict[str, Any]:
    """Return one listing of the catalogue."""
    return kept(
        id=listing.id,
        scheme=listing.scheme,
        kind=listing.kind,
        publication=listing.publication,
        name=listing.name,
        names=listing.names,
        version=listing.version,
        kernel=listing.kernel,
        vendor=listing.vendor,
        level=listing.level,
        valid_from=listing.valid_from,
        valid_until=listing.valid_until,
        proves=listing.proves,
        certain=listing.certain,
        events=tuple(listing_event_document(it) for it in listing.events),
    )


def listing_event_document(event: ListingEvent) -> dict[str, Any]:
    """Return one event on a listing; the last day it may take effect only where there are two."""
    return kept(
        kind=event.kind,
        notice=event.notice,
        since=event.first,
        since_at_latest=None if event.first == event.last else event.last,
        proves=event.proves,
        until=event.until,
        by=event.by,
        name=event.name,
        version=event.version,
        kernel=event.kernel,
        vendor=event.vendor,
        level=event.level,
    )


def waiver_document(waiver: Waiver) -> dict[str, Any]:
    """Return one waiver with its bounds and what is left of it; the amount is text."""
    price = waiver.unit_price
    return kept(
        number=waiver.number,
        rule=waiver.rule,
        class_=waiver.item_class,
        attributes=dict(waiver.attributes),
        edition=waiver.edition,
        row=waiver.row,
        units=waiver.units,
        left=waiver.left,
        unit_price=None if price is None else money(price),
        valid_from=waiver.valid_from,
        valid_until=waiver.valid_until,
        granted_by=waiver.granted_by,
    )
