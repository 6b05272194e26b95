"""Files are read within what the transaction around them is given, and one at a time."""

import base64

import pytest

from api.reading_files import BOUNDS, PATIENCE, one_at_a_time
from storage.database import IDLE_TIMEOUT_MS
from tests.api.stage import Stage
from tests.integrations.lists import ROW, STATEMENT, as_csv

_LIST = {"content": base64.b64encode(as_csv(ROW)).decode(), "statement": STATEMENT}
_FILES = (
    ("catalog-keeper", "/v1/catalog/imports", "application/json", _LIST),
    ("officer", "/v1/machine-documents", "text/plain", b"ID=kylin\n"),
    (
        "officer",
        "/v1/agencies/11100000EXAMPLE01N/software-installations?source=x",
        "text/csv",
        b"a,b\n",
    ),
)


def test_waiting_and_reading_end_well_before_the_transaction_is_ended() -> None:
    assert PATIENCE + BOUNDS.wall_seconds <= IDLE_TIMEOUT_MS / 1000 - 3


@pytest.mark.parametrize(("role", "path", "media", "body"), _FILES)
def test_whoever_finds_another_file_being_read_is_told_to_come_back(
    stage: Stage,
    role: str,
    path: str,
    media: str,
    body: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("api.reading_files.PATIENCE", 0.0)
    sent = {"data": body} if isinstance(body, bytes) else {"body": body}
    with one_at_a_time(), stage.unchanged():
        answer = stage.call("POST", path, role, headers={"Content-Type": media}, **sent)
    assert (answer.status, answer.json["type"]) == (503, "/problems/unavailable")
    assert int(answer.headers["Retry-After"]) > 0
    after = stage.call("POST", path, role, headers={"Content-Type": media}, **sent)
    assert after.status != 503
