"""A sandbox: its users set its date, what it signs approves nothing, and nobody mistakes it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate
from reportlab.platypus import Spacer
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api import examples
from api.__main__ import main
from api.app import create_app
from api.jobs import end_due, end_terms
from api.openapi.contract import document
from api.roles import Role
from api.routes.all import RESOURCES
from api.sandbox import SandboxClock, WrongKind, require_folder_kind, require_kind
from api.sandbox_mark import SANDBOX_HEADER
from api.sessions import open_session
from api.settings import Settings, WrongSettings
from approvals.verify import verify
from integrations import approval_document
from integrations.approval_printing import Printed
from ledger import verify_approval
from ledger.verify_approval import Broken, read_keys
from storage.database import Database
from storage.embedded.server import Address
from storage.scope import SYSTEM
from tests.api.deliveries import approved, despatch, key_of, serials
from tests.api.stage import START, Answer, Clock, Stage, build, settings_for
from tests.api.test_suppliers import suspend
from tests.cluster import TestDatabase, cloned

_CLOCK = "/v1/sandbox/clock"
_YES = {"PROCHECK_SANDBOX": "yes"}


@dataclass(frozen=True)
class Tried:
    """What was done in a sandbox on its first day, and what it said of that on that day."""

    number: str
    statement: str
    verification: Any
    bundle: bytes
    jwks: Any
    held: str


@pytest.fixture(scope="module")
def sandbox(server: Address, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A sandbox with example data; the stage's clock is the wall's, which it runs ahead of."""
    with cloned(server, "sandbox") as made:
        folder = tmp_path_factory.mktemp("sandbox")
        _mark(made, settings_for(folder, **_YES))
        built = build(made, folder, _YES)
        clock = SandboxClock(made.app_url, built.clock)
        services = replace(built.services, clock=clock, key_clock=built.clock)
        stage = replace(built, app=create_app(services), services=services)
        yield stage
        built.close()
        stage.close()


@pytest.fixture(scope="module", autouse=True)
def tried(sandbox: Stage) -> Tried:
    """An approval whose device is under way, an order that waits, a supplier that is barred."""
    number = approved(sandbox)
    sent = despatch(sandbox, number, serials(1))
    held = sandbox.place(quantity=1, operating_system=None)
    barred = suspend(sandbox, valid_until=(START + timedelta(days=30)).date().isoformat())
    assert (sent.status, held["state"], barred.status) == (201, "held", 201)
    sandbox.sequence()
    path = f"/v1/approvals/{number}"
    statement = sandbox.call("GET", f"{path}/statement", "officer").data.decode()
    asked = {"statement": statement}
    return Tried(
        number=number,
        statement=statement,
        verification=sandbox.call("POST", "/v1/approvals/verification", None, asked).json,
        bundle=sandbox.call("GET", f"{path}/bundle", "supplier").data,
        jwks=sandbox.call("GET", "/.well-known/jwks.json"),
        held=held["id"],
    )


def _mark(made: TestDatabase, settings: Settings) -> None:
    database = Database(made.app_url, pool_size=1)
    try:
        with database.transaction(SYSTEM) as connection:
            require_kind(settings, connection)
    finally:
        database.close()


def shown(stage: Stage) -> datetime:
    answer = stage.call("GET", _CLOCK)
    return datetime.fromisoformat(answer.json["instant"])


def put(stage: Stage, to: datetime, role: str | None = "supplier", **headers: str) -> Answer:
    named = {name.replace("_", "-"): it for name, it in headers.items()}
    body = {"instant": to.isoformat()}
    return stage.call("PUT", _CLOCK, role, body, headers=named)


def advance(stage: Stage, **by: float) -> datetime:
    to = stage.services.clock() + timedelta(**by)
    answer = put(stage, to)
    assert answer.status == 200, answer.data
    return to


def test_every_answer_of_a_sandbox_says_so_and_none_of_a_service(
    sandbox: Stage, stage: Stage
) -> None:
    name, mark = SANDBOX_HEADER
    order = {**examples.ORDER, "reference": "try"}
    for one, marks in ((sandbox, [mark]), (stage, [])):
        for answer in (
            one.call("GET", "/"),
            one.call("GET", "/v1/nowhere"),
            one.call("GET", "/v1/orders"),
            one.call("POST", "/v1/validations", "supplier", order),
        ):
            assert answer.headers.getlist(name) == marks
    assert "沙箱" in sandbox.call("GET", "/").data.decode()
    assert "沙箱" not in stage.call("GET", "/").data.decode()


def test_a_service_has_no_such_clock(stage: Stage) -> None:
    assert stage.call("GET", _CLOCK).status == 404
    assert put(stage, START + timedelta(days=1), "administrator").status == 404
    assert "setSandboxClock" not in stage.call("GET", "/v1/me", "officer").json["operations"]
    assert _CLOCK not in document(RESOURCES, "http://procheck.test")["paths"]


