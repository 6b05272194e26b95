"""Who asks is read once, and anew as soon as any of it changed, whichever process changed it."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import access_keys
from api.app import create_app
from api.composition import compose
from api.holders import Holder
from api.identifiers import new_id
from api.remembering import KEPT, SECONDS, Remembered
from api.roles import Role
from ledger.entry import Actor
from storage.bell import Bell
from storage.database import Database
from storage.driver import Parameters, Statement
from storage.embedded.server import Address
from storage.looking import Look, Looks
from storage.scope import SYSTEM
from tests.api.stage import Stage, edge_of_its_own, fresh, order

_OWN = "11100000EXAMPLE01N"
_ACTOR = Actor(person="test:actor", role="system", authentication="test")
_ASKED = ("key", _OWN, None, date(2026, 11, 23))
_NOW = datetime(2026, 11, 23, tzinfo=UTC)
_LATER = _NOW.timestamp() + 1


class _Counted(Looks):
    """Looks at a database, and how many there were."""

    def __init__(self, url: str) -> None:
        super().__init__(url, SYSTEM, name="test looks")
        self.begun = 0

    def begin(self, statement: Statement, parameters: Parameters) -> Look:
        self.begun += 1
        return super().begin(statement, parameters)


class _Other:
    """Another web process on the same database."""

    def __init__(self, stage: Stage, **parts: Any) -> None:  # noqa: ANN401 - of `Services`
        self.looks = _Counted(stage.made.app_url)
        self._whole = compose(stage.services.settings, stage.made.app_url)
        self.services = replace(self._whole, looks=self.looks, clock=stage.clock, **parts)
        self._client = create_app(self.services).test_client()
        self.key = stage.keys["officer"]

    def close(self) -> None:
        self.looks.close()
        self._whole.close()

    def asked(self, key: str | None = None) -> tuple[int, Any, int]:
        """Return status and document of a dry run, and how often it looked at the database."""
        before = self.looks.begun
        answer = self._client.post(
            "/v1/validations",
            json=order(quantity=60),
            headers={"Authorization": f"Bearer {key or self.key}"},
        )
        return answer.status_code, answer.json, self.looks.begun - before


@pytest.fixture(scope="module")
def own(server: Address, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """An edge of these tests alone, whose agencies' facts they may change."""
    with edge_of_its_own(server, "remembering", tmp_path_factory.mktemp("remembering")) as made:
        yield made


@pytest.fixture
def other(own: Stage) -> Iterator[_Other]:
    made = _Other(own)
    for _ in range(2):  # the first of all writes down that the key was used
        made.asked()
    yield made
    made.close()


def test_who_asked_a_moment_ago_is_not_looked_for_again(other: _Other) -> None:
    told = [other.asked() for _ in range(3)]
    assert [looks for _, _, looks in told] == [0, 0, 0]
    assert {status for status, _, _ in told} == {200}


def test_a_fact_recorded_by_another_process_is_in_the_next_answer(
    own: Stage, other: _Other
) -> None:
    def findings() -> set[str]:
        return {it["code"] for it in other.asked()[1]["verdict"]["findings"]}

    assert "quantity-over-cap" not in findings()
    path = f"/v1/agencies/{_OWN}/headcounts"
    for heads, over in ((3, True), (500, False)):
        body = {
            "basis": "filled-establishment",
            "value": heads,
            "valid_from": "2026-11-20",
            "source": "example report",
        }
        assert own.call("POST", path, "administrator", body).status == 201
        assert ("quantity-over-cap" in findings()) is over


def test_units_bought_by_another_process_are_in_the_next_answer(own: Stage, other: _Other) -> None:
    other.asked()
    for _ in range(2):
        own.place(quantity=1)
        assert other.asked()[2] > 0
        assert other.asked()[2] == 0


@pytest.fixture
def database(own: Stage) -> Iterator[Database]:
    """What a command writes by, which is a process of its own."""
    made = Database(own.made.app_url, pool_size=1)
    yield made
    made.close()


@pytest.fixture
def key(own: Stage, database: Database) -> str:
    holder = Holder(person=fresh("person"), role=Role.OFFICER, agency=_OWN)
    with database.transaction(SYSTEM) as connection:
        return access_keys.issue(connection, holder, actor=_ACTOR, ids=new_id, now=own.clock())


