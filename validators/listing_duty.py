"""The duty to buy only what a scheme lists: shared by the rules on systems and on processors.

Source: 财库〔2023〕29–33号 (bound buyers: processor and operating system must meet 安全可靠测评);
validity is three years from publication, and the list in force is the union of unexpired rounds.
"""

from collections.abc import Callable, Iterator
from datetime import date
from types import MappingProxyType

from validators.bound import Doubt, missing
from validators.case import Case, LineCase
from validators.edition import Duty
from validators.evidence import Register
from validators.finding import Finding, Outcome, Remedy
from validators.listing import Identity, Listing, ListingKind
from validators.matching import Match, Stated, Validity, match, shown, validity
from validators.messages import say, say_terms
from validators.order import OrderLine
from validators.provisions import RequirementInForce, doubts_of
from validators.rule import need_fact, need_law, open_point

_BEST_FIRST = (Validity.IN_FORCE, Validity.LAST_DAY, Validity.UNCERTAIN, Validity.LAPSED)


def check_listed(
    rule: str,
    case: Case,
    duty: Duty,
    kind: ListingKind,
    member: str,
    state: Callable[[OrderLine], Identity | None],
) -> Iterator[Finding]:
    """Yield what one listing duty says of every line.

    Args:
        rule: the id of the rule that asks.
        case: the order laid beside the law.
        duty: which duty of the editions in force is meant.
        kind: what kind of product is listed.
        member: the member of a line that names the product, for pointers.
        state: reads the product a line states, if it states one.
    """
    registers, on, until = case.evidence.registers, case.on, case.until
    for laid in case.bound:
        _, line, law = laid
        duties = law.duties[duty]
        identity, register = state(line), registers.get(duties.register)
        # The common case first: printed just so, in force today and as long as it may be delivered.
        if duties.plain and identity is not None and register is not None:
            window, due = register.plain.get(identity), line.deliver_by or until
            if window is not None:
                first, last = window
                if first <= on < last and (due is None or due < last):
                    continue
        it, stated = LineCase(*laid), None if identity is None else Stated(*identity)
        for held in duties.all:
            yield from listed(rule, case, it, held, kind, stated, f"{it.pointer}/{member}")


def listed(
    rule: str,
    case: Case,
    line: LineCase,
    held: RequirementInForce,
    kind: ListingKind,
    stated: Stated | None,
    pointer: str,
) -> Iterator[Finding]:
    """Yield what a listing duty says of one line; nothing where it does not bind or is met."""
    bound = held.bound(case.footing.facts)
    if bound is False:
        return
    requirement = held.requirement
    register = case.evidence.registers.get(held.register)
    if stated is None:
        doubts: tuple[Doubt, ...] = (missing(_NAMES[kind], "supplier"),)
        found, best = Match((), ()), None
    else:
        register = register or _unknown(requirement.scheme or "", kind)
        found = match(stated, kind, register.candidates.get(stated.name, ()))
        best = _best(found, case.on)
        if best is not None and validity(best, case.on) is Validity.IN_FORCE:
            yield from _announced(rule, held, line, best, pointer, case.until)
            doubts = ()
        else:
            doubts = _doubts(register, found, best, case.on)
    figure = doubts_of(held.source, requirement.citation, requirement.id)
    met = best is not None and validity(best, case.on) is Validity.IN_FORCE
    if met and not figure:
        return
    if figure or doubts or bound is None:
        unknown = held.unknown(case.footing.facts) if bound is None else ()
        open_doubts = (*figure, *doubts, *unknown)
        yield from _open(rule, held, kind, stated, open_doubts, found, pointer)
    else:
        yield _breach(rule, held, stated, found, best, pointer)


_NAMES = MappingProxyType(
    {
        ListingKind.OPERATING_SYSTEM: "operating_system.name",
        ListingKind.PROCESSOR: "processor.name",
        ListingKind.DATABASE: "software.name",
    }
)


def _unknown(scheme: str, kind: ListingKind) -> Register:
    """Return the register of a scheme the catalogue has nothing of: absence proves nothing."""
    return Register(scheme=scheme, kind=kind.value, incomplete=(scheme,))


