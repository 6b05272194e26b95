"""Limits, conditions and selectors of the law as JSON documents: expressions over facts."""

from collections.abc import Iterable
from functools import singledispatch
from typing import Any

from api.presenting import kept
from validators.bound import (
    AsNeeded,
    Beyond,
    Changed,
    Choice,
    Combined,
    Condition,
    Consented,
    Fixed,
    Linked,
    PerN,
    Share,
    Test,
    Unseen,
)
from validators.order import AttributeValue
from validators.selector import Selector
from validators.writing import message_document


def selector_document(selector: Selector) -> dict[str, Any]:
    """Return what a selector selects."""
    return {
        "class": selector.item_class.value,
        "attributes": {name: _values(values) for name, values in selector.attributes},
    }


def _values(values: Iterable[AttributeValue]) -> list[AttributeValue]:
    return sorted(values, key=str)


def tests_document(tests: Iterable[Test]) -> list[dict[str, Any]]:
    """Return conditions: an answer or a value, or the borders a fact must lie within."""
    return [_test(it) for it in tests]


def _test(test: Test) -> dict[str, Any]:
    if isinstance(test, Condition):
        return {"property": test.property, "value": test.value}
    borders = {"from": test.least, "above": test.above, "below": test.below, "up_to": test.most}
    within = {name: f"{it:f}" for name, it in borders.items() if it is not None}
    return {"of": test.of, "within": within}


@singledispatch
def bound_document(bound: object) -> dict[str, Any]:
    """Return the limit as an expression over facts.

    Raises:
        TypeError: it is no kind of limit this release knows.
    """
    msg = f"no document for a limit of the kind {type(bound).__name__}"
    raise TypeError(msg)


@bound_document.register
def _(bound: Fixed) -> dict[str, Any]:
    return {"fixed": f"{bound.value:f}"}


@bound_document.register
def _(bound: Share) -> dict[str, Any]:
    return {"share": {"of": bound.of, "rate": f"{bound.rate:f}", "rounding": bound.rounding.value}}


@bound_document.register
def _(bound: PerN) -> dict[str, Any]:
    steps = [{"one_per": it.one_per, **kept(up_to=it.up_to)} for it in bound.steps]
    return {"per": {"of": bound.of, "steps": steps, "rounding": bound.rounding.value}}


@bound_document.register
def _(bound: Combined) -> dict[str, Any]:
    return {bound.how: [bound_document(part) for part in bound.parts]}


@bound_document.register
def _(bound: Choice) -> dict[str, Any]:
    return {
        "choice": [
            {
                "when": tests_document(conditions),
                "limit": bound_document(part),
            }
            for conditions, part in bound.options
        ]
    }


@bound_document.register
def _(bound: AsNeeded) -> dict[str, Any]:
    return {"as_needed": {"question": bound.question, "role": bound.role}}


@bound_document.register
def _(bound: Beyond) -> dict[str, Any]:
    return {
        "beyond": {
            "of": bound.of,
            "add": f"{bound.add:f}",
            "for_every": f"{bound.every:f}",
            "above": f"{bound.above:f}",
            "rounding": bound.rounding.value,
        }
    }


@bound_document.register
def _(bound: Linked) -> dict[str, Any]:
    return {
        "linked": {
            "units_of": [selector_document(it) for it in bound.counts],
            "each": f"{bound.each:f}",
            "rounding": bound.rounding.value,
        }
    }


@bound_document.register
def _(bound: Unseen) -> dict[str, Any]:
    return {"not_seen": message_document(bound.note)}


@bound_document.register
def _(bound: Changed) -> dict[str, Any]:
    earlier = None if bound.earlier is None else bound_document(bound.earlier)
    return {"changed": {"by": f"{bound.by:f}", **kept(earlier=earlier)}}


@bound_document.register
def _(bound: Consented) -> dict[str, Any]:
    return {
        "with_consent": {
            "limit": bound_document(bound.limit),
            "up_to": bound_document(bound.up_to),
            "question": bound.question,
            "role": bound.role,
        }
    }
