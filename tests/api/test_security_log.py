"""What the log says of who came in and who was turned away; nobody else writes lines into it."""

import json
import logging
import sys
from collections.abc import Iterator

import pytest

from api.processes.logs import Guarded
from api.security_log import tell
from tests.api.stage import Stage, order
from tests.api.test_keys import token

_LOGGER = "api.security_log"


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.INFO, _LOGGER):
        yield caplog


def _line(told: pytest.LogCaptureFixture) -> str:
    (record,) = [it for it in told.records if it.name == _LOGGER]
    told.clear()
    return f"{record.levelname} {record.getMessage()}"


def test_who_is_nobody_is_told_by_the_public_half_he_named(
    stage: Stage, told: pytest.LogCaptureFixture
) -> None:
    secret = "A" * 43
    headers = {"Authorization": f"Bearer pck_{'a' * 16}_{secret}"}
    assert stage.call("GET", "/v1/orders", headers=headers).status == 401
    line = _line(told)
    assert line == (
        'WARNING refused unauthenticated: from="127.0.0.1" at="listOrders" key="aaaaaaaaaaaaaaaa"'
    )
    stage.call("GET", "/v1/orders", headers={"Authorization": "Bearer what_Somebody_Sends"})
    assert _line(told) == 'WARNING refused unauthenticated: from="127.0.0.1" at="listOrders"'


def test_who_may_not_is_told_by_name_role_key_and_operation(
    stage: Stage, told: pytest.LogCaptureFixture
) -> None:
    assert stage.call("POST", "/v1/orders", "auditor", order()).status == 403
    line, key = _line(told), stage.keys["auditor"].split("_", 2)
    assert line.startswith('WARNING refused forbidden: from="127.0.0.1" at="submitOrder" person=')
    assert f'role="auditor" by="access-key" key="{key[1]}"' in line
    assert key[2] not in line


@pytest.mark.parametrize(
    ("data", "headers", "kind", "at"),
    [
        (b'{"a": 1, "a": 2}', {}, "malformed-json", "submitOrder"),
        (b"{}", {"Host": "evil.example"}, "unknown-host", None),
    ],
)
def test_what_nobody_sends_by_mistake_is_told(
    stage: Stage,
    told: pytest.LogCaptureFixture,
    data: bytes,
    headers: dict[str, str],
    kind: str,
    at: str | None,
) -> None:
    stage.call("POST", "/v1/orders", "officer", data=data, headers=headers)
    line = _line(told)
    assert line.startswith(f"WARNING refused {kind}: ")
    assert (at is None) == ("at=" not in line)


def test_a_text_that_hides_something_is_told_and_not_repeated(
    stage: Stage, told: pytest.LogCaptureFixture
) -> None:
    assert stage.call("POST", "/v1/orders", "officer", order(model="PC\u202e1")).status == 422
    assert _line(told).startswith(
        'WARNING refused invalid-content: from="127.0.0.1" at="submitOrder"'
    )


def test_what_is_merely_wrong_or_answered_is_no_line(
    stage: Stage, told: pytest.LogCaptureFixture
) -> None:
    assert stage.call("POST", "/v1/orders", "officer", {}).status == 422
    assert stage.call("GET", "/v1/orders/x", "officer").status == 404
    assert stage.call("GET", "/v1/orders", "officer").status == 200
    assert [it for it in told.records if it.name == _LOGGER] == []


def test_a_person_is_told_whole_and_within_his_quotation_marks(
    told: pytest.LogCaptureFixture,
) -> None:
    person = "https://provider.example/realms/" + "r" * 100 + '#" at="elsewhere"\n'
    tell("signed in", "127.0.0.1", person=person, key=None)
    expected = json.dumps(person)
    assert _line(told) == f'INFO signed in: from="127.0.0.1" person={expected}'
    assert "\n" not in expected


def test_tokens_issued_and_refused_are_told(stage: Stage, told: pytest.LogCaptureFixture) -> None:
    text = stage.keys["supplier"]
    assert token(stage, text).status == 200
    public = text.split("_")[1]
    assert _line(told) == f'INFO token issued: from="127.0.0.1" key="{public}"'
    assert token(stage, f"pck_{public}_{'A' * 43}").status == 401
    assert _line(told) == 'WARNING no token issued: from="127.0.0.1" error="invalid_client"'


def test_no_text_makes_a_line_of_its_own_and_nothing_hides_in_one() -> None:
    written = Guarded("%(asctime)sZ web %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")
    forged = "x\n2026-11-23T02:00:00Z web INFO api: signed in\r\x1b[31m\u202e\u2028end"
    record = logging.LogRecord("api", logging.WARNING, "f", 1, "said %s", (forged,), None)
    record.created = 1_795_399_200.0
    first, second = written.format(record).split("\n")
    assert first == "2026-11-23T02:00:00Z web WARNING api: said x"
    assert second.startswith("    | 2026-11-23T02:00:00Z web INFO api: signed in")
    assert second.endswith("\\u000d\\u001b[31m\\u202e\\u2028end")


def test_a_traceback_belongs_to_its_event() -> None:
    try:
        raise ValueError("a\nb")  # noqa: EM101, TRY003, TRY301 - raised to be written
    except ValueError:
        record = logging.LogRecord("api", logging.ERROR, "f", 1, "incident", (), sys.exc_info())
    first, *further = Guarded("%(message)s").format(record).split("\n")
    assert first == "incident"
    assert len(further) > 3
    assert all(it.startswith("    | ") for it in further)
