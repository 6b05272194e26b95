"""How often a page may be opened: each visit is one request, however much the page asks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from api.app import create_app
from api.rates import Rates
from tests.api.stage import Clock, Stage
from tests.pages.browsing import Browser

_QUOTA = 3


@pytest.fixture
def counted(stage: Stage) -> Iterator[Stage]:
    """The stage with three requests a minute for a session, of which none was made."""
    rates = Rates(stage.services.looks, _QUOTA, Clock(stage.clock() + timedelta(days=9)))
    stage.watch("delete from procheck.rate_bucket")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage, "app", create_app(replace(stage.services, rates=rates)))
        yield stage
    stage.watch("delete from procheck.rate_bucket")


# Each asks several operations that are for the auditor alone.
@pytest.mark.parametrize("page", ["/audit/approvals", "/audit/gaps", "/waiting"])
def test_a_visit_counts_once_and_the_fourth_of_three_is_refused(counted: Stage, page: str) -> None:
    role = "approver" if page == "/waiting" else "auditor"
    browser = Browser(counted).sign_in(role)
    assert [browser.get(page).status for _ in range(_QUOTA + 1)] == [200, 200, 200, 429]
    assert Browser(counted).sign_in(role).get(page).status == 200


def test_where_a_visit_has_no_room_nothing_it_asks_is_answered(counted: Stage) -> None:
    browser = Browser(counted).sign_in("auditor")
    for _ in range(_QUOTA):
        browser.get("/audit/orders")
    with counted.unchanged():
        # What is refused first is shown, and what is asked after it is refused as well.
        assert browser.get("/audit/orders?class=desktop").status == 429
