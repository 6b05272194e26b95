"""How long one examination takes, beside zen-engine and a hand-written check, and how it grows."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

from bench.contestants import Contestant, Told, ours, plain, zen_engine
from bench.orders import HEADS, LINES, ORDERS, orders
from validators.law import Law

ROUNDS = 15
LONG_LINES, LONG_ORDERS = 500, 16
_OFTEN = 60  # how often the short orders are swept for once the long ones


class VerdictsDiffer(Exception):  # noqa: N818 - a result that ends the benchmark
    """Two contestants do not say the same of an order, so their times mean nothing."""

    def __init__(self, order: int, told: dict[str, Told]) -> None:
        super().__init__(f"order {order}: {told}")


def agree(contestants: list[Contestant], documents: list[dict[str, Any]]) -> int:
    """Return how many orders have a breach, after every contestant said the same of each.

    Raises:
        VerdictsDiffer: two contestants disagree.
    """
    spoiled = 0
    for index, document in enumerate(documents):
        told = {it.name: it.tell(it.run(it.prepare(document))) for it in contestants}
        if len(set(told.values())) != 1:
            raise VerdictsDiffer(index, told)
        spoiled += any(told[contestants[0].name])
    return spoiled


def interleaved(
    runs: dict[str, Callable[[], object]], rounds: int = ROUNDS
) -> dict[str, list[float]]:
    """Return the seconds of each run in each of ``rounds`` rounds, taken in turn.

    Interleaving lets the machine's drift fall on all alike; ratios are made within a round.
    """
    taken: dict[str, list[float]] = {name: [] for name in runs}
    gc.collect()
    gc.freeze()  # thousands of prepared inputs are no garbage of whoever is timed
    try:
        for _ in range(rounds):
            for name, run in runs.items():
                start = perf_counter()
                run()
                taken[name].append(perf_counter() - start)
    finally:
        gc.unfreeze()
    return taken


def ratio(taken: dict[str, list[float]], one: str, other: str) -> float:
    """Return the median over the rounds of the time of ``one`` over that of ``other``."""
    return median(mine / its for mine, its in zip(taken[one], taken[other], strict=True))


@dataclass(frozen=True, slots=True)
class PerOrder:
    """The share of orders with breaches, and what an order took each contestant.

    ``microseconds`` are medians over the rounds; ``beside`` are the medians of our time over each
    contestant's within a round, and ``in_words`` those where we put all findings into words.
    """

    spoiled: float
    microseconds: dict[str, float]
    beside: dict[str, float]
    in_words: dict[str, float]


def per_order(law: Law) -> PerOrder:
    """Return what an order takes each contestant, verdicts compared before.

    Raises:
        VerdictsDiffer: two contestants disagree.
    """
    documents = orders()
    contestants = [ours(law), ours(law, in_words=True), plain(), zen_engine()]
    spoiled = agree(contestants, documents)
    inputs = {it.name: [it.prepare(document) for document in documents] for it in contestants}
    runs = {it.name: _sweep(it, inputs[it.name]) for it in contestants}
    taken = interleaved(runs)
    mine, told = contestants[0].name, contestants[1].name
    return PerOrder(
        spoiled / ORDERS,
        {name: median(times) / ORDERS * 1e6 for name, times in taken.items()},
        {name: ratio(taken, mine, name) for name in taken},
        {name: ratio(taken, told, name) for name in taken},
    )


def growth(law: Law) -> float:
    """Return the time of an order of 500 lines over that of its own eight-line form."""
    it = ours(law, heads=HEADS * LONG_LINES // LINES)
    long = [it.prepare(document) for document in orders(LONG_ORDERS, LONG_LINES)]
    short = [it.prepare(document) for document in orders(LONG_ORDERS, LINES)]
    taken = interleaved({"long": _sweep(it, long), "short": _sweep(it, short * _OFTEN)})
    return ratio(taken, "long", "short") * _OFTEN


def _sweep(contestant: Contestant, inputs: list[Any]) -> Callable[[], object]:
    run = contestant.run

    def sweep() -> None:
        for it in inputs:
            run(it)

    return sweep
