"""Order documents over HTTP: read, tried out, placed, answered in their own format."""

from typing import Any

from tests.api.stage import Stage, fresh
from tests.integrations.documents.written import ubl_order


def read(stage: Stage, data: bytes, role: str | None = "officer", query: str = "") -> Any:  # noqa: ANN401 - a response
    return stage.call(
        "POST",
        f"/v1/order-documents/readings{query}",
        role,
        data=data,
        headers={"Content-Type": "application/xml"},
    )


def place(stage: Stage, data: bytes, query: str = "", **headers: str) -> Any:  # noqa: ANN401 - a response
    return stage.call(
        "POST",
        f"/v1/order-documents/orders{query}",
        "officer",
        data=data,
        headers={"Content-Type": "application/xml", **headers},
    )


def test_a_ubl_order_is_read_and_tried_out(stage: Stage) -> None:
    answer = read(stage, ubl_order(fresh("UBL")), query="?tax=included")
    assert answer.status == 200, answer.data


def test_a_ubl_order_is_placed(stage: Stage) -> None:
    answer = place(stage, ubl_order(fresh("UBL")), "?tax=included")
    assert answer.status == 201, answer.data
