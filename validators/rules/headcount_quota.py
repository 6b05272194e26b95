"""The number of things may not be over the caps in force for the agency.

Source: the quantity column of each edition; 财资〔2016〕27号 articles 4 and 5 (the unit distributes
inside the total). Stock above a cap from earlier years blocks additions and is no breach by itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from validators.agency_facts import AgencyFacts
from validators.bound import Doubt, Reckoned, judged, missing, name_of
from validators.case import Case
from validators.edition import Cap
from validators.finding import Finding, Message, Outcome, Remedy
from validators.judgement import still_open
from validators.messages import Said, say, say_points, say_terms
from validators.names import Codes
from validators.provisions import CapLimit
from validators.quota import Demand, Taken, demands, left_of, room, taken
from validators.quota_system import Exchange, Quotas
from validators.reckoning import holds
from validators.rule import DateBasis, Rule, Takes, Waivable, open_point


def _check(case: Case) -> Iterator[Finding]:
    held, holdings, footing = case.held, case.evidence.holdings, case.footing
    left = left_of(footing.plain, held, holdings, case.lines)
    # The common case first: nothing in doubt, and everything together within every limit.
    if not left or min(left) >= 0:
        return
    quotas = Quotas(held, footing, case.evidence, case.lines)
    for position in dict.fromkeys(here for _, _, kind in case.lines for here, _ in kind.caps):
        if left[position] < 0:
            cap = _Cap(quotas.limit(position), taken(held, holdings, position))
            exchange = quotas.exchange(position)
            for demand in demands(case.lines, position):
                yield from _weigh(case, cap, demand, exchange)


@dataclass(frozen=True, slots=True)
class _Cap:
    """One cap of the agency, and what is taken of it."""

    of: CapLimit
    taken: Taken

    @property
    def law(self) -> Cap:
        return self.of.held.cap

    @property
    def limit(self) -> Reckoned:
        return self.of.limit


def _weigh(case: Case, cap: _Cap, demand: Demand, exchange: Exchange | None) -> Iterator[Finding]:
    """Yield what one line's demand on one cap amounts to."""
    quantity = demand.line.line.quantity
    doubts = _doubts(case, cap, demand, quantity, exchange)
    if doubts is None:
        yield _over(case, cap, demand, exchange)
    else:
        yield from _answered(case, cap, demand, doubts)


def _doubts(
    case: Case, cap: _Cap, demand: Demand, quantity: int, exchange: Exchange | None
) -> tuple[Doubt, ...] | None:
    """Return what is open where a line asks for so many units; ``None``: they are over the cap."""
    least = cap.taken.least + demand.least_before + (quantity if demand.sure else 0)
    most = cap.taken.most + demand.most_before + quantity
    doubts: tuple[Doubt, ...] | None = ()
    if cap.of.figure_doubts:
        doubts = cap.of.figure_doubts
    elif demand.sure and cap.limit.high is not None and least > cap.limit.high:
        doubts = _swap_doubts(cap, demand, case.footing.facts, exchange, (least, most))
    elif most > cap.limit.low:
        doubts = (*cap.limit.doubts, *_uncounted(cap, demand))
    return None if doubts is None else (*doubts, *_consent(cap, demand))


def _swap_doubts(
    cap: _Cap,
    demand: Demand,
    facts: AgencyFacts,
    exchange: Exchange | None,
    total: tuple[int, int],
) -> tuple[Doubt, ...] | None:
    """Return why a cap may be passed at the cost of another one: ``None``, where it may not.

    ``total`` is what would be taken of the cap in all, surely and at most.
    """
    least, most = total
    swap = cap.law.swap
    if swap is None:
        return None
    met = {name_of(test): holds(test, facts) for test in swap.conditions}
    if False in met.values():
        return None
    unknown = tuple(missing(name) for name, known in met.items() if known is None)
    if exchange is None or swap.ratio is None:
        return unknown or (judged(swap.question or "", swap.role or ""),)
    if exchange.surely_pays(most - cap.limit.low):
        return unknown
    top = cap.limit.low if cap.limit.high is None else cap.limit.high
    if not exchange.may_pay(least - top):
        return None
    return (*unknown, *cap.limit.doubts, *_uncounted(cap, demand), *exchange.doubts)


def _uncounted(cap: _Cap, demand: Demand) -> tuple[Doubt, ...]:
    """Return which attributes, of the line or of stock, leave open what counts here."""
    line = () if demand.sure else tuple(map(missing, _lacking(cap, demand)))
    if cap.taken.most > cap.taken.least:
        return (*line, missing(f"attributes of the stock counted in {cap.law.id}"))
    if demand.most_before > demand.least_before:
        return (*line, missing(f"attributes of earlier lines counted in {cap.law.id}"))
    return line


def _lacking(cap: _Cap, demand: Demand) -> Iterable[str]:
    """Return the attributes the line does not state; a cap may ask for one that no row asks for."""
    line = demand.line.line
    of_cap = (
        name
        for one in cap.law.counts
        if one.selects(line.item_class, line.attributes) is None
        for name in one.lacks(line.attributes)
    )
    return dict.fromkeys((*demand.line.kind.lacks, *of_cap))


def _consent(cap: _Cap, demand: Demand) -> tuple[Doubt, ...]:
    consent = cap.law.consent
    if consent is None or not demand.sure:
        return ()
    return (judged(consent.question, consent.role),)


