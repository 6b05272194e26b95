"""Lists are asked for by whom they are of, so that an index serves them; the wall is no index."""

from typing import Any

import pytest
from sqlalchemy import event

from api.examples import AGENCY
from tests.api.stage import Stage

_LISTS = {
    "/v1/orders?limit=2": "purchase_order",
    "/v1/approvals?limit=2": "approval",
    "/v1/deliveries?limit=2": "delivery",
    "/v1/substitutions?limit=2": "substitution",
    "/v1/exports/substitutions/sums": "substitution",
    "/v1/waivers?limit=2": "waiver",
    "/v1/review-cases?limit=2": "review_case",
}
_LICENCES = "/v1/licences?limit=2"
_OF_NO_SUPPLIER = {"/v1/waivers?limit=2", "/v1/review-cases?limit=2"}
"""Lists that no supplier may read."""


def _asked(stage: Stage, path: str, table: str, role: str) -> list[str]:
    """What the database was asked of the list's own table: once, or for each page of all of it."""
    seen: list[str] = []

    def hear(*heard: Any) -> None:  # noqa: ANN401 - what SQLAlchemy tells
        seen.append(" ".join(str(heard[2]).split()))

    engine = stage.services.database.engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        assert stage.call("GET", path, role).status == 200
    finally:
        event.remove(engine, "before_cursor_execute", hear)
    pages = [it for it in seen if f"FROM procheck.{table} " in it and "LIMIT" in it]
    assert pages
    return pages


@pytest.mark.parametrize("path", _LISTS)
def test_an_agency_is_looked_up_and_not_searched_for(stage: Stage, path: str) -> None:
    table = _LISTS[path]
    for asked in _asked(stage, path, table, "officer"):
        assert f"procheck.{table}.agency = " in asked


@pytest.mark.parametrize("path", sorted(_LISTS.keys() - _OF_NO_SUPPLIER))
def test_so_is_a_supplier(stage: Stage, path: str) -> None:
    table = _LISTS[path]
    for asked in _asked(stage, path, table, "supplier"):
        assert f"procheck.{table}.supplier = " in asked


@pytest.mark.parametrize("path", _LISTS)
def test_who_reads_of_everybody_is_not_narrowed(stage: Stage, path: str) -> None:
    table = _LISTS[path]
    for asked in _asked(stage, path, table, "auditor"):
        assert f"{table}.agency = " not in asked
        assert f"{table}.supplier = " not in asked


def test_grants_are_looked_up_by_who_holds_them_and_who_is_entitled(stage: Stage) -> None:
    (asked,) = _asked(stage, _LICENCES, "licence_grant", "officer")
    assert "licence_grant_1.agency = " in asked
    assert "licence_entitled.agency = " in asked
    (whole,) = _asked(stage, _LICENCES, "licence_grant", "auditor")
    assert ".agency = " not in whole


@pytest.mark.parametrize("role", ["officer", "auditor"])
def test_devices_are_those_of_one_agency_whoever_asks(stage: Stage, role: str) -> None:
    path = f"/v1/agencies/{AGENCY}/assets?limit=2"
    (asked,) = _asked(stage, path, "asset", role)
    assert "procheck.asset.agency = " in asked
