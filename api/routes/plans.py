"""A plan of purchases: every step examined as if those before it had been bought."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from msgspec import structs

from api import examples
from api.call import Call, Reply
from api.faults import ContentFaults, Fault, fault
from api.operation import Answer, Resource
from api.presenting_agency import entitlement_document
from api.routes.answers import agency_of_body, check_parties
from api.schemas.plan import PLAN, PlanIn
from approvals.evidence import evidence_of, gather
from storage.driver import first_row
from validators.entitlement import entitlements
from validators.order import Order
from validators.plan import Step, Stepped, after_plan, examine_plan
from validators.reading import read_order
from validators.serial import of_serials
from validators.writing import verdict_document

PLANS = Resource("plans", "Lay a year's purchases beside the caps: nothing is stored or reserved.")

_NOTICE = {
    "zh": "计划测算:不占额度,不是批准",
    "en": "a plan laid out: it reserves nothing and is no approval",
}


@PLANS.operation(
    "POST",
    "/v1/plans",
    id="examinePlan",
    summary="Examine a plan of purchases, step by step",
    description=(
        "Each step is examined on its day, as if every step before it had been bought and every"
        " device it disposes of were gone. At the end: what is left of every cap."
    ),
    body=PlanIn,
    answers={200: Answer(description="a verdict a step, and what is left", schema="PlanVerdict")},
    examples={"desktops in spring and autumn": dict(examples.PLAN)},
)
def examine_a_plan(call: Call) -> Reply:
    """Examine a plan."""
    plan = call.read(PLAN)
    steps = tuple(_steps(call, plan))
    made = examine_plan(steps, call.books.law)
    last = after_plan(steps[-1], made[-1])
    agency = last.agency
    held = call.books.law.in_force(
        agency.jurisdiction, agency.level, steps[-1].on, agency.properties
    )
    return Reply(
        document={
            "kind": "plan",
            "notice": _NOTICE,
            "agency": plan["agency"],
            "steps": [_document(step, it) for step, it in zip(steps, made, strict=True)],
            "entitlements": [entitlement_document(it) for it in entitlements(held, last)],
        }
    )


def _document(step: Step, made: Stepped) -> dict[str, Any]:
    return {"on": step.on.isoformat(), "verdict": verdict_document(made.verdict)}


def _steps(call: Call, plan: Mapping[str, Any]) -> Iterator[Step]:
    """Yield the steps with their evidence; serials of all steps are known to each."""
    words, before = call.services.reading.words(call.books), date.min
    gone: set[str] = set()
    for place, stated in enumerate(plan["steps"]):
        with _within(f"/steps/{place}"):
            on = date.fromisoformat(stated["on"])
            if on < before:
                raise ContentFaults([fault("/on", "days-descend", before=before.isoformat())])
            before = on
            order = _order(plan, stated)
            words.check(order, on)
        check_parties(call.principal, order)
        gone |= set(stated.get("disposes", ()))
        with agency_of_body():
            facts, named = gather(partial(first_row, call.connection), _naming(order, gone), on)
        disposes = stated.get("disposes", ())
        known = of_serials(named.devices, disposes)
        for position, serial in enumerate(disposes):
            if serial not in known:
                pointer = f"/steps/{place}/disposes/{position}"
                raise ContentFaults([fault(pointer, "unknown-device")])
        yield Step(
            on=on,
            order=order,
            evidence=evidence_of(facts, named, order, call.books, on),
            disposes=tuple(known[it].serial for it in disposes),
        )


def _order(plan: Mapping[str, Any], stated: Mapping[str, Any]) -> Order:
    return read_order(
        {
            "agency": plan["agency"],
            "reference": "plan",
            "price_basis": plan["price_basis"],
            "lines": stated["lines"],
        }
    )


def _naming(order: Order, serials: set[str]) -> Order:
    """Return an order that names devices besides its own, so that they are gathered as well."""
    first, *rest = order.lines
    named = tuple(sorted({*first.replaces, *serials}))
    return structs.replace(order, lines=(structs.replace(first, replaces=named), *rest))


@contextmanager
def _within(pointer: str) -> Iterator[None]:
    """Tell faults of one step where the step stands."""
    try:
        yield
    except ContentFaults as error:
        faults: list[Fault] = [
            replace(one, pointer=f"{pointer}{one.pointer}") for one in error.faults
        ]
        raise ContentFaults(faults) from None