def _answered(
    case: Case, cap: _Cap, demand: Demand, doubts: tuple[Doubt, ...]
) -> Iterator[Finding]:
    """Yield the doubts still open, and a breach for each question answered with no."""
    for doubt, denied in still_open(case, doubts):
        if not denied:
            yield open_point(
                RULE.id,
                f"{demand.line.pointer}/quantity",
                _said("subject-quantity", cap, demand),
                doubt,
                citation=cap.law.citation,
                observed=str(_shown(cap, demand)["requested"]),
                limit=_limit(cap),
                unit="unit",
                arithmetic=cap.limit.sum,
                law=cap.of.held.source.edition,
            )
        else:
            yield Finding(
                rule=RULE.id,
                code="consent-declined",
                outcome=Outcome.BREACH,
                pointer=f"{demand.line.pointer}/quantity",
                message=say_terms(
                    "consent-declined", {"role": doubt.need.source}, cap=cap.law.title
                ),
                citation=cap.law.citation,
            )


def _over(case: Case, cap: _Cap, demand: Demand, exchange: Exchange | None) -> Finding:
    limit, quantity = cap.limit.high, demand.line.line.quantity
    assert limit is not None  # noqa: S101 - the caller compared with it
    if exchange is not None:
        return _over_swap(case, cap, demand, exchange, limit)
    left = room(limit, cap.taken.least + demand.least_before)
    over = quantity - left
    pointer = f"{demand.line.pointer}/quantity"
    total = cap.taken.least + demand.least_before + quantity
    return Finding(
        rule=RULE.id,
        code="quantity-over-cap",
        outcome=Outcome.BREACH,
        pointer=pointer,
        message=_said("quantity-over-cap", cap, demand, over=over),
        observed=str(total),
        limit=str(limit),
        over=str(over),
        unit="unit",
        sum=(
            f"{cap.limit.sum}; {cap.taken.least} + {demand.least_before + quantity} = {total}"
            f" > {limit}"
        ),
        citation=cap.law.citation,
        remedy=_remedy(case, cap, demand, exchange, left),
    )


def _over_swap(
    case: Case, cap: _Cap, demand: Demand, exchange: Exchange, limit: Decimal
) -> Finding:
    """Return the breach where what is over could be paid for by another cap, and cannot."""
    quantity = demand.line.line.quantity
    total = cap.taken.least + demand.least_before + quantity
    left = room(limit + exchange.pays_for, cap.taken.least + demand.least_before)
    pointer = f"{demand.line.pointer}/quantity"
    over = quantity - left
    return Finding(
        rule=RULE.id,
        code="quantity-over-swap",
        outcome=Outcome.BREACH,
        pointer=pointer,
        message=_said("quantity-over-swap", cap, demand, other=exchange.other, over=over),
        observed=str(total),
        limit=str(limit + exchange.pays_for),
        over=str(over),
        unit="unit",
        sum=(f"{cap.limit.sum}; {exchange.sum}; {total} > {limit} + {exchange.pays_for}"),
        citation=cap.law.citation,
        remedy=_remedy(case, cap, demand, exchange, left),
    )


def _remedy(case: Case, cap: _Cap, demand: Demand, exchange: Exchange | None, left: int) -> Remedy:
    """Return the smallest change that passes, or else one with what it leaves to be settled.

    ``left`` units are not surely over the cap; what is open about so many may not be about fewer.
    """
    pointer = f"{demand.line.pointer}/quantity"
    if not left:
        return Remedy(pointer=demand.line.pointer, value=None, message=say("drop-line"))
    sure = room(cap.limit.low, cap.taken.most + demand.most_before)
    for quantity in dict.fromkeys((left, min(sure, left))):
        doubts = _doubts(case, cap, demand, quantity, exchange)
        if quantity and doubts is not None and not tuple(still_open(case, doubts)):
            how = say("lower-quantity", quantity=quantity)
            if quantity != left:
                how = say("lower-quantity-surely", quantity=quantity, most=left)
            return Remedy(pointer=pointer, value=quantity, message=how)
    remaining = tuple(still_open(case, _doubts(case, cap, demand, left, exchange) or ()))
    if any(denied for _, denied in remaining):
        return Remedy(
            pointer=demand.line.pointer, value=None, message=say("drop-line-declined", left=left)
        )
    edition = cap.of.held.source.edition
    told = say_points([doubt for doubt, _ in remaining], edition)
    how = say_terms("lower-quantity-then", {}, quantity=left, points=told)
    return Remedy(pointer=pointer, value=left, message=how)


def _said(code: str, cap: _Cap, demand: Demand, **more: object) -> Said:
    edition = cap.of.held.source.edition
    return say_terms(code, {}, edition.facts, edition, **_shown(cap, demand), **more)


def _shown(cap: _Cap, demand: Demand) -> dict[str, object]:
    return {
        "cap": cap.law.title,
        "limit": Codes(_limit(cap) or cap.limit.sum or "—"),
        "used": Codes(cap.taken.text),
        "requested": str(demand.most_before + demand.line.line.quantity),
    }


def _limit(cap: _Cap) -> str | None:
    low, high = cap.limit.low, cap.limit.high
    if high is None:
        return None
    return f"{high}" if low == high else f"{low}–{high}"


RULE = Rule(
    id="headcount-quota",
    title=Message("数量不得超过配置上限", "the number may not be over the caps in force"),
    basis=DateBasis.PLACED,
    check=_check,
    waivable=Waivable(
        codes=frozenset({"quantity-over-cap", "quantity-over-swap"}), takes=Takes.EXCESS
    ),
)