def test_the_contract_of_a_sandbox_has_its_clock_and_its_example_works(sandbox: Stage) -> None:
    contract = sandbox.call("GET", "/openapi.json").json
    validate(contract)
    assert contract["paths"][_CLOCK].keys() == {"get", "put"}
    assert put(sandbox, shown(sandbox), None).status == 401
    assert "setSandboxClock" in sandbox.call("GET", "/v1/me", "officer").json["operations"]
    own = dict(examples.SANDBOX_CLOCK)
    answer = sandbox.call("PUT", _CLOCK, "officer", own)
    # Others may have set it further by now.
    assert (answer.status, shown(sandbox) >= datetime.fromisoformat(own["instant"])) in {
        (200, True),
        (422, True),
    }


def test_the_clock_runs_on_for_everybody_and_is_never_set_back(sandbox: Stage) -> None:
    before = sandbox.call("GET", _CLOCK)
    to = advance(sandbox, hours=1)
    after = sandbox.call("GET", _CLOCK)
    assert before.headers["ETag"] != after.headers["ETag"]
    assert after.json["advanced_by"] == "demo:supplier"
    other = SandboxClock(sandbox.made.app_url, sandbox.clock)
    assert other() == to == sandbox.services.clock()
    with sandbox.clock.later(seconds=7):
        assert other() == to + timedelta(seconds=7)
    other.close()
    with sandbox.unchanged():
        back = put(sandbox, to - timedelta(seconds=1))
        far = put(sandbox, to + timedelta(days=30 * 366))
        stale = put(sandbox, to + timedelta(days=1), If_Match=before.headers["ETag"])
        naive = put(sandbox, (to + timedelta(days=1)).replace(tzinfo=None))
    assert (back.status, back.codes) == (422, {("/instant", "clock-runs-forward")})
    assert (far.status, far.codes) == (422, {("/instant", "clock-ends")})
    assert stale.status == 412
    assert (naive.status, naive.codes) == (422, {("/instant", "not-an-instant")})


def test_what_is_due_ends_and_keys_do_not(sandbox: Stage, tried: Tried) -> None:
    key = key_of(sandbox, Role.AUDITOR, person="test:year")
    advance(sandbox, days=400)
    assert sandbox.call("GET", "/v1/me", headers=key).status == 200
    with sandbox.clock.later(days=400):
        assert sandbox.call("GET", "/v1/me", headers=key).status == 401
    path = f"/v1/approvals/{tried.number}"
    assert sandbox.call("GET", path, "supplier").json["state"] == "expired"
    assert sandbox.call("GET", f"/v1/orders/{tried.held}", "officer").json["state"] == "cancelled"
    supplier = sandbox.call("GET", f"/v1/suppliers/{examples.SUPPLIER}", "supplier").json
    assert supplier["state"] == "no-suspension-recorded"
    # The job that setting the clock deferred writes down what every reader was told at once.
    clock = sandbox.services.clock
    assert end_due(sandbox.services.database, clock) >= 2
    assert end_terms(sandbox.services.database, clock) == 1
    assert {"approval.expired", "supplier.reinstated", "clock.advanced"} <= set(_kinds(sandbox))


def test_sessions_go_by_the_wall_and_end_at_once(sandbox: Stage) -> None:
    key = sandbox.keys["officer"].split("_")[1]
    with sandbox.services.database.transaction(SYSTEM) as connection:
        cookie = open_session(connection, proof="test", now=sandbox.clock(), key=key)
    session = cookie.split("_")[1]
    advance(sandbox, days=1)
    listed = sandbox.call("GET", "/v1/sessions", "officer").json["items"]
    assert session in {it["id"] for it in listed}
    ended = sandbox.call("POST", f"/v1/sessions/{session}/end", "officer", {"reason": "over"})
    assert (ended.status, ended.json) == (200, {"ended": 1})


def _kinds(stage: Stage) -> Iterator[str]:
    """The kinds of everything that happened, once it has its place."""
    stage.sequence()
    path: str | None = "/v1/feed?limit=200"
    while path:
        answer = stage.call("GET", path, "auditor")
        yield from (it["type"] for it in answer.json["items"])
        link = answer.headers.get("Link")
        path = link.split(">")[0].lstrip("<") if link else None


def test_what_a_sandbox_signs_is_an_approval_to_nobody_else(
    sandbox: Stage, stage: Stage, tried: Tried
) -> None:
    own = tried.verification
    assert own["confirmed"] is True
    assert own["claims"]["sandbox"] is True
    assert own["claims"]["iss"] == "http://procheck.test/sandbox"
    asked = {"statement": tried.statement}
    foreign = stage.call("POST", "/v1/approvals/verification", None, asked).json
    assert (foreign["confirmed"], foreign["signature"]["answer"]) == (False, "no")
    assert "sandbox" in foreign["signature"]["message"]["en"]
    # Even where somebody keeps the sandbox's keys among those he trusts.
    keys = sandbox.services.keys
    assert verify(tried.statement, keys=keys, now=START).signature.code == "signature-broken"
    assert verify(tried.statement, keys=keys, now=START, sandbox=True).claims is not None
    real = stage.place()["approval"]["statement"]
    assert verify(real, keys=stage.services.keys, now=START, sandbox=True).claims is None


