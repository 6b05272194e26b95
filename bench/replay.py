"""How fast recorded history happens again under a draft, and how time and memory grow with it.

A block of history is made up once: fifty example agencies, their orders of eight lines, approvals
that expire. It ends with the quota as it began, so that it can be recorded again and again under
fresh order numbers; each time it is laid out before the clock runs, as if it had been read.
"""

import gc
import json
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import astuple
from statistics import median
from time import process_time
from typing import Any, NamedTuple

from msgspec import structs

from approvals.history import Act, Change, Delivered, Ended, Ending, Examined, Sealed
from approvals.quota import kind_of
from approvals.rehearsal import Rehearsal
from approvals.states import OrderState, dispose
from approvals.unfolding import Account
from bench.figures import Figure
from bench.memory import own_peak
from bench.orders import LINES, PLACED_ON, evidence, orders
from validators.edition import Edition
from validators.evidence import Holding
from validators.examine import ENGINE, Dates, examine
from validators.law import Law
from validators.reading import read_order
from validators.standards_draft import read_draft
from validators.standards_file import STANDARDS, documents, load_folder
from validators.writing import verdict_document

AGENCIES, BLOCK = 50, 10_000
SMALL, LARGE = 10_000, 1_000_000
_LASTS = 4
"""An approval expires when its agency has placed so many more orders."""
_HEADS = 500
"""So many that caps are reached now and then, and most orders fit."""
_LAW = "sha256:" + "0" * 64
_DATES = Dates(placed_on=PLACED_ON)
_FILE = STANDARDS / "cn-central-mof-2016-27.yaml"


class HistoryDiffers(Exception):  # noqa: N818 - a result that ends the benchmark
    """Under the law of then the replay did not come to history again, so its times mean nothing."""


class Took(NamedTuple):
    """One replay: its lines, what it took, the peak of its process, and the orders that changed.

    ``seconds`` are those the processor worked for it, ``alone`` those it worked for `examine()` on
    the same orders, scaled from one block of them.
    """

    lines: int
    seconds: float
    alone: float
    peak_mebibytes: float
    changed: int


def took(lines: int) -> Took:
    """Return what a replay of so many lines took, in a process of its own.

    Raises:
        CalledProcessError: it broke off.
    """
    words = [sys.executable, "-m", "bench.replay", str(lines)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)  # noqa: S603 - our own
    return Took(*json.loads(done.stdout))


def figures(_: object) -> Iterator[Figure]:
    """Yield what a replay takes, and how that grows."""
    small, large = took(SMALL), took(LARGE)
    told = f"{large.lines:,} order lines in {large.seconds:.1f} s of one core, once read"
    grown = f"from {small.lines:,} lines to {large.lines:,}"
    yield Figure(
        name="a replay under a draft",
        measured=f"{told}; {large.changed:,} orders changed",
        value=large.lines / large.seconds / 1000,
        target=100,
        at_most=False,
        unit="k lines/s",
    )
    yield Figure(
        name="the same beside examine() alone",
        measured=f"{large.seconds:.1f} s; {large.alone:.1f} s",
        value=large.seconds / large.alone,
        target=2.8,
        at_most=True,
    )
    yield Figure(
        name="the same, how its time grows",
        measured=f"{grown}: {small.seconds:.2f} s to {large.seconds:.1f} s; 100 is linear",
        value=large.seconds / small.seconds,
        target=110,
        at_most=True,
    )
    peaks = f"{small.peak_mebibytes:.0f} MiB to {large.peak_mebibytes:.0f} MiB"
    yield Figure(
        name="the same, how its memory grows",
        measured=f"{grown}: {peaks}",
        value=large.peak_mebibytes / small.peak_mebibytes,
        target=1.1,
        at_most=True,
    )


