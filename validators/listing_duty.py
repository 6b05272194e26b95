"""The duty to buy only what a scheme lists: shared by the rules on systems and on processors.

Source: 财库〔2023〕29–33号 (bound buyers: processor and operating system must meet 安全可靠测评);
validity is three years from publication, and the list in force is the union of unexpired rounds.

No text of the scheme says what a suspension does. It is by its nature for a time, and the scheme
may yet resume the listing (LEGITIMACY §7.2, other catalogues), so it is no breach: the question
stays open, and an open question is never approved. A withdrawal, and a listing that another
supersedes, are statements of the scheme about the very product, and for good: a breach, whether or
not every list is loaded, as nothing here rests on absence.
"""

from collections.abc import Callable, Iterator
from datetime import date
from types import MappingProxyType

from validators.bound import Doubt, missing
from validators.case import Case, LineCase
from validators.duty import Duty
from validators.evidence import Register
from validators.finding import Finding, Outcome, Remedy
from validators.listing import Identity, ListingKind
from validators.listing_best import Held, best_of
from validators.listing_event import ListingEvent
from validators.listing_state import on_day, state_of
from validators.matching import VALIDITY_OF, Match, Stated, Validity, match, shown
from validators.messages import say, say_terms
from validators.order import OrderLine
from validators.provisions import RequirementInForce, doubts_of
from validators.rule import need_fact, need_law, open_point

_ENDED = MappingProxyType(
    {Validity.WITHDRAWN: "listing-withdrawn", Validity.SUPERSEDED: "listing-superseded"}
)
"""The codes of what a notice ended for good."""


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
        if not duties.all:
            continue
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
        candidates = on_day(register.candidates.get(stated.name, ()), case.acted)
        found = match(stated, kind, candidates)
        best = best_of(found.exact, case)
        if best is not None and best.validity is Validity.IN_FORCE:
            yield from _announced(rule, held, line, best, pointer, case.until)
            doubts = ()
        else:
            doubts = _doubts(register, found, best)
    figure = doubts_of(held.source, requirement.citation, requirement.id)
    met = best is not None and best.validity is Validity.IN_FORCE
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


def _doubts(register: Register, found: Match, best: Held | None) -> tuple[Doubt, ...]:
    """Return why it cannot be said that the product is listed; nothing where it surely is not."""
    if best is None and found.near:
        return (need_fact("name-unspecific", "exact product name", "supplier"),)
    open_list = ", ".join(register.incomplete)
    if best is None:
        return (need_law("list-incomplete", open_list, "catalog-keeper"),) if open_list else ()
    last_day, notices = "—" if best.end is None else best.end.isoformat(), _notices(best.because)
    code, fact = {
        Validity.LAST_DAY: ("listing-last-day", last_day),
        Validity.UNCERTAIN: (
            ("listing-event-open", notices)
            if notices
            else ("listing-uncertain", best.listing.publication)
        ),
        Validity.SUSPENDED: ("listing-suspended", notices),
        Validity.LAPSED: ("listing-lapsed-incomplete" if open_list else "", last_day),
    }.get(best.validity, ("", ""))
    return (need_law(code, fact, "catalog-keeper"),) if code else ()


def _notices(events: tuple[ListingEvent, ...]) -> str:
    return ", ".join(dict.fromkeys(it.notice for it in events))


def _announced(
    rule: str,
    held: RequirementInForce,
    line: LineCase,
    best: Held,
    pointer: str,
    until: date | None,
) -> Iterator[Finding]:
    """Yield the notice that a listing in force today will not outlive the delivery.

    Where no day of delivery is stated, it may be any day ``until`` the approval ends. It may end by
    its last day, or by a notice that is known and not yet in effect.
    """
    stated, limit = line.line.deliver_by, best.end
    code, due = ("listing-lapses-open", until) if stated is None else ("listing-lapses", stated)
    if due is None:
        return
    stops = _stops(best, due)
    if stops is not None:
        code, limit = "listing-stops", stops
    elif limit is None or due < limit:
        return
    product = shown(best.listing)
    yield Finding(
        rule=rule,
        code=code,
        outcome=Outcome.NOTICE,
        pointer=pointer,
        message=say(code, observed=product, limit=limit, due=due),
        observed=due.isoformat(),
        limit=limit.isoformat(),
        unit="day",
        citation=held.requirement.citation,
        near=(product,),
    )


def _stops(best: Held, due: date) -> date | None:
    """Return since when a listing is stopped by a notice on the day ``due``, if it is."""
    if not best.listing.events:
        return None
    then = state_of(best.listing, best.listing.events, due)
    stopped = VALIDITY_OF[then.state] in (Validity.SUSPENDED, *_ENDED)
    return then.rests_on[0].last if stopped else None


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
            law=held.source.edition,
        )


def _breach(
    rule: str,
    held: RequirementInForce,
    stated: Stated | None,
    found: Match,
    best: Held | None,
    pointer: str,
) -> Finding:
    observed = "—" if stated is None else _text(stated)
    code, limit, notice, successor = "not-listed", None, "", ""
    if best is not None:
        code, limit = _ENDED.get(best.validity, "listing-lapsed"), best.end
    if best is not None and best.validity in _ENDED:
        (event,) = best.because
        limit, notice, successor = event.last, event.notice, event.by or ""
    day = None if limit is None else limit.isoformat()
    near = tuple(shown(listing) for listing in (*found.near, *found.akin))
    return Finding(
        rule=rule,
        code=code,
        outcome=Outcome.BREACH,
        pointer=pointer,
        message=say_terms(
            code,
            {"scheme": held.requirement.scheme or ""},
            observed=observed,
            limit=day,
            notice=notice,
            successor=successor,
        ),
        observed=observed,
        limit=day,
        citation=held.requirement.citation,
        remedy=Remedy(
            pointer=pointer,
            value=None,
            message=say("name-listed", near="、".join(near)) if near else say("name-any-listed"),
        ),
        near=near,
    )


def _text(stated: Stated) -> str:
    parts = (stated.name, stated.version, stated.kernel)
    return " ".join(part for part in parts if part)
