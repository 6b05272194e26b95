"""What an agency may still buy, cap by cap, with the sum shown (PO3)."""

from dataclasses import dataclass
from decimal import Decimal

from validators.bound import Doubt
from validators.edition import Consent
from validators.entitlement_text import Working, explanation_of, sum_of
from validators.evidence import Evidence, Standing
from validators.finding import Citation, Message, Need, NeedKind
from validators.in_force import LawInForce
from validators.quota import room, taken
from validators.quota_system import Quotas


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitlement:
    """One cap of an agency: its limit, what is taken of it, and what is surely left.

    ``left`` counts units that conform beyond doubt; ``left_at_most`` those that are not surely a
    breach (``None``: no number can be named). ``doubts`` say why the two differ. ``sum`` and
    ``explanation`` show the reckoning, as arithmetic and in words.
    """

    cap: str
    title: Message
    limit_low: Decimal
    limit_high: Decimal | None
    taken: int
    by_standing: tuple[tuple[Standing, int], ...]
    left: int
    left_at_most: int | None
    sum: str
    explanation: Message
    citation: Citation
    doubts: tuple[Doubt, ...]


def entitlements(held: LawInForce, evidence: Evidence) -> tuple[Entitlement, ...]:
    """Return every cap in force for the agency, with what is still left of it and the sum."""
    found = []
    footing = held.footing(evidence.agency)
    quotas = Quotas(held, footing, evidence, ())
    for position in range(len(held.caps)):
        limit = quotas.limit(position)
        cap = limit.held
        used = taken(held, evidence.holdings, position)
        # Without the consent a cap asks for, nothing under it conforms beyond doubt.
        consent = _consents(cap.cap.consent)
        sure = Decimal(0) if limit.figure_doubts or consent else limit.limit.low
        top = None if limit.figure_doubts else limit.limit.high
        left = room(sure, used.most)
        at_most = None if top is None else room(top, used.least)
        working = Working(
            limit=limit.limit,
            blocks=(*limit.figure_doubts, *consent),
            consent=cap.cap.consent,
            used=used,
            left=left,
            left_at_most=at_most,
            titles=cap.source.edition.facts,
        )
        found.append(
            Entitlement(
                cap=cap.key,
                title=cap.cap.title,
                limit_low=Decimal(0) if limit.figure_doubts else limit.limit.low,
                limit_high=top,
                taken=used.most,
                by_standing=used.by_standing,
                left=left,
                left_at_most=at_most,
                sum=sum_of(working),
                explanation=explanation_of(working),
                citation=cap.cap.citation,
                doubts=(*limit.figure_doubts, *limit.limit.doubts, *consent),
            )
        )
    return tuple(found)


def _consents(consent: Consent | None) -> tuple[Doubt, ...]:
    if consent is None:
        return ()
    need = Need(kind=NeedKind.JUDGEMENT, fact=consent.question, source=consent.role)
    return (Doubt("judgement-open", need),)
