"""Free software is bought only where the agency's own list says that it may be used, and why. L06.

Source: 正版软件管理工作指南, configuration rules 3 (free software goes on the list, with the
reason). That an order waits for the list is concluded from it and not read: nothing here refuses.
An entry settles the order, whether or not the duty is ever confirmed. The list of the day of the
act counts: neither what stood on it when the order was placed, nor what will.
"""

from collections.abc import Iterator

from validators.bound import Doubt, missing
from validators.case import Case
from validators.duty import Duty
from validators.finding import Finding, Message
from validators.free_fit import Fit, fit, free_of, has_free
from validators.free_software import shown
from validators.licensing import OPERATING_SYSTEM
from validators.messages import Said, say
from validators.order import OperatingSystem, OrderLine, Software
from validators.product_fit import bought_at
from validators.provisions import RequirementInForce
from validators.rule import DateBasis, Rule, need_fact, open_point


def _check(case: Case) -> Iterator[Finding]:
    for position, line, kind in case.bound:
        if not has_free(line):
            continue
        for duty in kind.duties[_LISTED_FREE].all:
            if duty.bound(case.footing.facts) is not False:
                for item in free_of(line):
                    yield from _unlisted(case, duty, line, f"/lines/{position}", item)


def _unlisted(
    case: Case, duty: RequirementInForce, line: OrderLine, pointer: str, item: str
) -> Iterator[Finding]:
    """Yield why free software of a line is not known to stand on the list; nothing where it is."""
    bought, here = bought_at(line, item), f"{pointer}/{item}"
    if bought.name is None:
        kind = "operating_system" if item == OPERATING_SYSTEM else "software"
        doubt = missing(f"{kind}.name", "supplier")
        yield _open(duty, f"{here}/name", say("subject-free-unnamed"), doubt)
        return
    department = None if line.recipient is None else line.recipient.department
    found = fit(bought, department, case.evidence.free_software, case.held.edition_words)
    if not any(it.stands(case.acted) for it in found.exact):
        observed = _text(bought)
        subject, doubt = _why(case, found, observed)
        near = tuple(shown(it) for it in found.exact or found.near)
        yield _open(duty, here, subject, doubt, observed=observed, near=near)


def _why(case: Case, found: Fit, observed: str) -> tuple[Said, Doubt]:
    """Return what is said of software no entry of which stands: what comes nearest to one first."""
    ended = [it for it in found.exact if it.is_off(case.acted)]
    living = [it for it in found.exact if it not in ended]
    plain = say("subject-free", observed=observed)
    if any(it.valid_from <= case.acted for it in living):
        return plain, _UNAPPROVED
    if living:
        first = min(it.valid_from for it in living)
        return say("subject-free-to-come", observed=observed, limit=first), _TO_COME
    if ended:
        last = max(ended, key=lambda it: (it.off_from, it.number))
        values = {"number": last.number, "limit": last.off_from, "reason": last.off_reason}
        return say("subject-free-off", observed=observed, **values), _TAKEN_OFF
    return plain, _NEAR if found.near else _UNLISTED


def _open(
    duty: RequirementInForce,
    pointer: str,
    subject: Said,
    doubt: Doubt,
    *,
    observed: str | None = None,
    near: tuple[str, ...] = (),
) -> Finding:
    citation = duty.requirement.citation
    return open_point(
        RULE.id, pointer, subject, doubt, citation=citation, observed=observed, near=near
    )


def _text(bought: OperatingSystem | Software) -> str:
    edition = bought.edition if isinstance(bought, OperatingSystem) else None
    return " ".join(part for part in (bought.name, edition, bought.version) if part)


_ENTRY = "free_software.entry"
_UNLISTED = need_fact("free-software-unlisted", _ENTRY, "agency")
_NEAR = need_fact("free-software-near", _ENTRY, "agency")
_TO_COME = need_fact("free-software-to-come", _ENTRY, "agency")
_TAKEN_OFF = need_fact("free-software-taken-off", _ENTRY, "agency")
_UNAPPROVED = need_fact("free-software-unapproved", "free_software.approval", "approver")

# Enum looks up its members in Python.
_LISTED_FREE = Duty.LISTED_FREE_SOFTWARE

RULE = Rule(
    id="listed-free-software",
    title=Message(
        "免费软件须在本单位可使用清单上", "free software stands on the agency's list of usable ones"
    ),
    basis=DateBasis.APPROVED,
    check=_check,
    about=_LISTED_FREE,
)
