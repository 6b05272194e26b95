"""A listing that ends soon is told of once for each threshold, whoever tells and however often."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest

from approvals.legal_day import legal_day
from approvals.listing_expiry import Due, due, expiries_page, tell, untold
from tests.approvals.builders import APPROVER, line, order
from tests.approvals.listings import event, noticed
from tests.approvals.stage import Stage
from tests.approvals.test_listing_life import seen
from validators.listing_event import EventKind

NAME = "示例系统"
LAST = date(2026, 12, 26)


@pytest.mark.parametrize(
    ("left", "days"),
    [(91, None), (90, 90), (61, 90), (60, 60), (31, 60), (30, 30), (1, 30), (0, 30), (-1, None)],
)
def test_the_narrowest_threshold_counts(left: int, days: int | None) -> None:
    found = list(due(noticed(NAME, LAST).catalogue, LAST - timedelta(days=left)))
    assert [it.days for it in found] == ([] if days is None else [days])


def test_a_maintained_listing_is_told_of_by_its_new_last_day_and_a_withdrawn_one_not() -> None:
    on = LAST - timedelta(days=10)
    longer = event(EventKind.MAINTAINED, on, LAST + timedelta(days=70))
    (held,) = due(noticed(NAME, LAST, longer).catalogue, on)
    assert (held.lapse.last_day, held.days) == (LAST + timedelta(days=70), 90)
    assert list(due(noticed(NAME, LAST, event(EventKind.WITHDRAWN, on)).catalogue, on)) == []


def one(stage: Stage) -> Due:
    (found,) = due(noticed(NAME, LAST).catalogue, legal_day(stage.now))
    return found


def told(stage: Stage) -> list[str]:
    return [it for it in stage.kinds() if it == "listing.expiring"]


def test_it_is_told_with_what_rests_on_it(stage: Stage) -> None:
    stage.register(heads=100, evaluation_bound=True)
    stage.books = noticed(NAME, LAST)
    licence = {"channel": "oem", "evidence": [{"kind": "oem-agreement", "number": "1"}]}
    system = {"preloaded": True, "name": NAME, "version": "V1", "kernel": "6.6", "licence": licence}
    stage.submit(order("A-1", line(2, operating_system=system)))
    stage.approvers(APPROVER.person)
    stage.submit(order("A-2", line(2, operating_system=system)))
    with seen(stage) as connection:
        expiry = tell(connection, one(stage), ids=stage.office.ids, now=stage.now)
        assert expiry is not None
        assert (expiry.days, expiry.approvals, expiry.open_orders) == (60, 1, 1)
        assert untold(connection, (one(stage),)) == ()
        assert tell(connection, one(stage), ids=stage.office.ids, now=stage.now) is None
        assert expiries_page(connection, limit=10) == (expiry,)
    assert len(told(stage)) == 1
    stage.later(days=5)
    with seen(stage) as connection:
        assert tell(connection, one(stage), ids=stage.office.ids, now=stage.now) is not None
        page = expiries_page(connection, limit=1)
        first = (page[0].noticed_at, page[0].listing, page[0].days)
        assert [it.days for it in expiries_page(connection, limit=10, before=first)] == [60]
    assert len(told(stage)) == 2


def test_of_workers_that_tell_at_once_one_does(open_stage: Stage) -> None:
    workers, found = 6, one(open_stage)
    together = Barrier(workers)

    def work(_: int) -> bool:
        with seen(open_stage) as connection:
            together.wait(timeout=60)
            made = tell(connection, found, ids=open_stage.office.ids, now=open_stage.now)
            return made is not None

    with ThreadPoolExecutor(workers) as pool:
        assert sorted(pool.map(work, range(workers))) == [False] * (workers - 1) + [True]
    assert len(told(open_stage)) == 1
    with seen(open_stage) as connection:
        assert len(expiries_page(connection, limit=10)) == 1