def test_the_offline_verifier_refuses_a_sandbox_unless_it_is_asked_for_one(tried: Tried) -> None:
    assert all(it["procheck_sandbox"] is True for it in tried.jwks.json["keys"])
    keys = read_keys(tried.jwks.data)
    with pytest.raises(Broken, match="sandbox and approves nothing") as refused:
        verify_approval.verify(tried.bundle, keys, START)
    assert refused.value.part == "statement"
    proven = verify_approval.verify(tried.bundle, keys, START, typ=verify_approval.SANDBOX)
    assert proven.doubts == ()
    assert "沙箱" in verify_approval._sentences(proven)


def test_a_printed_approval_of_a_sandbox_says_on_each_page_that_it_is_none(tried: Tried) -> None:
    claims = tried.verification["claims"]
    printed = Printed(
        claims=claims,
        digest="",
        kid="",
        agency="",
        titles={},
        alive=True,
        state=("", ""),
        as_of=0,
        words={},
    )
    said: list[str] = []

    def hear(told: str, _: str) -> Spacer:
        said.append(told)
        return Spacer(0, 0)

    list(approval_document._story(printed, hear))
    assert any("沙箱" in it and "approves nothing" in it for it in said)
    assert "沙箱" in approval_document._foot(printed, 2, 2)
    service = replace(printed, claims={**claims, "sandbox": False})
    assert "沙箱" not in approval_document._foot(service, 2, 2)


def test_a_database_is_a_sandbox_from_its_first_record_or_never(
    sandbox: Stage, stage: Stage, tmp_path: Path
) -> None:
    service, trying = settings_for(tmp_path), settings_for(tmp_path, **_YES)
    advance(sandbox, minutes=1)
    _mark(sandbox.made, trying)
    _mark(stage.made, service)
    with pytest.raises(WrongKind, match="never becomes a service"):
        _mark(sandbox.made, service)
    with pytest.raises(WrongKind, match="holds records of a service"):
        _mark(stage.made, trying)
    for one, forged in (
        (stage, "insert into procheck.sandbox (ahead) values (interval '0')"),
        (sandbox, "update procheck.sandbox set ahead = ahead - interval '1 second'"),
        (sandbox, "delete from procheck.sandbox"),
    ):
        with (
            pytest.raises(DBAPIError, match=r"never becomes|never set back|permission denied"),
            one.services.database.transaction(SYSTEM) as connection,
        ):
            connection.execute(text(forged))


def test_a_folder_is_a_sandboxs_from_its_first_start_or_never(tmp_path: Path) -> None:
    service, trying = settings_for(tmp_path), settings_for(tmp_path, **_YES)
    require_folder_kind(service)
    require_folder_kind(trying)
    require_folder_kind(trying)
    with pytest.raises(WrongKind, match="belongs to a sandbox"):
        require_folder_kind(service)
    used = tmp_path / "used"
    (used / "keys").mkdir(parents=True)
    with pytest.raises(WrongKind, match="keys or the database of a service"):
        require_folder_kind(settings_for(used, **_YES))


def test_a_start_as_the_other_kind_is_refused_before_anything_is_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PROCHECK_DATA_DIR", str(tmp_path))
    (tmp_path / "SANDBOX").touch()
    assert main(["serve"]) == 78
    assert "belongs to a sandbox" in capsys.readouterr().err
    (tmp_path / "SANDBOX").rename(tmp_path / "keys")
    monkeypatch.setenv("PROCHECK_SANDBOX", "yes")
    assert main(["serve"]) == 78
    assert "of a service" in capsys.readouterr().err
    assert [it.name for it in tmp_path.iterdir()] == ["keys"]


def test_the_settings_of_a_sandbox_keep_it_apart() -> None:
    plain = Settings.from_environment(_YES)
    assert plain.data_dir == Path("var/sandbox").absolute()
    assert (plain.issues_as, plain.origin) == (
        "http://127.0.0.1:8080/sandbox",
        "127.0.0.1:8080/sandbox/ledger",
    )
    shared = {"PROCHECK_APPROVAL_KEY": "/k/a.pem", "PROCHECK_ORIGIN": "procheck.example/ledger"}
    with pytest.raises(WrongSettings) as refused:
        Settings.from_environment({**_YES, **shared})
    assert len(refused.value.faults) == 2
    assert Settings.from_environment({}).issues_as == "http://127.0.0.1:8080"


def test_without_a_mark_the_clock_is_the_walls(stage: Stage) -> None:
    wall = Clock(datetime(2031, 1, 1, tzinfo=UTC))
    clock = SandboxClock(stage.made.app_url, wall)
    assert clock() == wall.instant
    clock.close()
