"""The ledger exported while orders are placed (the second half of L4)."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench.demands import requests
from bench.demands.held import Held
from bench.demands.pace import Paced, Stream, paced
from bench.demands.placing import ORDERS, order_figures, told
from bench.figures import Figure
from ledger.entry import Actor, Entry
from ledger.kinds import EntryKind

_ROOT = Path(__file__).resolve().parents[2]
_MOST_SECONDS, _LOOK, _SEQUENCED_SECONDS = 600.0, 0.5, 900.0
_PART = 50_000
_PLACE = "00000000000"

# Entries as any are recorded, so many at once: the sequencer gives them their places.
_RECORD = """
with added as (
  insert into procheck.ledger_event (kind, recorded_at, body)
  select :kind, now(), convert_to(replace(:body, :place, lpad(n::text, 11, '0')), 'UTF8')
  from generate_series(cast(:first as bigint), cast(:last as bigint)) n
  returning 1)
select count(*) from added
"""
_PENDING = "select count(*) from procheck.ledger_pending"
_BEHIND = "the sequencer did not get through"


class NotExported(Exception):  # noqa: N818 - named for what happened
    """The export ended with a fault; the message is what it said."""


def export_beside(held: Held, folder: Path, entries: int, seconds: float) -> Iterator[Figure]:
    """Place 60 orders a second alone, and then beside an export of so many entries."""
    _fill(held, entries)
    alone = _placed(held, "l4-alone", seconds)
    beside, took = _exported(held, folder)
    yield from order_figures("L4, beside an export: ", beside)
    usual, then = (it.tallies["orders"].quantile(0.99) for it in (alone, beside))
    yield Figure(
        name=f"L4: p99 beside an export of {entries:,} entries, over without",
        measured=f"{then:.0f} ms; {usual:.0f} ms without ({told(alone.tallies['orders'])});"
        f" the export took {took:.0f} s",
        value=then / usual,
        target=1.25,
        at_most=True,
    )


def _fill(held: Held, entries: int) -> None:
    sealed = Entry(
        id=f"load-{_PLACE}",
        kind=EntryKind.ORDER_EXAMINED,
        recorded_at=datetime.now(UTC),
        actor=Actor(person="system:bench", role="system", authentication="start"),
        body={"outcome": "conforming", "total": "4940.00", "pad": "x" * 230},
    ).seal()
    for first in range(0, entries, _PART):
        held.asked(
            _RECORD,
            kind=EntryKind.ORDER_EXAMINED.value,
            body=sealed.data.decode(),
            place=_PLACE,
            first=first,
            last=min(first + _PART, entries) - 1,
        )
    until = time.monotonic() + _SEQUENCED_SECONDS
    while held.asked(_PENDING) != [(0,)]:
        if time.monotonic() > until:
            raise NotExported(_BEHIND)
        time.sleep(_LOOK)


def _placed(held: Held, mark: str, seconds: float) -> Paced:
    streams = {"orders": Stream(ORDERS, requests.orders(held, mark))}
    return paced(held.running.base, streams, seconds)


def _exported(held: Held, folder: Path) -> tuple[Paced, float]:
    """Export while orders are placed; return what came of these, and how long it took."""
    target = folder / "export"
    streams = {"orders": Stream(ORDERS, requests.orders(held, "l4-beside"))}
    process = subprocess.Popen(  # noqa: S603 - the project's own command
        [sys.executable, "-P", "-m", "api", "export", str(target)],
        env=dict(held.running.environment),
        cwd=_ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    begun = time.monotonic()
    try:
        found = paced(
            held.running.base, streams, _MOST_SECONDS, goes_on=lambda: process.poll() is None
        )
        took = time.monotonic() - begun
        said, _ = process.communicate(timeout=_MOST_SECONDS)
    finally:
        process.kill()
        shutil.rmtree(target, ignore_errors=True)
    if process.returncode != 0:
        raise NotExported(said)
    return found, took
