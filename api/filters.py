"""The words lists, exports, samples and figures of orders are narrowed by, the same for all."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from api import limits
from api.call import Call
from api.faults import ContentFaults, Fault, Note
from api.identity import Principal
from api.operation import Query
from api.schemas.fields import Amount, Choice, Code, Day, Patterned, Text, Uscc
from approvals.sought import EVERY_WORD, Sought
from approvals.states import OrderState
from validators.classes import ItemClass
from validators.finding import Conclusion

_LONGEST_ARTICLE = 320
_TRUE, _FALSE = "true", "false"


class WaiverNumber(Patterned):
    """The number of a waiver."""

    pattern, code, longest = limits.WAIVER_PATTERN, "not-a-code", 27
    example = "WV-2026-0000-0000-0000-0000"


FILTERS = (
    Query(name="agency", field=Uscc(), description="only orders of this agency"),
    Query(name="supplier", field=Uscc(), description="only orders from this supplier"),
    Query(name="class", field=Choice(ItemClass), description="only orders with a line of it"),
    Query(name="rule", field=Code(), description="only where this rule found something"),
    Query(
        name="article",
        field=Text(_LONGEST_ARTICLE),
        description="only where a finding cites it: `EDITION#ROW`, a row or an article",
    ),
    Query(name="edition", field=Code(), description="only verdicts that rest on this edition"),
    Query(name="waiver", field=WaiverNumber(), description="only what passes by this waiver"),
    Query(
        name="waived",
        field=Choice((_TRUE, _FALSE)),
        description="only what passes by a waiver, or only what does without",
    ),
    Query(name="outcome", field=Choice(Conclusion), description="only this outcome"),
    Query(name="state", field=Choice(OrderState), description="only orders in this state"),
    Query(name="amount_from", field=Amount(), description="at least so many yuan"),
    Query(name="amount_to", field=Amount(), description="at most so many yuan"),
    Query(name="placed_from", field=Day(), description="placed on this day or later"),
    Query(name="placed_to", field=Day(), description="placed on this day or earlier"),
)
"""Query parameters that narrow orders; together they hold together."""

WORDS = frozenset(it.name for it in FILTERS)


def sought_of(call: Call, words: Collection[str] | None = None) -> Sought:
    """Return what a request looks for.

    Args:
        call: its query was read by `FILTERS`.
        words: the members of `Sought` that narrow what is asked for; ``None``: all of them.

    Raises:
        ContentFaults: a word is given that narrows nothing here, or a range ends before it begins.
    """
    given = {_MEMBERS.get(name, name): call.query[name] for name in WORDS & call.query.keys()}
    if words is not None and (unused := given.keys() - set(words)):
        names = sorted(_NAMES.get(it, it) for it in unused)
        raise ContentFaults([Fault("", Note("word-unused"), it) for it in names])
    sought = Sought(**{name: _read(name, value) for name, value in given.items()})
    for low, high, name in (
        (sought.amount_from, sought.amount_to, "amount_to"),
        (sought.placed_from, sought.placed_to, "placed_to"),
    ):
        if low is not None and high is not None and high < low:  # type: ignore[operator]  # both of one kind
            raise ContentFaults([Fault("", Note("range-reversed"), name)])
    return sought


def own_of(principal: Principal, sought: Sought, words: Collection[str] = EVERY_WORD) -> Sought:
    """Return what is sought of the orders an agency or a supplier sees: its own, by their index.

    Args:
        principal: who looks; of whoever reads of every tenant nothing is narrowed.
        sought: what is looked for.
        words: the members of `Sought` that narrow what is asked for.
    """
    agency = principal.agency if "agency" in words else None
    supplier = principal.supplier if "supplier" in words else None
    return replace(sought, agency=sought.agency or agency, supplier=sought.supplier or supplier)


def _read(name: str, value: Any) -> Any:  # noqa: ANN401 - what a query holds
    if name == "waived":
        return value == _TRUE
    if name.startswith("amount"):
        return Decimal(value)
    return date.fromisoformat(value) if name.startswith("placed") else value


_MEMBERS = {"class": "item_class"}
_NAMES = {"item_class": "class"}
