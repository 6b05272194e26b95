"""Orders under load: spread over agencies (L1), with reads beside (L4), on one agency (L2, L3)."""

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from time import perf_counter

from bench import load
from bench.demands import requests
from bench.demands.held import Held
from bench.demands.pace import Paced, Stream, paced
from bench.figures import Figure
from storage.packed import unpack

ORDERS, READS = 60, 250
"""A second."""
CLIENTS, BURST, LAST_UNITS = 64, 2_000, 100
_CREATED, _SERVERS_FAULT = 201, 500
_ONE_AGENCY, _BURST_AGENCY = 1_000, 1_001

_TAKEN = """
select coalesce(sum(reserved + committed + on_hand), 0)::integer
from procheck.quota_balance where agency = :agency
"""
_UNAPPROVED = """
select r.body from procheck.purchase_order o join procheck.receipt r on r.order_id = o.id
where o.agency = :agency and o.state <> 'approved'
"""


def spread(held: Held, seconds: float, *, reading: bool) -> Iterator[Figure]:
    """Place 60 orders a second over all agencies, with 250 reads a second beside or without."""
    mark = "l4" if reading else "l1"
    streams = {"orders": Stream(ORDERS, requests.orders(held, mark))}
    if reading:
        streams["reads"] = Stream(READS, requests.reads(held, f"{mark}-read"))
    found = paced(held.running.base, streams, seconds)
    yield from order_figures("L4, beside reads: " if reading else "L1: ", found)
    if reading:
        tally = found.tallies["reads"]
        measured = told(tally)
        yield _at_most("L4: reads, p95", measured, tally.quantile(0.95), 100, "ms")
        yield _rate("L4: reads a second", measured, tally, READS)
        yield _at_most("L4: reads not answered by 200", measured, _other(tally, 200), 0, "")


def order_figures(name: str, found: Paced) -> Iterator[Figure]:
    """Yield what is demanded of orders at their rate: p95, p99, no faults, nothing unanswered."""
    tally = found.tallies["orders"]
    measured = told(tally)
    yield _rate(f"{name}orders a second", measured, tally, ORDERS)
    yield _at_most(f"{name}p95", measured, tally.quantile(0.95), 400, "ms")
    yield _at_most(f"{name}p99", measured, tally.quantile(0.99), 1_000, "ms")
    faults = _faults(tally.statuses)
    yield _at_most(f"{name}answers 5xx", measured, faults, 0, "")
    errors = _other(tally, _CREATED) - faults + found.lost
    resent = f"{measured}; {found.resent} sent again on a new connection"
    yield _at_most(f"{name}other errors", resent, errors, 0, "")


def one_agency(held: Held, seconds: float) -> Iterator[Figure]:
    """Have 64 clients order of one agency, until its limit and beyond."""
    limit = int(seconds) * 20
    (officer,) = held.agencies(1, first=_ONE_AGENCY, heads=limit)
    before, until = held.deadlocks(), perf_counter() + seconds

    def lasting() -> Iterator[bytes]:
        for request in requests.single(held, officer, "l2"):
            if perf_counter() >= until:
                return
            yield request

    tally = load.run(held.running.base, lasting(), CLIENTS)
    measured = told(tally)
    yield Figure(
        name="L2: orders a second, one agency, 64 clients",
        measured=measured,
        value=tally.rate,
        target=40,
        at_most=False,
        unit="/s",
    )
    yield _at_most("L2: p99", measured, tally.quantile(0.99), 2_000, "ms")
    yield _at_most("L2: deadlocks", measured, held.deadlocks() - before, 0, "")
    yield _at_most("L2: answers other than 201", measured, _other(tally, _CREATED), 0, "")
    yield from _granted(held, "L2", officer.agency, limit)


def burst(held: Held) -> Iterator[Figure]:
    """Send 2,000 orders at once, each on a connection of its own, for the last 100 units."""
    (officer,) = held.agencies(1, first=_BURST_AGENCY, heads=LAST_UNITS)
    wanted = islice(requests.single(held, officer, "l3"), BURST)
    tally = load.run(held.running.base, wanted, BURST)
    measured = told(tally)
    yield _at_most("L3: 2,000 orders at once, all answered", measured, tally.seconds, 60, "s")
    yield _at_most("L3: answers other than 201", measured, _other(tally, _CREATED), 0, "")
    yield from _granted(held, "L3", officer.agency, LAST_UNITS)


def told(tally: load.Tally) -> str:
    """Return a tally in words."""
    statuses = ", ".join(f"{count:,} × {it}" for it, count in sorted(tally.statuses.items()))
    p50, p95, p99, most = (tally.quantile(it) for it in (0.5, 0.95, 0.99, 1))
    quantiles = f"p50 {p50:.0f}, p95 {p95:.0f}, p99 {p99:.0f}, longest {most:.0f} ms"
    return f"{statuses} in {tally.seconds:.0f} s; {quantiles}"


def _granted(held: Held, name: str, agency: str, limit: int) -> Iterator[Figure]:
    ((taken,),) = held.asked(_TAKEN, agency=agency)
    measured = f"{taken:,} of {limit:,} units granted"
    yield _at_most(f"{name}: units over or short of the limit", measured, abs(taken - limit), 0, "")
    unjustified = sum(not _of_quota(it) for (it,) in held.asked(_UNAPPROVED, agency=agency))
    said = "by their receipts"
    yield _at_most(f"{name}: refused for another reason than the quota", said, unjustified, 0, "")


def _of_quota(receipt: bytes) -> bool:
    """Return whether a receipt, as it is stored, refuses for the quota."""
    findings = json.loads(unpack(receipt))["verdict"]["findings"]
    return any(it["rule"] == "headcount-quota" and it["outcome"] == "breach" for it in findings)


def _faults(statuses: Mapping[int, int]) -> int:
    return sum(count for it, count in statuses.items() if it >= _SERVERS_FAULT)


def _other(tally: load.Tally, status: int) -> int:
    return len(tally.latencies) - tally.statuses.get(status, 0)


def _rate(name: str, measured: str, tally: load.Tally, wanted: int) -> Figure:
    # The last are sent a little before the end, and those that wait for their answer are counted.
    rate = round(tally.rate, 1)
    return Figure(
        name=name, measured=measured, value=rate, target=wanted * 0.99, at_most=False, unit="/s"
    )


def _at_most(name: str, measured: str, value: float, target: float, unit: str) -> Figure:
    return Figure(name=name, measured=measured, value=value, target=target, at_most=True, unit=unit)
