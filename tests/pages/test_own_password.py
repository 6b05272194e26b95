"""Changing one's own password: at a session opened by it, and no easier than signing in."""

import pytest

from api import examples
from api.access_keys import issue
from api.examples import AGENCY
from api.holders import Holder
from api.identifiers import new_id
from api.pages.edge import COOKIE
from api.password_sign_in import FREE, pause_after
from api.roles import Role
from api.sessions import PROVEN
from ledger.entry import Actor
from storage.scope import SYSTEM
from tests.api.stage import Stage
from tests.pages.browsing import Browser, Shown
from tests.pages.test_people import _PASSWORD, made, sign_in

_NEW = "quite another one, 更长"
_ACTOR = Actor(person="test", role="system", authentication="test")


def change(browser: Browser, **typed: str) -> Shown:
    form = browser.get("/password").form("/password")
    told = {"old": _PASSWORD, "password": _NEW, "again": typed.get("password", _NEW), **typed}
    return browser.post("/password", {**form, **told})


def test_it_is_changed_and_every_other_session_of_the_person_ends(stage: Stage) -> None:
    name = made(stage)
    (browser, _), (other, _) = sign_in(stage, name), sign_in(stage, name)
    (person,) = browser.get("/").page.xpath("//li[@class='whom']/bdi/text()")
    by_key = Browser(stage)
    holder = Holder(person=person, role=Role.OFFICER, agency=AGENCY)
    with stage.services.database.transaction(SYSTEM) as connection:
        key = issue(connection, holder, actor=_ACTOR, ids=new_id, now=stage.clock())
    by_key.post("/sign-in", {"key": key, "next": "/"})
    assert browser.get("/sessions").page.xpath("//a[@href='/password']")
    with stage.clock.later(seconds=PROVEN.total_seconds()):
        # The old password is the proof: nobody is led elsewhere with two passwords in his form.
        done = change(browser)
    assert (done.status, "已更改" in done.words) == (200, True)
    assert done.page.xpath("//*[@role='status']")[0].text_content().endswith("2")
    assert browser.get("/orders").status == 200
    assert (other.get("/orders").status, by_key.get("/orders").status) == (303, 303)
    assert sign_in(stage, name)[1].status == 401
    assert sign_in(stage, name, _NEW)[1].status == 303


def test_a_wrong_old_password_changes_nothing_and_closes_the_account_as_at_the_door(
    stage: Stage,
) -> None:
    name = made(stage)
    browser, _ = sign_in(stage, name)
    refused = [change(browser, old="a wrong old password") for _ in range(FREE)]
    for wrong in refused:
        assert (wrong.status, "旧密码不对" in wrong.words) == (422, True)
        assert wrong.page.xpath("//input[@id='old' and @aria-invalid]")
    # Neither here nor at the door, and the right one is told what the wrong one is.
    told, at_the_door = change(browser), sign_in(stage, name)[1]
    assert (told.status, at_the_door.status) == (422, 401)
    assert told.words == refused[0].words
    pause = pause_after(FREE, FREE)
    assert pause is not None
    with stage.clock.later(seconds=pause.total_seconds()):
        assert change(browser).status == 200


def test_what_is_no_fit_password_is_refused_at_its_field_and_nothing_typed_is_shown(
    stage: Stage,
) -> None:
    browser, _ = sign_in(stage, made(stage))
    for typed, field in (
        ({"password": "short"}, "password"),
        ({"password": "a" * 12}, "password"),
        ({"password": _PASSWORD}, "password"),
        ({"password": "a\u202eb" * 5}, "password"),
        ({"old": ""}, "old"),
        ({"old": "x" * 1001}, "old"),
    ):
        refused = change(browser, **typed)
        assert refused.status == 422, typed
        assert refused.page.xpath(f"//input[@id='{field}' and @aria-invalid]"), typed
        assert not any(refused.page.xpath("//input[@type='password']/@value"))
    differs = change(browser, again="what was not typed before")
    assert (differs.status, "不一致" in differs.words) == (422, True)
    browser.accept_language = "en"
    assert "not the same" in change(browser, again="x").words
    assert browser.get("/orders").status == 200


def test_a_form_without_the_sessions_token_or_from_elsewhere_changes_nothing(stage: Stage) -> None:
    name = made(stage)
    (browser, _), (other, _) = sign_in(stage, name), sign_in(stage, made(stage))
    told = {"old": _PASSWORD, "password": _NEW, "again": _NEW, "key": new_id()}
    foreign = other.get("/password").form("/password")
    assert browser.post("/password", told).status == 403
    assert browser.post("/password", {**foreign, **told}).status == 403
    mine = {**browser.get("/password").form("/password"), **told}
    assert browser.post("/password", mine, {"Origin": "http://elsewhere.example"}).status == 403
    assert sign_in(stage, name)[1].status == 303


def test_whoever_has_no_password_here_is_told_so(stage: Stage) -> None:
    browser = Browser(stage).sign_in("officer")
    shown = browser.get("/password")
    assert "没有您的密码" in shown.words
    assert not shown.page.xpath("//form[@action='/password']")
    assert not browser.get("/sessions").page.xpath("//a[@href='/password']")
    form = {**browser.get("/").form("/sign-out"), "key": new_id()}
    told = {"old": _PASSWORD, "password": _NEW, "again": _NEW}
    refused = browser.post("/password", {**form, **told})
    assert (refused.status, "没有您的密码" in refused.words) == (409, True)
    assert Browser(stage).get("/password").status == 303
    # Nor does a key change the password of an account its holder has besides.
    answer = stage.call("POST", "/v1/me/password", "officer", dict(examples.OWN_PASSWORD))
    assert (answer.status, answer.json["state"]) == (409, "no-password")


def test_a_form_that_is_sent_twice_acts_once(stage: Stage) -> None:
    browser, _ = sign_in(stage, made(stage))
    form = browser.get("/password").form("/password")
    sent = {**form, "old": _PASSWORD, "password": _NEW, "again": _NEW}
    assert [browser.post("/password", sent).status for _ in range(2)] == [200, 200]
    other = {**sent, "password": _NEW + "!", "again": _NEW + "!"}
    assert browser.post("/password", other).status == 422
    assert COOKIE in browser.cookies


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_page_says_everything_in_ones_language(stage: Stage, language: str) -> None:
    browser, _ = sign_in(stage, made(stage))
    browser.accept_language = language
    labels = browser.get("/password").page.xpath("//form[@action='/password']//label")
    told = " ".join(it.text_content() for it in labels)
    assert ("旧密码" in told) is (language == "zh-CN")
    assert ("Old password" in told) is (language == "en")
