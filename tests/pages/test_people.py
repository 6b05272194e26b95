"""Accounts with passwords, step-up, and sessions, as people meet them."""

import io
import logging
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from psycopg.sql import SQL, Identifier
from sqlalchemy import select, update

from api.__main__ import main
from api.access_keys import issue
from api.accounts import Act, add_account
from api.app import operations
from api.examples import AGENCY
from api.holders import Holder
from api.identifiers import new_id
from api.pages.edge import COOKIE
from api.pages.weighty import WEIGHTY
from api.password_sign_in import FREE, LONGEST_PAUSE, pause_after
from api.passwords import WeakPassword, hash_password, require_fit, verify_password
from api.people_tables import account
from api.roles import Role
from api.sessions import PROVEN
from ledger.entry import Actor
from storage.embedded.server import Address
from storage.scope import SYSTEM
from tests.api.stage import Stage, fresh, stocked
from tests.pages.browsing import Browser, Shown

_ACTOR = Actor(person="test", role="system", authentication="test")
_PASSWORD = "长密码 correct horse"  # noqa: S105 - nobody's
_SECURITY = "security-administrator"


def made(stage: Stage, role: Role = Role.OFFICER) -> str:
    """Make an account for somebody new, and return its name."""
    name = fresh("name").lower()
    agency = AGENCY if role is Role.OFFICER else None
    holder = Holder(person=fresh("person"), role=role, agency=agency)
    act = Act(actor=_ACTOR, ids=new_id, now=stage.clock())
    with stage.services.database.transaction(SYSTEM) as connection:
        add_account(connection, holder, name, _PASSWORD, act=act)
    return name


def sign_in(stage: Stage, name: str, password: str = _PASSWORD) -> tuple[Browser, Shown]:
    browser = Browser(stage)
    form = browser.get("/sign-in?next=/orders").form("/sign-in/password")
    return browser, browser.post("/sign-in/password", {**form, "name": name, "password": password})


# passwords


def test_a_person_signs_in_by_name_and_password_and_is_told_nothing_else(stage: Stage) -> None:
    name = made(stage)
    browser, came = sign_in(stage, name)
    assert came.headers["Location"] == "/orders"
    assert "用户名和密码" in browser.get("/sessions").words
    _, wrong = sign_in(stage, name, "another password")
    _, nobody = sign_in(stage, "nobody-here", "another password")
    assert (wrong.status, nobody.status) == (401, 401)
    assert wrong.text.replace(name, "nobody-here") == nobody.text


def test_an_account_that_is_guessed_at_closes_for_a_time(stage: Stage) -> None:
    name = made(stage)
    for _ in range(FREE):
        assert sign_in(stage, name, "wrong password")[1].status == 401
    assert sign_in(stage, name)[1].status == 401
    pause = pause_after(FREE, FREE)
    assert pause is not None
    with stage.clock.later(seconds=pause.total_seconds() - 1):
        assert sign_in(stage, name)[1].status == 401
    with stage.clock.later(seconds=pause.total_seconds()):
        assert sign_in(stage, name)[1].status == 303
    assert sign_in(stage, name)[1].status == 303


def test_pauses_grow_and_end() -> None:
    pauses = [pause_after(count, FREE) for count in range(FREE - 1, FREE + 20)]
    assert pauses[0] is None
    assert pauses[1:] == sorted(pauses[1:], key=lambda it: it or timedelta())
    assert pauses[-1] == LONGEST_PAUSE


def test_a_password_kept_with_other_parameters_is_kept_anew(stage: Stage) -> None:
    name = made(stage)
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(_PASSWORD)
    mine = account.c.name == name
    with stage.services.database.transaction(SYSTEM) as connection:
        connection.execute(update(account).where(mine).values(password_hash=weak))
    assert sign_in(stage, name)[1].status == 303
    with stage.services.database.transaction(SYSTEM) as connection:
        kept = connection.execute(select(account.c.password_hash).where(mine)).scalar()
    assert str(kept).startswith("$argon2id$")
    assert kept != weak


