"""Facets of an order: the words it is found by, taken from its lines and its latest verdict.

A facet is ``kind:value``. The editions of a verdict are the same for most orders of a place and a
day, so they are one facet: the digest of their set, which `EditionSet` spells out.
"""

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from validators.finding import EditionUsed, Finding, Outcome, Verdict
from validators.order import Order


class EditionSet(NamedTuple):
    """The editions a verdict rests on: the digest of their identifiers and revisions, and these."""

    digest: str
    editions: tuple[tuple[str, int], ...]


def facets_of(order: Order, verdict: Verdict) -> tuple[str, ...]:
    """Return the facets of an examined order, sorted, each once."""
    found = {f"class:{line.item_class.value}" for line in order.lines}
    if verdict.editions:
        found.add(f"editions:{edition_set(verdict.editions).digest}")
    for finding in verdict.findings:
        found.update(_of_finding(finding))
    return tuple(sorted(found))


@lru_cache(maxsize=256)
def edition_set(editions: tuple[EditionUsed, ...]) -> EditionSet:
    """Return the set of some editions; the same editions give the same digest."""
    named = sorted({(it.id, it.revision) for it in editions})
    text = "\n".join(f"{name}@{revision}" for name, revision in named)
    return EditionSet(hashlib.sha256(text.encode()).hexdigest(), tuple(named))


def article(edition: str, row: str) -> str:
    """Return the facet of a provision: a row or an article of an edition."""
    return f"article:{edition}#{row}"


WAIVED = f"finding:{Outcome.WAIVED.value}"
"""The facet of orders that pass by a waiver."""


def _of_finding(finding: Finding) -> Iterator[str]:
    yield f"rule:{finding.rule}"
    yield f"code:{finding.code}"
    yield f"finding:{finding.outcome.value}"
    cited = finding.citation
    if cited is not None and (cited.row or cited.article):
        yield article(cited.edition, cited.row or cited.article or "")
    if finding.waiver is not None:
        yield f"waiver:{finding.waiver.number}"
