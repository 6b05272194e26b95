"""The law as JSON documents: editions, and what they say of one kind of thing on one day."""

from decimal import Decimal
from typing import Any

from api.presenting import kept
from api.presenting_bounds import bound_document, selector_document, tests_document
from validators.bound_text import Facts, written
from validators.edition import Cap, CodeTable, Edition, Requirement, Row
from validators.finding import Citation
from validators.law import Law
from validators.limits import Limit, MeasureLimit, PriceLimit, measures
from validators.loosening import Cell
from validators.writing import citation_document, message_document


def edition_summary(edition: Edition, law: Law) -> dict[str, Any]:
    """Return an edition as a list shows it."""
    last = law.last_day(edition)
    return {
        "id": edition.id,
        "revision": edition.revision,
        "digest": edition.digest,
        "series": edition.series,
        "title": message_document(edition.title),
        **kept(document=edition.document),
        "jurisdiction": edition.jurisdiction,
        "status": edition.status.value,
        "binds": sorted(level.value for level in edition.binds),
        "since": edition.since.text,
        **kept(until=None if last is None else last.text),
        "supersedes": list(edition.supersedes),
        **kept(amends=edition.amends),
    }


def edition_document(edition: Edition, law: Law) -> dict[str, Any]:
    """Return an edition with its rows, caps, duties, clauses and sources."""
    return {
        **edition_summary(edition, law),
        "issuers": list(edition.issuers),
        **kept(headcount_basis=edition.headcount_basis, removes=list(edition.removes) or None),
        "binds_when": tests_document(edition.binds_when),
        "facts": {name: message_document(title) for name, title in edition.facts.items()},
        "rows": [row_document(row, edition.facts) for row in edition.rows],
        "caps": [cap_document(cap, edition.facts) for cap in edition.caps],
        "requirements": [requirement_document(it) for it in edition.requirements],
        "clauses": [
            {
                "id": clause.id,
                "kind": clause.kind,
                "paraphrase": message_document(clause.paraphrase),
                "citation": citation_document(clause.citation),
                "taints": [selector_document(it) for it in clause.taints],
            }
            for clause in edition.clauses
        ],
        "sources": [
            {"id": it.id, "url": it.url, "kind": it.kind, "covers": it.covers}
            for it in edition.sources
        ],
    }


def code_table_document(table: CodeTable) -> dict[str, Any]:
    """Return an edition of a code table as a list shows it."""
    return {
        "scheme": table.scheme,
        "revision": table.revision,
        "digest": table.digest,
        "title": message_document(table.title),
        **kept(document=table.document),
        "complete": table.complete,
        "codes": len(table.entries),
        "supersedes": list(table.supersedes),
        "in_use": [day.text for day in table.in_use],
    }


def row_document(row: Row, facts: Facts) -> dict[str, Any]:
    """Return a row of a printed table."""
    price, life = row.price, row.life
    return {
        "id": row.id,
        "title": message_document(row.title),
        "applies_to": [selector_document(it) for it in row.selectors],
        **kept(
            price=None
            if price is None
            else {
                "ceiling": bound_document(price.ceiling),
                "text": message_document(written(price.ceiling, facts)),
                "currency": "CNY",
                "tax": "included",
                "includes": sorted(part.value for part in price.includes),
                "citation": citation_document(price.citation),
            },
            life=None if life is None else _life(life.years, life.pages, life.citation),
            specifications=[_measure(it) for it in measures(row, facts)] or None,
        ),
    }


def _measure(it: MeasureLimit) -> dict[str, Any]:
    return {
        "attribute": it.attribute,
        "title": message_document(it.title),
        "at_most": f"{it.at_most:f}",
        "citation": citation_document(it.citation),
    }


def cap_document(cap: Cap, facts: Facts) -> dict[str, Any]:
    """Return a cap: what counts against it, and its limit as an expression."""
    return {
        "id": cap.id,
        "title": message_document(cap.title),
        "counts": [selector_document(it) for it in cap.counts],
        "limit": bound_document(cap.limit),
        "text": message_document(written(cap.limit, facts)),
        "citation": citation_document(cap.citation),
        **kept(
            consent=None
            if cap.consent is None
            else {"question": cap.consent.question, "role": cap.consent.role},
            swap=None
            if cap.swap is None
            else {
                "against": cap.swap.against,
                "when": tests_document(cap.swap.conditions),
                **kept(
                    ratio=None if cap.swap.ratio is None else f"{cap.swap.ratio:f}",
                    question=cap.swap.question,
                    role=cap.swap.role,
                ),
            },
        ),
    }


def requirement_document(requirement: Requirement) -> dict[str, Any]:
    """Return a duty of an edition."""
    return {
        "id": requirement.id,
        "duty": requirement.duty.value,
        "classes": sorted(it.value for it in requirement.classes),
        "when": tests_document(requirement.conditions),
        **kept(scheme=requirement.scheme),
        "refused_names": list(requirement.refused_names),
        "editions": [list(it) for it in requirement.editions],
        "citation": citation_document(requirement.citation),
    }


def limit_document(limit: Limit) -> dict[str, Any]:
    """Return one row of the limits in force, with the caps on the things in it."""
    price, life = limit.price, limit.life
    return {
        "edition": limit.edition,
        "revision": limit.revision,
        **kept(document=limit.document),
        "series": limit.series,
        "certain": limit.certain,
        "row": limit.row,
        "title": message_document(limit.title),
        "applies_to": [
            {"class": item_class.value, "attributes": {name: list(v) for name, v in attributes}}
            for item_class, attributes in limit.kinds
        ],
        **kept(
            price=None if price is None else _price(price),
            life=None if life is None else _life(life.years, life.pages, life.citation),
            specifications=[_measure(it) for it in limit.specifications] or None,
        ),
        "quantities": [
            {
                "cap": it.cap,
                "title": message_document(it.title),
                "limit": message_document(it.text),
                "pooled": it.pooled,
                **kept(consent=None if it.consent is None else message_document(it.consent)),
                "citation": citation_document(it.citation),
            }
            for it in limit.quantities
        ],
    }


def loosening_document(cell: Cell) -> dict[str, Any]:
    """Return one cell of a table that allows more than the tier above, or cannot be compared."""
    return {
        "edition": cell.edition,
        "above": cell.above,
        "row": cell.row,
        "aspect": cell.aspect.value,
        "own": message_document(cell.own),
        "theirs": message_document(cell.theirs),
        "comparable": cell.looser is not None,
        **kept(from_size=cell.size),
    }


def _price(price: PriceLimit) -> dict[str, Any]:
    return {
        **kept(ceiling=None if price.ceiling is None else f"{price.ceiling:f}"),
        "text": message_document(price.text),
        "currency": "CNY",
        "tax": "included",
        "includes": [part.value for part in price.includes],
        "citation": citation_document(price.citation),
    }


def _life(years: Decimal | None, pages: int | None, citation: Citation) -> dict[str, Any]:
    return {
        **kept(years=None if years is None else f"{years:f}", pages=pages),
        "citation": citation_document(citation),
    }