def _best(found: Match, on: date) -> Listing | None:
    """Return the exact listing that reaches furthest: the list in force is a union of rounds."""
    ranked = sorted(
        found.exact,
        key=lambda listing: (
            _BEST_FIRST.index(validity(listing, on)),
            -(listing.valid_until or date.min).toordinal(),
        ),
    )
    return ranked[0] if ranked else None


def _doubts(register: Register, found: Match, best: Listing | None, on: date) -> tuple[Doubt, ...]:
    """Return why it cannot be said that the product is listed; nothing where it surely is not."""
    if best is None and found.near:
        return (need_fact("name-unspecific", "exact product name", "supplier"),)
    open_list = ", ".join(register.incomplete)
    if best is None:
        return (need_law("list-incomplete", open_list, "catalog-keeper"),) if open_list else ()
    last_day = "—" if best.valid_until is None else best.valid_until.isoformat()
    match validity(best, on):
        case Validity.LAST_DAY:
            return (need_law("listing-last-day", last_day, "catalog-keeper"),)
        case Validity.UNCERTAIN:
            return (need_law("listing-uncertain", best.publication, "catalog-keeper"),)
        case _ if open_list:
            return (need_law("listing-lapsed-incomplete", last_day, "catalog-keeper"),)
        case _:
            return ()


def _announced(
    rule: str,
    held: RequirementInForce,
    line: LineCase,
    listing: Listing,
    pointer: str,
    until: date | None,
) -> Iterator[Finding]:
    """Yield the notice that a listing in force today will not outlive the delivery.

    Where no day of delivery is stated, it may be any day ``until`` the approval ends.
    """
    stated, last = line.line.deliver_by, listing.valid_until
    code, due = ("listing-lapses-open", until) if stated is None else ("listing-lapses", stated)
    if due is None or last is None or due < last:
        return
    yield Finding(
        rule=rule,
        code=code,
        outcome=Outcome.NOTICE,
        pointer=pointer,
        message=say(code, observed=shown(listing), limit=last, due=due),
        observed=due.isoformat(),
        limit=last.isoformat(),
        unit="day",
        citation=held.requirement.citation,
        near=(shown(listing),),
    )


def _open(
    rule: str,
    held: RequirementInForce,
    kind: ListingKind,
    stated: Stated | None,
    doubts: tuple[Doubt, ...],
    found: Match,
    pointer: str,
) -> Iterator[Finding]:
    observed = None if stated is None else _text(stated)
    terms = {"scheme": held.requirement.scheme or "", "what": kind.value}
    code = "subject-unnamed" if stated is None else "subject-listing"
    subject = say_terms(code, terms, observed=observed)
    near = tuple(shown(listing) for listing in (*found.exact, *found.near, *found.akin))
    for doubt in doubts:
        yield open_point(
            rule,
            pointer,
            subject,
            doubt,
            citation=held.requirement.citation,
            observed=observed,
            near=near,
            titles=held.source.edition.facts,
        )


def _breach(
    rule: str,
    held: RequirementInForce,
    stated: Stated | None,
    found: Match,
    best: Listing | None,
    pointer: str,
) -> Finding:
    observed = "—" if stated is None else _text(stated)
    code = "not-listed" if best is None else "listing-lapsed"
    limit = None if best is None or best.valid_until is None else best.valid_until.isoformat()
    near = tuple(shown(listing) for listing in (*found.near, *found.akin))
    return Finding(
        rule=rule,
        code=code,
        outcome=Outcome.BREACH,
        pointer=pointer,
        message=say_terms(
            code, {"scheme": held.requirement.scheme or ""}, observed=observed, limit=limit
        ),
        observed=observed,
        limit=limit,
        citation=held.requirement.citation,
        remedy=Remedy(
            pointer=pointer, value=None, message=say("name-listed", near="、".join(near) or "—")
        ),
        near=near,
    )


def _text(stated: Stated) -> str:
    parts = (stated.name, stated.version, stated.kernel)
    return " ".join(part for part in parts if part)