def test_a_key_withdrawn_by_another_process_opens_nothing(
    own: Stage, other: _Other, database: Database, key: str
) -> None:
    assert [other.asked(key)[0] for _ in range(3)] == [200] * 3
    assert other.asked(key)[2] == 0
    _, public, _ = key.split("_", 2)
    with database.transaction(SYSTEM) as connection:
        access_keys.withdraw(connection, public, actor=_ACTOR, ids=new_id, now=own.clock())
    assert other.asked(key)[0] == 401


def test_another_secret_of_a_key_that_is_remembered_opens_nothing(other: _Other) -> None:
    prefix, public, secret = other.key.split("_", 2)
    turned = secret[:-2] + ("AA" if secret[-2:] != "AA" else "BA")
    assert other.asked(f"{prefix}_{public}_{turned}")[0] == 401
    assert other.asked()[0] == 200


def test_a_key_that_ends_is_looked_for_again(own: Stage, other: _Other, key: str) -> None:
    for _ in range(2):  # the first writes down that it was used
        other.asked(key)
    assert other.asked(key)[2] == 0
    with own.clock.later(minutes=61):  # its use is to be written down again
        assert other.asked(key)[2] > 0
    with own.clock.later(days=366):
        assert other.asked(key)[0] == 401
    assert other.asked(key)[0] == 200


def test_what_is_written_past_the_service_is_seen_after_some_seconds(
    own: Stage, other: _Other, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert other.asked()[2] == 0
    with psycopg.connect(own.made.owner_url.replace("+psycopg", "")) as connection:
        connection.execute("select set_config('procheck.role', 'system', true)")
        connection.execute(
            "update procheck.quota_anchor set revision = revision + 1 where agency = %s", (_OWN,)
        )
    assert other.asked()[2] == 0
    clock = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: clock() + SECONDS)
    assert other.asked()[2] > 0


def test_a_new_process_has_all_others_ask_anew(own: Stage, other: _Other) -> None:
    assert other.asked()[2] == 0
    compose(own.services.settings, own.made.app_url).remembered.forget_all()
    assert other.asked()[2] > 0


def test_without_a_bell_every_dry_run_looks(own: Stage) -> None:
    alone = _Other(own, remembered=Remembered(None))
    alone.asked()
    assert [alone.asked()[2] for _ in range(3)] == [1, 1, 1]
    alone.close()


@pytest.fixture(scope="module")
def bell(tmp_path_factory: pytest.TempPathFactory) -> Bell:
    return Bell(tmp_path_factory.mktemp("bell") / "it")


def test_what_is_rung_while_something_is_read_is_not_taken_for_read(bell: Bell) -> None:
    known = Remembered(bell)
    before = known.moment(_OWN)
    bell.ring(_OWN)  # and the look may have seen what changed, or not
    known.keep(_ASKED, before, ("row",), _LATER)
    assert known.row(_ASKED, known.moment(_OWN), _NOW) is None
    known.keep(_ASKED, known.moment(_OWN), ("row",), _LATER)
    assert known.row(_ASKED, known.moment(_OWN), _NOW) == ("row",)


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_a_row_stands_until_the_instant_at_which_it_does_not(bell: Bell, seconds: int) -> None:
    known = Remembered(bell)
    known.keep(_ASKED, known.moment(_OWN), ("row",), _NOW.timestamp() - seconds)
    found = known.row(_ASKED, known.moment(_OWN), _NOW)
    assert (found is None) is (seconds >= 0)


@given(
    st.tuples(
        st.sampled_from(["key", "other"]),
        st.sampled_from([_OWN, "other"]),
        st.sampled_from([None, "other"]),
        st.dates(date(2026, 11, 22), date(2026, 11, 24)),
    )
)
def test_a_row_answers_its_own_question_alone(
    bell: Bell, asked: tuple[str, str, str | None, date]
) -> None:
    known = Remembered(bell)
    known.keep(_ASKED, known.moment(_OWN), ("row",), _LATER)
    assert (known.row(asked, known.moment(asked[1]), _NOW) == ("row",)) is (asked == _ASKED)


def test_a_process_keeps_no_more_than_it_may(bell: Bell) -> None:
    known = Remembered(bell)
    first, *_, last = questions = [(str(it), *_ASKED[1:]) for it in range(KEPT + 1)]
    for asked in questions:
        known.keep(asked, known.moment(asked[1]), ("row",), _LATER)
    assert known.row(last, known.moment(last[1]), _NOW) == ("row",)
    assert known.row(first, known.moment(first[1]), _NOW) is None
