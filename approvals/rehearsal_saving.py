"""Where a replay stands, as a JSON document, and taken up again from it: the same to the last unit.

The document is for the same release that wrote it: another ``FORMAT`` is begun anew.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from approvals.kinds import attributes_key, read_key
from approvals.rehearsal_cause import Cause, Need, Through
from approvals.rehearsal_course import Course, Run
from approvals.rehearsal_tally import CapSum, Tally
from approvals.rehearsal_waivers import Purses
from approvals.replay_errors import WrongSavedReplay
from approvals.states import Awaits, OrderState
from approvals.unfolding import Account
from validators.classes import ItemClass

FORMAT: Final = 1
"""Version of the document's outline."""


def saved(run: Run, tally: Tally) -> dict[str, Any]:
    """Return where a replay stands, as plain JSON values."""
    return {"format": FORMAT, "run": _run(run), "tally": _tally(tally)}


def restored(document: Mapping[str, Any]) -> tuple[Run, Tally]:
    """Return where a replay stood.

    Raises:
        WrongSavedReplay: the document is no such thing, or of another release.
    """
    found = document.get("format")
    if found != FORMAT:
        reason = f"format {found!r}, expected {FORMAT}"
        raise WrongSavedReplay(reason)
    try:
        return _read_run(document["run"]), _read_tally(document["tally"])
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise WrongSavedReplay(repr(error)) from error


def _run(run: Run) -> dict[str, Any]:
    return {
        "accounts": {agency: account.document() for agency, account in run.accounts.items()},
        "namings": {
            agency: [[since.isoformat(), place, named] for since, place, named in known]
            for agency, known in run.namings.items()
        },
        "open": {order_id: _course(course) for order_id, course in run.open.items()},
        "absent": sorted(run.absent),
        "purses": run.purses.document(),
        "licences": run.licences.document(),
        "spares": run.spares.document(),
        "sway": {
            agency: [
                [item_class.value, attributes_key(attributes), order_id]
                for (item_class, attributes), order_id in known.items()
            ]
            for agency, known in run.sway.items()
        },
    }


def _read_run(document: Mapping[str, Any]) -> Run:
    run = Run()
    run.accounts = {agency: Account.of(it) for agency, it in document["accounts"].items()}
    run.namings = {
        agency: [(date.fromisoformat(since), place, named) for since, place, named in known]
        for agency, known in document["namings"].items()
    }
    run.open = {order_id: _read_course(it) for order_id, it in document["open"].items()}
    run.absent = set(document["absent"])
    run.purses = Purses(**document["purses"])
    # What was saved before there were licence grants drew of none, nor of unused licences.
    run.licences = Purses(**document.get("licences", {}))
    run.spares = Purses(**document.get("spares", {}))
    run.sway = {
        agency: {(ItemClass(name), read_key(attributes)): it for name, attributes, it in known}
        for agency, known in document["sway"].items()
    }
    return run


_PLAIN = ("agency", "outcome", "was_outcome", "seen", "granted")


def _course(course: Course) -> dict[str, Any]:
    amount, tax = course.price()
    placed_on = course.placed_on
    return {
        **{name: getattr(course, name) for name in _PLAIN},
        "state": course.state.value,
        "awaits": None if course.awaits is None else course.awaits.value,
        "was": course.was.value,
        "was_awaiting": None if course.was_awaiting is None else course.was_awaiting.value,
        "placed_on": None if placed_on is None else placed_on.isoformat(),
        "amount": f"{amount:f}",
        "tax": tax,
        "cause": None if course.cause is None else _cause(course.cause),
        "needs": [[it.cap, it.edition, it.limit, it.needed, it.asked] for it in course.needs],
    }


def _read_course(document: Mapping[str, Any]) -> Course:
    awaits, was_awaiting, cause = (document[it] for it in ("awaits", "was_awaiting", "cause"))
    placed_on = document["placed_on"]
    return Course(
        **{name: document[name] for name in _PLAIN},
        state=OrderState(document["state"]),
        awaits=None if awaits is None else Awaits(awaits),
        was=OrderState(document["was"]),
        was_awaiting=None if was_awaiting is None else Awaits(was_awaiting),
        placed_on=None if placed_on is None else date.fromisoformat(placed_on),
        amount=Decimal(document["amount"]),
        tax=document["tax"],
        cause=None if cause is None else Cause(**{**cause, "through": Through(cause["through"])}),
        needs=tuple(_read_need(*it) for it in document["needs"]),
    )


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        "through": cause.through.value,
        "finding": None if cause.finding is None else dict(cause.finding),
        "arose": cause.arose,
        "after": cause.after,
    }


def _read_need(cap: str, edition: str, limit: int, needed: int, asked: int) -> Need:
    return Need(cap=cap, edition=edition, limit=limit, needed=needed, asked=asked)


_COUNTS = ("acts", "examinations", "lines", "orders", "verdicts", "under_draft")


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        **{name: getattr(tally, name) for name in _COUNTS},
        "ways": [[*way, count] for way, count in tally.ways.items()],
        "money": [[*way, f"{amount:f}"] for way, amount in tally.money.items()],
        "causes": [[*cause, count] for cause, count in tally.causes.items()],
        "caps": {
            cap: {
                "edition": it.edition,
                "orders": it.orders,
                "units": it.units,
                "most": {agency: list(pair) for agency, pair in it.most.items()},
                "withheld": it.withheld,
                "factors": dict(it.factors),
            }
            for cap, it in tally.caps.items()
        },
    }


def _read_tally(document: Mapping[str, Any]) -> Tally:
    return Tally(
        **{name: document[name] for name in _COUNTS},
        ways=Counter({(agency, old, new): it for agency, old, new, it in document["ways"]}),
        money={tuple(way): Decimal(amount) for *way, amount in document["money"]},
        causes=Counter({(through, code): it for through, code, it in document["causes"]}),
        caps={
            cap: CapSum(
                edition=it["edition"],
                orders=it["orders"],
                units=it["units"],
                most={agency: (pair[0], pair[1]) for agency, pair in it["most"].items()},
                withheld=it["withheld"],
                factors=Counter(it["factors"]),
            )
            for cap, it in document["caps"].items()
        },
    )