def test_the_command_line_makes_shows_and_closes_accounts(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PROCHECK_DATABASE_URL", stage.made.app_url)
    monkeypatch.setenv("PROCHECK_DATA_DIR", str(stage.folder))
    name = fresh("clerk").lower()
    add = ["accounts", "add", name, "--role", "officer"]
    assert main([*add]) == 64
    assert "belong to an agency" in capsys.readouterr().err
    assert main([*add, "--agency", AGENCY]) == 0
    password = capsys.readouterr().out.strip()
    assert main([*add, "--agency", AGENCY]) == 64
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert main(["accounts", "password", name, "--password-stdin"]) == 64
    stage.clock.instant, before = stage.clock.instant + timedelta(days=30), stage.clock.instant
    try:
        browser, came = sign_in(stage, name, password)
        assert came.status == 303
        capsys.readouterr()
        assert main(["accounts", "list"]) == 0
        assert name in capsys.readouterr().out
        assert main(["accounts", "disable", name]) == 0
        assert browser.get("/orders").status == 303
        assert sign_in(stage, name, password)[1].status == 401
    finally:
        stage.clock.instant = before


@pytest.mark.parametrize(
    "password",
    [
        "xk7-quq2.vr4w",  # neither capitals nor rules
        "            " + "y",
        "ａｂｃｄｅｆｇｈｉｊｋｌ",
        "Ω≈ç√∫˜µ≤ 测试口令",
        "x" * 63 + "y",
        "x" * 999 + "y",
    ],
)
def test_a_password_is_of_any_signs_and_up_to_a_thousand(password: str) -> None:
    require_fit(password, "clerk-7")
    kept = hash_password(password)
    assert verify_password(kept, password)
    for other in (password[:-1], password + " ", password.swapcase() + "!", password.upper()):
        assert verify_password(kept, other) is (other == password)


@pytest.mark.parametrize(
    ("password", "name", "fit"),
    [
        ("x7 quq2.vr4w", "clerk-7", True),
        ("x7 quq2.vr4", "clerk-7", False),
        ("clerk-7 CLERK-7 ab", "clerk-7", False),
        ("Procheck procheck 2026", "clerk-7", False),
        ("ＰＲＯＣＨＥＣＫ-procurement", "clerk-7", False),
        ("采购审批管理员密码 20261231", "clerk-7", False),
        ("procheck x7 quq2.vr4", "clerk-7", True),
        ("procheck x7quq2.vr4", "clerk-7", False),
    ],
)
def test_names_and_words_of_the_service_count_for_nothing(
    password: str, name: str, *, fit: bool
) -> None:
    if fit:
        require_fit(password, name)
        return
    with pytest.raises(WeakPassword):
        require_fit(password, name)


def test_a_password_that_is_mostly_the_accounts_name_is_refused(stage: Stage) -> None:
    boss = Browser(stage).sign_in(_SECURITY)
    form = boss.get("/people").form("/people")
    name = fresh("clerk-with-a-long-name").lower()
    typed = {**form, "name": name, "role": "auditor", "password": f"{name}-{name}"}
    refused = boss.post("/people", {**typed, "role": "officer", "agency": AGENCY})
    assert (refused.status, "用户名和本系统的用词不计在内" in refused.words) == (422, True)


def test_who_comes_and_goes_is_told_in_the_log_and_no_password_is(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    name = made(stage)
    with caplog.at_level(logging.INFO, "api.security_log"):
        sign_in(stage, "What somebody typed into the wrong field")
        sign_in(stage, name, "a wrong password")
        browser, _ = sign_in(stage, name)
        form = browser.get("/prove").form("/prove")
        browser.post("/prove", {**form, "secret": "a wrong password"})
        browser.post("/prove", {**form, "secret": _PASSWORD})
        browser.post("/sign-out", browser.get("/").form("/sign-out"))
    events = [it.getMessage().partition(":")[0] for it in caplog.records]
    assert events == [
        *("password not listened to", "not signed in (password)"),
        *("password wrong", "not signed in (password)"),
        "signed in",
        *("password wrong", "not proven again"),
        *("proven again", "signed out"),
    ]
    assert all('from="127.0.0.1"' in it for it in caplog.messages)
    for typed in (_PASSWORD, "wrong password", "wrong field"):
        assert typed not in caplog.text
    with stage.services.database.transaction(SYSTEM) as connection:
        ident = connection.execute(select(account.c.id).where(account.c.name == name)).scalar()
    assert [it for it in caplog.messages if f'account="{ident}"' in it]


def test_passwords_are_masked_and_may_be_pasted_and_filled_in(stage: Stage) -> None:
    browser, _ = sign_in(stage, made(stage))
    for address, shown in (
        ("/sign-in", Browser(stage)),
        ("/prove", browser),
        ("/password", browser),
    ):
        fields = shown.get(address).page.xpath("//input[contains(@autocomplete, 'password')]")
        assert fields, address
        for it in fields:
            assert it.get("type") == "password"
            assert not [name for name in it.attrib if name.startswith("on")]


# step-up


def test_a_weighty_act_wants_a_fresh_proof_and_loses_nothing(stage: Stage) -> None:
    browser = Browser(stage).sign_in(_SECURITY)
    typed = {
        "name": fresh("late").lower(),
        "role": "officer",
        "agency": AGENCY,
        "label": '<b>备注</b> "第二行"',
        "password": _PASSWORD,
    }
    with stage.clock.later(seconds=PROVEN.total_seconds()):
        form = browser.get("/people").form("/people")
        led = browser.post("/people", {**form, **typed})
        assert led.headers["Location"] == "/prove"
        asking = browser.follow(led)
        assert "已保留" in asking.words
        prove = asking.form("/prove")
        assert browser.post("/prove", {**prove, "secret": stage.keys["officer"]}).status == 401
        proven = browser.post("/prove", {**prove, "secret": stage.keys[_SECURITY]})
        kept = proven.form("/people")
        assert {name: kept[name] for name in typed} == typed
        went = browser.post("/people", kept)
        assert went.status == 303, went.words
        assert typed["name"] in browser.follow(went).words
        # Proven lately: the next one goes through.
        form = browser.get("/people").form("/people")
        more = {**form, **typed, "name": fresh("late").lower(), "label": "x"}
        assert browser.post("/people", more).headers["Location"].startswith("/people/")


def test_who_signed_in_by_password_proves_by_it(stage: Stage) -> None:
    browser, _ = sign_in(stage, made(stage))
    form = browser.get("/prove").form("/prove")
    assert browser.post("/prove", {**form, "secret": "wrong password"}).status == 401
    assert browser.post("/prove", {**form, "secret": _PASSWORD}).status == 303


def test_what_is_weighty_is_an_act() -> None:
    acts = {it.id for it in operations() if it.acts}
    assert acts >= WEIGHTY


# accounts and sessions


def test_a_closed_account_is_out_at_once(stage: Stage) -> None:
    name = made(stage)
    browser, _ = sign_in(stage, name)
    boss = Browser(stage).sign_in(_SECURITY)
    (link,) = boss.get("/people").page.xpath(f"//a[contains(., '{name}')]/@href")
    form = boss.get(link).form(f"{link}/deactivation")
    assert boss.post(f"{link}/deactivation", {**form, "reason": ""}).status == 422
    done = boss.post(f"{link}/deactivation", {**form, "reason": "left", "key": new_id()})
    assert done.headers["Location"] == link
    assert "已停用" in boss.get(link).words
    assert browser.get("/orders").status == 303
    assert sign_in(stage, name)[1].status == 401


def test_another_password_ends_the_sessions_of_the_old_one(stage: Stage) -> None:
    name = made(stage)
    browser, _ = sign_in(stage, name)
    boss = Browser(stage).sign_in(_SECURITY)
    (link,) = boss.get("/people").page.xpath(f"//a[contains(., '{name}')]/@href")
    form = boss.get(link).form(f"{link}/password")
    short = boss.post(f"{link}/password", {**form, "password": "short"})
    assert (short.status, "至少 12 个字符" in short.words) == (422, True)
    fresh_one = {**form, "password": "quite another one", "key": new_id()}
    assert boss.post(f"{link}/password", fresh_one).status == 303
    assert browser.get("/orders").status == 303
    assert sign_in(stage, name)[1].status == 401
    assert sign_in(stage, name, "quite another one")[1].status == 303


def test_what_was_typed_is_kept_and_hostile_text_is_text(stage: Stage) -> None:
    boss = Browser(stage).sign_in(_SECURITY)
    form = boss.get("/people").form("/people")
    typed = {**form, "name": "Nobody Here", "label": "<script>alert(1)</script>", "role": "auditor"}
    shown = boss.post("/people", typed)
    assert shown.status == 422
    assert shown.form("/people")["label"] == typed["label"]
    assert "<script>alert" not in shown.text
    assert boss.get("/people/01a20a90-0000-7000-8000-000000000000").status == 404
    assert Browser(stage).sign_in("officer").get("/people").status == 403


def test_a_person_ends_his_own_sessions_and_nobody_elses(stage: Stage) -> None:
    name = made(stage)
    (one, _), (two, _) = sign_in(stage, name), sign_in(stage, name)
    other = Browser(stage).sign_in("supplier")
    foreign = other.get("/sessions").page.xpath("//form[contains(@action, '/end')]/@action")[0]
    mine = two.cookies[COOKIE].split("_")[1]
    page = one.get("/sessions")
    assert mine in page.text
    form = page.form(f"/sessions/{mine}/end")
    assert one.post(foreign, {**form, "key": new_id()}).status == 404
    assert one.post(f"/sessions/{mine}/end", form).status == 303
    assert (two.get("/orders").status, one.get("/orders").status) == (303, 200)
    assert one.post("/sessions/end", page.form("/sessions/end")).headers["Location"] == "/"
    assert COOKIE not in one.cookies
    assert other.get("/sessions").status == 200


def test_ending_sessions_wants_a_fresh_proof(stage: Stage) -> None:
    name = made(stage)
    (one, _), (two, _) = sign_in(stage, name), sign_in(stage, name)
    with stage.clock.later(seconds=PROVEN.total_seconds()):
        mine = two.cookies[COOKIE].split("_")[1]
        for action in (f"/sessions/{mine}/end", "/sessions/end"):
            led = one.post(action, one.get("/sessions").form(action))
            assert led.headers["Location"] == "/prove"
        assert two.get("/orders").status == 200
        proven = one.post("/prove", {**one.get("/prove").form("/prove"), "secret": _PASSWORD})
        assert one.post("/sessions/end", proven.form("/sessions/end")).status == 303
        assert two.get("/orders").status == 303


def test_a_first_start_makes_no_account_and_no_key(server: Address) -> None:
    with (
        stocked(server, "first") as fresh_one,
        fresh_one.address.connect(database=fresh_one.name) as connection,
    ):
        for table in ("account", "access_key"):
            counted = SQL("select count(*) from procheck.{}").format(Identifier(table))
            assert connection.execute(counted).fetchone() == (0,), table


def test_the_security_administrator_ends_sessions_and_withdraws_keys(stage: Stage) -> None:
    holder = Holder(person=fresh("person"), role=Role.AUDITOR)
    with stage.services.database.transaction(SYSTEM) as connection:
        text = issue(connection, holder, actor=_ACTOR, ids=new_id, now=stage.clock())
    theirs = Browser(stage)
    theirs.post("/sign-in", {"key": text, "next": "/"})
    boss = Browser(stage).sign_in(_SECURITY)
    session = theirs.cookies[COOKIE].split("_")[1]
    form = boss.get("/sessions").form(f"/sessions/{session}/end")
    assert boss.post(f"/sessions/{session}/end", form).headers["Location"] == "/sessions"
    assert theirs.get("/orders").status == 303
    key = text.split("_")[1]
    form = boss.get("/keys").form(f"/keys/{key}/withdrawal")
    assert boss.post(f"/keys/{key}/withdrawal", form).status == 303
    mine = {"Authorization": f"Bearer {text}"}
    assert stage.call("GET", "/v1/me", headers=mine).status == 401
