"""Copies are drawn of licence grants the agency may use: enough, in term, proven, for the product.

A number that is no grant's is passed over: it is evidence as somebody stated it, of which the rule
on genuine systems says what it proves, and no account can be held against it. Without a grant on
record, and where no law in force asks for genuine software, this rule is silent.

Source: 国办发〔2013〕88号 articles 3 and 6 (genuine software only; the rights in software are
verified before purchase); 财行〔2013〕98号 (one licence of each kind for a computer).
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from validators.bound import Doubt
from validators.case import Case
from validators.finding import Citation, Finding, Message, Outcome, Remedy, Sentence
from validators.licence_fit import Misfit, misfits
from validators.licence_grant import LicenceGrant, Standing
from validators.licensing import Licensed, Purse, licensed
from validators.messages import say
from validators.names import Codes
from validators.provisions import doubts_of
from validators.rule import DateBasis, Rule, need_fact, open_point


class _Under(NamedTuple):
    """What every finding of one licence has: where it stands, and the law behind it."""

    pointer: str
    citation: Citation
    doubts: tuple[Doubt, ...]


def _check(case: Case) -> Iterator[Finding]:
    if not case.evidence.licences:
        return
    duty = case.held.genuine
    if duty is None:
        return
    citation = duty.requirement.citation
    doubts = doubts_of(duty.source, citation, duty.requirement.id)
    grants = {it.number: it for it in case.evidence.licences}
    purse = Purse(grants.values(), case.on)
    for asked in licensed(case.order):
        known = [grants[number] for number in asked.numbers if number in grants]
        if known:
            pointer = f"/lines/{asked.line}/{asked.item}"
            under = _Under(pointer, citation, doubts)
            for grant in known:
                yield from _allowed(case, grant, under)
                yield from _fitting(case, asked, grant, under)
            yield from _enough(asked, grants, purse, under)


def _allowed(case: Case, grant: LicenceGrant, under: _Under) -> Iterator[Finding]:
    """Yield why the agency may not draw of a grant on the day, or why that cannot be told."""
    evidence = under._replace(pointer=f"{under.pointer}/licence/evidence")
    number = grant.number
    if not grant.entitled:
        yield from _breach(evidence, "licence-not-entitled", number)
        return
    if grant.standing is Standing.REVOKED:
        yield from _breach(evidence, "licence-revoked", number)
        return
    if not grant.covers(case.on):
        first = "—" if grant.valid_from is None else grant.valid_from.isoformat()
        last = "—" if grant.valid_until is None else grant.valid_until.isoformat()
        day = case.on.isoformat()
        code = "licence-out-of-term"
        if grant.valid_until is None:
            code = "licence-out-of-term-from"
        elif grant.valid_from is None:
            code = "licence-out-of-term-until"
        message = say(code, number=number, observed=day, first=first, last=last)
        yield from _told(
            evidence,
            "licence-out-of-term",
            message,
            observed=day,
            limit=last,
            remedy=_another(evidence),
        )
    if grant.standing is Standing.RECORDED:
        yield _open(evidence, number, _UNCONFIRMED)
    if not grant.proven:
        yield _open(evidence, number, _UNPROVEN)


def _fitting(case: Case, asked: Licensed, grant: LicenceGrant, under: _Under) -> Iterator[Finding]:
    """Yield in what the product an order names is not the one a grant is for."""
    if not grant.entitled:
        return
    for it in misfits(case.order.lines[asked.line], asked, grant, case.held.edition_words):
        here = under._replace(pointer=f"{under.pointer}/{it.member}")
        if it.doubt is None:
            yield from _differing(here, grant.number, it)
        else:
            subject = say("subject-licence", number=grant.number)
            near = () if it.limit is None else (it.limit,)
            yield open_point(
                RULE.id,
                here.pointer,
                subject,
                it.doubt,
                citation=here.citation,
                observed=it.observed,
                limit=it.limit,
                near=near,
            )


def _differing(under: _Under, number: str, misfit: Misfit) -> Iterator[Finding]:
    observed, limit = misfit.observed, misfit.limit
    message = say(misfit.code, number=number, observed=observed, limit=limit)
    remedy = _another(under)
    if misfit.value is not None:
        shown = Codes(misfit.value) if isinstance(limit, Codes) else misfit.value
        remedy = Remedy(under.pointer, misfit.value, say("buy-as-granted", limit=shown))
    # Codes are told in words inside the sentence alone.
    observed, limit = (None if it is None else str(it) for it in (observed, limit))
    yield from _told(under, misfit.code, message, observed=observed, limit=limit, remedy=remedy)


def _enough(
    asked: Licensed, grants: Mapping[str, LicenceGrant], purse: Purse, under: _Under
) -> Iterator[Finding]:
    """Yield by how many copies the grants a licence names fall short, and take what is there."""
    pointer = f"{under.pointer}/licence/count"
    numbers = [it for it in asked.numbers if it in purse.left]
    copies = asked.licence.copies
    if copies is None:
        yield _open(under._replace(pointer=pointer), ", ".join(asked.numbers), _UNCOUNTED)
        return
    left = purse.within(numbers)
    over = copies - left
    # Of what is not usable at all, more was said than that it is not enough.
    if over > 0 and numbers and all(it in purse.left for it in asked.numbers if it in grants):
        shown = ", ".join(numbers)
        values = {"number": shown, "observed": copies, "limit": left, "over": over}
        message = say("licence-grant-short", **values)
        yield from _told(
            under._replace(pointer=pointer),
            "licence-grant-short",
            message,
            observed=str(copies),
            limit=str(left),
            over=str(over),
            arithmetic=f"{copies} − {left} = {over}",
            remedy=Remedy(pointer, left or None, say("draw-within", limit=left)),
        )
    for _ in purse.take(asked):
        pass


def _breach(under: _Under, code: str, number: str) -> Iterator[Finding]:
    yield from _told(under, code, say(code, number=number), observed=number, remedy=_another(under))


def _another(under: _Under) -> Remedy:
    return Remedy(under.pointer, None, say("name-other-grant"))


def _told(
    under: _Under,
    code: str,
    message: Sentence,
    *,
    observed: str | None = None,
    limit: str | None = None,
    over: str | None = None,
    arithmetic: str | None = None,
    remedy: Remedy | None = None,
) -> Iterator[Finding]:
    """Yield a breach; where the law behind it is in doubt, each doubt instead."""
    for doubt in under.doubts:
        yield open_point(
            RULE.id, under.pointer, message, doubt, citation=under.citation, observed=observed
        )
    if not under.doubts:
        yield Finding(
            rule=RULE.id,
            code=code,
            outcome=Outcome.BREACH,
            pointer=under.pointer,
            message=message,
            observed=observed,
            limit=limit,
            over=over,
            unit=None if over is None else "licence",
            sum=arithmetic,
            citation=under.citation,
            remedy=remedy,
        )


def _open(under: _Under, number: str, doubt: Doubt) -> Finding:
    subject = say("subject-licence", number=number)
    return open_point(RULE.id, under.pointer, subject, doubt, citation=under.citation)


_UNCONFIRMED = need_fact("licence-unconfirmed", "licence_grant.confirmation", "catalog-keeper")
_UNPROVEN = need_fact("licence-unproven", "licence_grant.evidence", "licence-holder")
_UNCOUNTED = need_fact("fact-missing", "licence.count", "supplier")

RULE = Rule(
    id="licence-grant",
    title=Message("授权数量和范围内使用", "copies are drawn within licence grants"),
    basis=DateBasis.APPROVED,
    check=_check,
)
