"""Questions that later steps ask of an approved order, on its page: a form, then what was said."""

import pytest

from api.examples import AGENCY
from api.roles import Role
from tests.api.deliveries import lent_key
from tests.api.stage import SEEN, Stage
from tests.api.test_gate_answers import EXAMPLE, QUESTION, answer, arrived, placed
from tests.pages.browsing import Browser

_HOSTILE = "<b>x</b>=cmd|'/c'!A0"


@pytest.mark.parametrize(
    ("language", "heading", "asked", "reply"),
    [
        ("zh-CN", "后续步骤待答复的问题", "办公和杀毒软件须随计算机配齐: 办公软件", "是: "),
        (
            "en",
            "Questions that later steps ask",
            "computers are covered with office and antivirus software: office software",
            "Yes: ",
        ),
    ],
)
def test_an_approver_answers_on_the_page_and_everybody_reads_what_he_said(
    stage: Stage, language: str, heading: str, asked: str, reply: str
) -> None:
    made = placed(stage)
    place, address = f"/orders/{made['id']}", f"/orders/{made['id']}/answers"
    officer = Browser(stage, accept_language=language).sign_in("officer")
    seen = officer.get(place)
    assert asked in seen.words
    assert not seen.page.xpath(f"//form[@action='{address}']")
    approver = Browser(stage, accept_language=language).sign_in("approver")
    page = approver.get(place)
    assert heading in page.words
    (legend,) = page.page.xpath(f"//form[@action='{address}']//legend")
    assert legend.text_content() == asked
    form = page.form(address)
    assert form["question"] == QUESTION
    blank = approver.post(address, form | {"granted-0": "yes", "reason-0": " "})
    assert (blank.status, heading in blank.words) == (422, True)
    said = form | {"granted-0": "yes", "reason-0": _HOSTILE}
    done, again = approver.post(address, said), approver.post(address, said)
    assert (done.status, again.status) == (303, 303)
    after = officer.follow(done)
    assert f"{reply}{_HOSTILE}" in after.words
    assert not after.page.xpath("//b[text()='x']")
    assert heading not in approver.follow(done).words


def test_a_no_stays_on_the_page_and_asks_no_more(stage: Stage) -> None:
    made = placed(stage)
    address = f"/orders/{made['id']}/answers"
    approver = Browser(stage, accept_language="en").sign_in("approver")
    form = approver.get(f"/orders/{made['id']}").form(address)
    after = approver.follow(
        approver.post(address, form | {"granted-0": "no", "reason-0": "none needed"})
    )
    assert "No: none needed" in after.words
    assert not after.page.xpath(f"//form[@action='{address}']")


def test_a_delivery_whose_acceptance_waits_for_an_answer_waits_for_the_approver(
    stage: Stage,
) -> None:
    made = placed(stage)
    link = f"//a[@href='/orders/{made['id']}#asked-later']"
    approver = Browser(stage).sign_in("approver")
    # Nothing is held by the question until there are devices to accept.
    assert not approver.get("/waiting").page.xpath(link)
    arrived(stage, made)
    assert len(approver.get("/waiting").page.xpath(link)) == 1
    assert answer(stage, made, EXAMPLE).status == 200
    assert not approver.get("/waiting").page.xpath(link)


def test_whoever_placed_the_order_is_told_that_he_cannot_answer(stage: Stage) -> None:
    made = placed(stage)
    browser = Browser(stage, accept_language="en")
    with lent_key(stage, Role.APPROVER, person="demo:officer", agency=AGENCY) as himself:
        key = himself["Authorization"].removeprefix("Bearer ")
        assert browser.post("/sign-in", {"key": key, "next": "/"}).status == 303
        page = browser.get(f"/orders/{made['id']}")
    assert "Whoever placed an order cannot answer what it leaves open." in page.words
    assert not page.page.xpath(f"//form[@action='/orders/{made['id']}/answers']")


def test_an_order_that_is_over_asks_nothing_of_anybody(stage: Stage) -> None:
    made = placed(stage)
    path = f"/v1/approvals/{made['approval']['number']}/revocation"
    stage.call("POST", path, "approver", {"reason": "granted in error"}, headers=SEEN)
    page = Browser(stage).sign_in("approver").get(f"/orders/{made['id']}")
    assert "后续步骤待答复的问题" not in page.words
