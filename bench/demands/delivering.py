"""Webhooks to receivers of which some fail and one hangs (L10)."""

import random
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from itertools import cycle

from bench.agencies import Officer
from bench.demands import requests
from bench.demands.held import Held
from bench.demands.pace import Stream, paced
from bench.demands.placing import told
from bench.demands.receivers import TAKEN, Receiver, hanging, receiver
from bench.figures import Figure
from bench.http import Unexpected
from integrations.service import Service

GOOD, FAILING, SHARE = 12, 4, 0.25
RATE = 10
"""Orders a second, over all agencies that are told of them."""
HEALED_SECONDS = 300
_LOOK = 0.5
_FIRST, _HEADS = 2_000, 50_000

_LEFT = """
select count(*) from procheck.webhook_delivery d
where d.agency = any(:agencies) and d.state <> 'delivered'
"""


def webhooks(held: Held, seconds: float) -> Iterator[Figure]:
    """Place orders while a quarter of what some receivers are sent fails, then let them heal."""
    officers = held.agencies(GOOD + FAILING + 1, first=_FIRST, heads=_HEADS)
    good, failing = officers[:GOOD], officers[GOOD:-1]
    draw, healed = random.Random(1), False

    def now_and_then() -> int:
        return 500 if not healed and draw.random() < SHARE else TAKEN

    with ExitStack() as stack:
        well = [stack.enter_context(receiver()) for _ in good]
        poorly = [stack.enter_context(receiver(now_and_then)) for _ in failing]
        hung = stack.enter_context(hanging())
        for officer, its in zip(officers, (*well, *poorly, hung), strict=True):
            _subscribe(held, officer, its)
        found = paced(
            held.running.base, {"orders": Stream(RATE, _of_each(held, officers))}, seconds
        )
        begun, healed = time.monotonic(), True
        agencies = [it.agency for it in (*good, *failing)]
        while (left := _left(held, agencies)) and time.monotonic() < begun + HEALED_SECONDS:
            time.sleep(_LOOK)
        took = time.monotonic() - begun
        slow = sorted(seconds for it in well for seconds in it.taken.values())
        sent = sum(len(it.taken) for it in poorly)
        refused = sum(it.refused for it in poorly)
    placed = told(found.tallies["orders"])
    yield Figure(
        name="L10: all delivered, after receivers heal that failed",
        measured=f"{sent:,} to {FAILING} receivers, {refused:,} attempts had failed; {placed}",
        value=took,
        target=HEALED_SECONDS,
        at_most=True,
        unit="s",
    )
    yield Figure(
        name="L10: not delivered by then",
        measured="to those that take, and those that failed",
        value=left,
        target=0,
        at_most=True,
        unit="",
    )
    yield Figure(
        name="L10: from record to receipt, p95, while another hangs",
        measured=f"{len(slow):,} to {GOOD} receivers; the longest {slow[-1]:.1f} s",
        value=slow[int(len(slow) * 0.95)],
        target=5,
        at_most=True,
        unit="s",
    )


def _subscribe(held: Held, officer: Officer, its: Receiver) -> None:
    wanted = {"url": its.url, "label": "load"}
    with closing(Service(held.running.base, officer.key)) as client:
        made = client.post("/v1/subscriptions", wanted, idempotency=f"l10-{officer.agency}")
    if "id" not in made:
        raise Unexpected(made)


def _of_each(held: Held, officers: Sequence[Officer]) -> Iterator[bytes]:
    """Yield orders of each agency in turn."""
    streams = [requests.single(held, it, f"l10-{at}") for at, it in enumerate(officers)]
    for stream in cycle(streams):
        yield next(stream)


def _left(held: Held, agencies: Sequence[str]) -> int:
    ((found,),) = held.asked(_LEFT, agencies=list(agencies))
    return int(found)
