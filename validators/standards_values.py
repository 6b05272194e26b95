"""From the loaded maps of a document to the frozen values of the law.

Called only with documents without faults. Each figure carries its citation into the value, so that
a finding can show where it stands without looking anything up.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from validators.edition import (
    Cap,
    Clause,
    CodeEntry,
    CodeTable,
    Consent,
    Day,
    Edition,
    Jurisdiction,
    Life,
    Price,
    Requirement,
    Row,
    Source,
    Specification,
    Swap,
)
from validators.finding import Citation, Message
from validators.standards_conditions import conditions
from validators.standards_schema import CODES, EDITION

Loaded = Mapping[str, Any]
"""A document or part of one as its shape loaded it."""


@dataclass(frozen=True, slots=True)
class Places:
    """Every place with law of its own, as one document states them."""

    places: tuple[Jurisdiction, ...]
    revision: int
    digest: str


Value = Edition | CodeTable | Places
"""What one document of the law is read as."""


def value_of(loaded: Loaded, digest: str) -> Value:
    """Return the value of a loaded document; ``digest`` is that of the bytes it was read from."""
    if loaded["format"] == EDITION:
        return _edition(loaded, digest)
    if loaded["format"] == CODES:
        return _codes(loaded, digest)
    places = tuple(
        Jurisdiction(
            id=place["id"],
            parent=place.get("under"),
            level=place["level"],
            title=_title(place["title"]),
        )
        for place in loaded["places"]
    )
    return Places(places, loaded["revision"], digest)


def _edition(loaded: Loaded, digest: str) -> Edition:
    basis, until = loaded.get("headcount_basis"), loaded.get("until")
    return Edition(
        id=loaded["id"],
        revision=loaded["revision"],
        digest=digest,
        series=loaded["series"],
        title=_title(loaded["title"]),
        document=loaded.get("document"),
        jurisdiction=loaded["jurisdiction"],
        since=_day(loaded["since"]),
        status=loaded["status"],
        until=None if until is None else _day(until),
        supersedes=_superseded(loaded),
        binds=frozenset(loaded["binds"]),
        binds_when=conditions(loaded.get("binds_when", {})),
        amends=loaded.get("amends"),
        removes=tuple(loaded["removes"]),
        issuers=tuple(loaded["issuers"]),
        headcount_basis=None if basis is None else basis["count"],
        facts=MappingProxyType(dict(_facts(loaded))),
        rows=tuple(_row(row, loaded) for row in loaded["rows"]),
        caps=tuple(_caps(loaded)),
        requirements=tuple(_requirement(one, loaded) for one in loaded["requirements"]),
        clauses=tuple(
            Clause(
                id=clause["id"],
                kind=clause["kind"],
                paraphrase=_title(clause["paraphrase"]),
                citation=_cited(clause, loaded, None),
                taints=tuple(clause["touches"]),
            )
            for clause in loaded["clauses"]
        ),
        sources=tuple(Source(**source) for source in loaded["sources"]),
    )


def _superseded(loaded: Loaded) -> tuple[str, ...]:
    """Return the editions that end where this one begins: one that is amended is among them."""
    named = (*loaded["supersedes"], loaded.get("amends"))
    return tuple(dict.fromkeys(name for name in named if name is not None))


def _facts(loaded: Loaded) -> Iterator[tuple[str, Message]]:
    """Yield the facts and other terms of an edition with their titles."""
    basis = loaded.get("headcount_basis")
    for part in (*([] if basis is None else [basis]), *loaded["counts"]):
        yield part["count"], _title(part["title"])
    for part in loaded["properties"]:
        yield part["property"], _title(part["title"])
    for part in loaded["terms"]:
        yield part["term"], _title(part["title"])


def _row(row: Loaded, edition: Loaded) -> Row:
    title = row["title"]["zh"]
    price, life = row.get("price"), row.get("life")
    return Row(
        id=row["id"],
        title=_title(row["title"]),
        selectors=tuple(row["selects"]),
        price=None
        if price is None
        else Price(
            ceiling=price["ceiling"],
            citation=_cited(price, edition, title),
            includes=frozenset(price["includes"]),
        ),
        life=None
        if life is None
        else Life(
            years=Decimal(life["years"]) if "years" in life else None,
            pages=life.get("pages"),
            citation=_cited(life, edition, title),
        ),
        specifications=tuple(
            Specification(
                attribute=it["attribute"],
                at_most=it["at_most"],
                citation=_cited(it, edition, title),
            )
            for it in row["specifications"]
        ),
    )


def _caps(edition: Loaded) -> Iterable[Cap]:
    """Yield the quantity of each row as a cap of the row's name, then the caps over rows."""
    for row in edition["rows"]:
        if "quantity" in row:
            whole = {"id": row["id"], "title": row["title"], "counts": row["selects"]}
            yield _cap({**row["quantity"], **whole}, edition)
    for cap in edition["caps"]:
        yield _cap(cap, edition)


