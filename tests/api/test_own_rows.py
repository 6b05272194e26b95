"""Lists are asked for by whom they are of, so that an index serves them; the wall is no index."""

from typing import Any

import pytest
from sqlalchemy import event

from tests.api.stage import Stage

_LISTS = {
    "/v1/orders": "purchase_order",
    "/v1/approvals": "approval",
    "/v1/deliveries": "delivery",
    "/v1/substitutions": "substitution",
    "/v1/waivers": "waiver",
}


def _asked(stage: Stage, path: str, role: str) -> list[str]:
    """What the database was asked of the list's own table."""
    seen: list[str] = []

    def hear(*heard: Any) -> None:  # noqa: ANN401 - what SQLAlchemy tells
        seen.append(" ".join(str(heard[2]).split()))

    engine = stage.services.database.engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        assert stage.call("GET", f"{path}?limit=2", role).status == 200
    finally:
        event.remove(engine, "before_cursor_execute", hear)
    return [it for it in seen if f"FROM procheck.{_LISTS[path]} " in it and "LIMIT" in it]


@pytest.mark.parametrize("path", _LISTS)
def test_an_agency_is_looked_up_and_not_searched_for(stage: Stage, path: str) -> None:
    (asked,) = _asked(stage, path, "officer")
    assert f"procheck.{_LISTS[path]}.agency = " in asked


@pytest.mark.parametrize("path", sorted(_LISTS.keys() - {"/v1/waivers"}))
def test_so_is_a_supplier(stage: Stage, path: str) -> None:
    (asked,) = _asked(stage, path, "supplier")
    assert f"procheck.{_LISTS[path]}.supplier = " in asked


@pytest.mark.parametrize("path", _LISTS)
def test_who_reads_of_everybody_is_not_narrowed(stage: Stage, path: str) -> None:
    (asked,) = _asked(stage, path, "auditor")
    table = _LISTS[path]
    assert f"{table}.agency = " not in asked
    assert f"{table}.supplier = " not in asked
