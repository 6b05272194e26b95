"""No order goes to a supplier who is barred from public purchases on the day of the act.

The day of the act counts and not the day of the order: who is barred when an approver decides gets
no approval, and an approval granted before stands. What bars is a decision on this supplier, which
the finding names; where no edition in force speaks of it, that is all there is to cite.

Source: 中华人民共和国政府采购法 article 77 (who is entered in the list of misconduct may take no
part in public purchases for a term of one to three years).
"""

from collections.abc import Iterator

from validators.case import Case, imposed
from validators.duty import Duty
from validators.finding import Finding, Message, Outcome, Remedy
from validators.messages import say
from validators.rule import DateBasis, Rule


def _check(case: Case) -> Iterator[Finding]:
    for it in case.evidence.suspensions:
        if it.in_force(case.acted):
            last = it.valid_until.isoformat()
            cited = [duty.requirement.citation for duty in imposed(case, Duty.SUPPLIER_STANDING)]
            yield Finding(
                rule=RULE.id,
                code="supplier-suspended",
                outcome=Outcome.BREACH,
                pointer="/supplier",
                message=say(
                    "supplier-suspended",
                    observed=it.valid_from.isoformat(),
                    limit=last,
                    document=it.document,
                ),
                observed=case.order.supplier,
                limit=last,
                near=(it.number,),
                citation=cited[0] if cited else None,
                remedy=Remedy(
                    pointer="/supplier",
                    value=None,
                    message=say("another-supplier", limit=last),
                ),
            )


RULE = Rule(
    id="supplier-standing",
    title=Message(
        "供应商不得在被禁止参加政府采购活动期间", "the supplier may not be barred from purchases"
    ),
    basis=DateBasis.APPROVED,
    check=_check,
)