def _cap(cap: Loaded, edition: Loaded) -> Cap:
    consent, swap = cap.get("consent"), cap.get("swap")
    return Cap(
        id=cap["id"],
        title=_title(cap["title"]),
        counts=tuple(cap["counts"]),
        limit=cap["limit"],
        citation=_cited(cap, edition, cap["title"]["zh"]),
        consent=None
        if consent is None
        else Consent(
            question=consent["question"], role=consent["role"], title=_title(consent["title"])
        ),
        swap=None
        if swap is None
        else Swap(
            against=swap["against"],
            conditions=conditions(swap["when"]),
            ratio=swap.get("ratio"),
            question=swap.get("question"),
            role=swap.get("role"),
        ),
    )


def _requirement(one: Loaded, edition: Loaded) -> Requirement:
    return Requirement(
        id=one["id"],
        duty=one["duty"],
        classes=frozenset(one["classes"]),
        citation=_cited(one, edition, None),
        conditions=conditions(one.get("when", {})),
        scheme=one.get("scheme"),
        refused_names=(
            *one["refused_names"],
            *(word for it in one["editions"] if it["refused"] for word in it["words"]),
        ),
        editions=tuple(tuple(it["words"]) for it in one["editions"]),
        names=tuple(one["names"]),
        on_base=frozenset(one["on_base"]),
        bases=frozenset(one["bases"]),
        papers=(*one["papers"], *one["advised"]),
        advised=frozenset(one["advised"]),
        covers=tuple(one["covers"]),
        role=one.get("role"),
        channels=frozenset(one["channels"]),
        value=one.get("value"),
        years=one.get("years"),
        demands=tuple(one["demands"]),
        last_day=one.get("last_day"),
    )


def _cited(figure: Loaded, edition: Loaded, row: str | None) -> Citation:
    """Return where a figure stands; without a row or an article of its own, in ``row``."""
    article = figure.get("article")
    return Citation(
        edition=edition["id"],
        document=edition.get("document"),
        row=figure.get("row", row if article is None else None),
        article=article,
        evidence=figure["evidence"].value,
        sources=tuple(figure["sources"]),
    )


def _day(loaded: Loaded) -> Day:
    first, last = loaded["day"]
    return Day(first, last, loaded["evidence"].value)


def _title(loaded: Loaded) -> Message:
    return Message(loaded["zh"], loaded["en"])


def _codes(loaded: Loaded, digest: str) -> CodeTable:
    return CodeTable(
        scheme=loaded["scheme"],
        revision=loaded["revision"],
        digest=digest,
        title=_title(loaded["title"]),
        document=loaded.get("document"),
        complete=loaded["complete"],
        entries=tuple(
            CodeEntry(
                code=entry["code"],
                title=entry["title"],
                classes=frozenset(entry["classes"]),
                evidence=entry["evidence"].value,
            )
            for entry in loaded["entries"]
        ),
        supersedes=tuple(loaded["supersedes"]),
        in_use=tuple(map(_day, loaded["in_use"])),
    )