def measure(lines: int) -> Took:
    """Replay so many lines under a draft, after a block of it came to history again without one.

    Raises:
        HistoryDiffers: it did not.
    """
    law = load_folder()
    opening, block = _history(law)
    same = Rehearsal(lambda _: law)
    changed = [it for it in map(same.take, [*opening, *block]) if it is not None]
    if changed or same.tally.verdicts:
        raise HistoryDiffers
    draft = _draft()
    beside = law.with_edition(draft)
    rehearsal = Rehearsal(lambda _: beside, draft)
    for act in opening:
        rehearsal.take(act)
    seconds, found = 0.0, 0
    gc.collect()
    gc.freeze()  # what was laid out before the clock runs is no garbage of the replay
    for round_ in range(lines // BLOCK):
        laid = [_numbered(act, round_) for act in block]
        begun = process_time()
        for act in laid:
            if rehearsal.take(act) is not None:
                found += 1
        seconds += process_time() - begun
    alone = _alone(block, beside) * (lines // BLOCK)
    return Took(rehearsal.tally.lines, seconds, alone, own_peak(), found)


def _alone(block: list[Act], law: Law) -> float:
    """Return the seconds that `examine()` takes for the orders of a block: the median of nine."""
    sealed = [act.sealed for act in block if isinstance(act, Examined) and act.sealed is not None]
    taken = []
    for _ in range(9):
        begun = process_time()
        for it in sealed:
            examine(it.order, it.evidence, law, it.dates)
        taken.append(process_time() - begun)
    return median(taken)


def _draft() -> Edition:
    """The edition in force with lower ceilings: a good part of the orders comes out otherwise."""
    text = _FILE.read_text().replace('ceiling: "5000"', 'ceiling: "4900"')
    return read_draft("draft.yaml", text.encode(), documents())


def _numbered(act: Act, round_: int) -> Act:
    if isinstance(act, Examined | Ended):
        return act._replace(order_id=f"{round_}-{act.order_id}")
    return act


def _history(law: Law) -> tuple[list[Act], list[Act]]:
    """Return the acts that record what agencies have, and a block that leaves it as it was."""
    opening: list[Act] = []
    block: list[Act] = []
    made = orders(BLOCK // LINES)
    for number in range(AGENCIES):
        agency = f"agency-{number:02d}"
        mine = made[number::AGENCIES]
        stock = evidence(mine[0]).holdings
        opening.append(Delivered(agency, None, (), tuple(_on_hand(it) for it in stock)))
        block += _of_agency(law, agency, mine)
    return opening, block


def _on_hand(holding: Holding) -> Change:
    return Change((holding.item_class, holding.attributes), on_hand=holding.quantity)


def _of_agency(law: Law, agency: str, mine: list[dict[str, Any]]) -> Iterator[Act]:
    account = Account()
    account.move(map(_on_hand, evidence(mine[0]).holdings))
    standing: deque[tuple[str, tuple[Change, ...]]] = deque()
    for number, document in enumerate(mine):
        if len(standing) > _LASTS:
            yield _expired(agency, account, *standing.popleft())
        order_id, order = f"{agency}-{number:03d}", read_order(document)
        rests_on = structs.replace(evidence(document, _HEADS), holdings=account.holdings(order_id))
        verdict = examine(order, rests_on, law, _DATES)
        state, awaits = astuple(dispose(verdict, names_approvers=False))
        quota: tuple[Change, ...] = ()
        if state is OrderState.APPROVED:
            quota = tuple(Change(kind_of(it), committed=it.quantity) for it in order.lines)
            account.move(quota, order_id)
            standing.append((order_id, quota))
        sealed = Sealed(order, rests_on, _DATES, ENGINE, _LAW, verdict_document(verdict))
        yield Examined(agency, order_id, state, awaits, quota, sealed)
    while standing:
        yield _expired(agency, account, *standing.popleft())


def _expired(agency: str, account: Account, order_id: str, quota: tuple[Change, ...]) -> Ended:
    account.release(order_id)
    given_back = tuple(Change(it.kind, committed=-it.committed) for it in quota)
    return Ended(agency, order_id, Ending.EXPIRED, given_back)


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
