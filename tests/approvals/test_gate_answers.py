"""Questions that gates after an order ask: answered by another person, and the approval stays."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from approvals.answer import Given
from approvals.answers import Reasoned, answers_of, reasoned_answers
from approvals.delivery_errors import GateHolds
from approvals.errors import NotNamed, OrderNotFound, QuestionNotOpen, SamePerson, WrongState
from approvals.history import Examined
from approvals.later_gates import Question, counting
from approvals.receipt import recompute
from approvals.receipt_store import StoredReceipt, receipts_of
from approvals.store import StoredApproval, StoredOrder
from approvals.submit import Submission
from approvals.unit_states import UnitAct, UnitState
from ledger.entry import Actor
from storage.scope import SYSTEM, Scope
from tests.approvals.added_law import AddedLaw
from tests.approvals.builders import (
    APPROVER,
    NOW,
    OFFICER,
    OTHER_AGENCY,
    line,
    order,
)
from tests.approvals.deliveries import do, send, states
from tests.approvals.replays import history
from tests.approvals.stage import Stage, number_of, order_of, state_of
from validators.evidence import Answer
from validators.rule import Gate

_DUTY = b"""requirements:
  - id: "one-each"
    duty: "software-coverage"
    classes: ["desktop"]
    covers: ["software_office"]
    role: "asset-management-head"
    article: "3"
    evidence: "read"
    sources: ["s1"]
  - id: "no-more"
    duty: "no-over-demand"
    classes: ["desktop"]
    demands: ["indicators"]
    role: "finance-department"
    article: "4"
    evidence: "read"
    sources: ["s1"]
"""
_LAW = AddedLaw(_DUTY)
LICENCES, DEMANDS = "one-each/software_office", "no-more/indicators"
YES, NO = (Given(question=LICENCES, granted=it, reason="a reason") for it in (True, False))
_INSERT = (
    "insert into procheck.answer (order_id, question, agency, granted, reason, role, person,"
    " recorded_at, gate) select id, 'q', agency, true, 'r', 'x', :person, changed_at, 'contract'"
    " from procheck.purchase_order where id = :order"
)


@pytest.fixture
def scene(stage: Stage) -> Stage:
    stage.books = _LAW.books
    stage.register()
    return stage


def document(
    reference: str, licences: int = 2, demands: tuple[str, ...] | None = (), quantity: int = 1
) -> dict[str, Any]:
    software = {
        "class": "software_office",
        "name": "示例办公",
        "version": "V1",
        "licence": {"channel": "site", "count": licences},
    }
    contract = {} if demands is None else {"contract": {"tender_demands": list(demands)}}
    return order(reference, line(quantity, software=[software]), **contract)


def placed(scene: Stage, *of: Any) -> Submission:  # noqa: ANN401 - arguments of a document
    found = scene.submit(document(f"G-{scene.office.ids()}", *of))
    assert state_of(found) == "approved", found.examination.verdict
    return found


def kept(
    scene: Stage, found: Submission
) -> tuple[StoredOrder, StoredApproval, tuple[StoredReceipt, ...]]:
    """All that an approval rests on, and it."""
    with scene.database.transaction(SYSTEM) as connection:
        receipts = receipts_of(connection, order_of(found))
    return (scene.order(order_of(found)), scene.approval(number_of(found)), receipts)


def insert(scene: Stage, found: Submission, person: str) -> None:
    """Write an answer past every use case."""
    with scene.database.transaction(SYSTEM) as connection:
        connection.execute(text(_INSERT), {"order": order_of(found), "person": person})


def inspected(scene: Stage, found: Submission, serial: str) -> str:
    identifier = send(scene, number_of(found), [serial])
    do(scene, identifier, UnitAct.INSPECT, [serial])
    return identifier


def test_what_a_person_judged_with_yes_is_accepted_and_the_approval_is_as_it_was(
    scene: Stage,
) -> None:
    found = placed(scene)
    before = kept(scene, found)
    identifier = inspected(scene, found, "S-1")
    with pytest.raises(GateHolds) as held:
        do(scene, identifier, UnitAct.ACCEPT, ["S-1"])
    ((gate, verdict),) = held.value.verdicts
    assert (gate, [it.code for it in verdict.findings]) == (Gate.CONTRACT, ["judgement-open"])
    scene.answer_all(order_of(found), YES)
    assert kept(scene, found) == before
    (receipt,) = before[2]
    assert recompute(receipt.body, {_LAW.digest: _LAW.law}).agrees
    do(scene, identifier, UnitAct.ACCEPT, ["S-1"])
    assert states(scene, identifier) == [UnitState.ACCEPTED]


def test_what_a_person_judged_with_no_is_held_for_good(scene: Stage) -> None:
    found = placed(scene)
    identifier = inspected(scene, found, "S-1")
    scene.answer_all(order_of(found), NO)
    with pytest.raises(GateHolds) as held:
        do(scene, identifier, UnitAct.ACCEPT, ["S-1"])
    ((_, verdict),) = held.value.verdicts
    assert [(it.code, it.over) for it in verdict.findings] == [("licences-beyond-need", "1")]
    with pytest.raises(QuestionNotOpen):
        scene.answer_all(order_of(found), YES)
    assert states(scene, identifier) == [UnitState.INSPECTED]


@pytest.mark.parametrize(("licences", "asked"), [(2, ()), (3, (LICENCES,))])
def test_only_what_is_beyond_the_need_is_asked(
    scene: Stage, licences: int, asked: tuple[str, ...]
) -> None:
    found = placed(scene, licences, (), 2)
    with pytest.raises(QuestionNotOpen) as caught:
        scene.answer_all(order_of(found), Given(question="another", granted=True, reason="r"))
    assert caught.value.open == asked


def test_each_answer_covers_its_own_question(scene: Stage) -> None:
    found = placed(scene, 2, ("indicators",))
    identifier = inspected(scene, found, "S-1")
    scene.answer_all(order_of(found), YES)
    with pytest.raises(GateHolds) as held:
        do(scene, identifier, UnitAct.ACCEPT, ["S-1"])
    ((_, verdict),) = held.value.verdicts
    assert [it.needs.fact for it in verdict.findings if it.needs] == [DEMANDS]
    with pytest.raises(QuestionNotOpen) as caught:
        scene.answer_all(order_of(found), YES)
    assert caught.value.open == (DEMANDS,)


def test_nobody_says_yes_and_no_in_one_breath(scene: Stage) -> None:
    found = placed(scene)
    with pytest.raises(QuestionNotOpen):
        scene.answer_all(order_of(found), YES, NO)
    assert scene.column("select question from procheck.answer") == []


def test_what_is_answered_stands_in_the_ledger_and_history_is_replayed_past_it(
    scene: Stage,
) -> None:
    found = placed(scene)
    scene.answer_all(order_of(found), YES)
    assert scene.kinds()[-1] == "order.answered"
    (body,) = scene.column(
        "select convert_from(body, 'UTF8')::jsonb -> 'body' from procheck.ledger_event"
        " where kind = 'order.answered'"
    )
    said = {"question": LICENCES, "granted": True, "gate": "contract", "about": "2 : 1"}
    assert body == {"answers": [said]}
    assert [type(it) for it in history(scene)][-1] is Examined


def test_an_answer_to_a_later_gate_excuses_nothing_at_the_orders_own(scene: Stage) -> None:
    found = placed(scene)
    scene.answer_all(order_of(found), YES)
    with scene.database.transaction(SYSTEM) as connection:
        assert answers_of(connection, order_of(found)) == {}
        (given,) = reasoned_answers(connection, order_of(found))
    assert (given.gate, given.answer.role) == (Gate.CONTRACT, "asset-management-head")
    assert (given.person, given.recorded_at) == (APPROVER.person, scene.now)


def test_an_answer_to_the_order_covers_nothing_that_a_later_gate_asks(scene: Stage) -> None:
    colour = line(price="900.00", of="printer", attributes={"colour": True})
    stated = document(f"G-{scene.office.ids()}")
    stated["lines"].append(colour)
    found = scene.submit(stated)
    assert state_of(found) == "referred"
    own = Given(question="colour-printers-needed", granted=True, reason="r")
    with pytest.raises(QuestionNotOpen):
        scene.answer_all(order_of(found), own, YES)
    approved = scene.answer(order_of(found), own.question)
    assert state_of(approved) == "approved"
    with pytest.raises(QuestionNotOpen) as caught:
        scene.answer_all(order_of(found), own)
    assert caught.value.open == (LICENCES,)
    identifier = inspected(scene, approved, "S-1")
    with pytest.raises(GateHolds):
        do(scene, identifier, UnitAct.ACCEPT, ["S-1"])


@pytest.mark.parametrize(
    ("gate", "about", "counts"),
    [
        (Gate.CONTRACT, "3 : 2", True),
        (Gate.CONTRACT, "3 : 1", False),
        (Gate.CONTRACT, "", False),
        (Gate.ORDER, "", False),
        (Gate.DELIVERY, "3 : 2", False),
    ],
)
def test_an_answer_counts_for_its_gate_its_words_and_its_figures(
    gate: Gate, about: str, *, counts: bool
) -> None:
    yes = Answer(question="q", granted=True, reason="r", role="x")
    given = Reasoned(gate=gate, about=about, answer=yes, person="p", recorded_at=NOW)
    asked = {"q": Question(Gate.CONTRACT, "x", "3 : 2")}
    assert counting([given], asked) == ((given,) if counts else ())
    assert counting([given], {"other": asked["q"]}) == ()


def test_whoever_asked_or_amended_never_answers_the_database_refuses_it_too(scene: Stage) -> None:
    found = placed(scene, 1, None)
    second = Actor(person="person-second", role="officer", authentication="api-key")
    stated = document(scene.order(order_of(found)).reference, 1, ("indicators",))
    scene.amend(order_of(found), stated, actor=second)
    asked = Given(question=DEMANDS, granted=True, reason="r")
    for person in (OFFICER.person, second.person):
        actor = Actor(person=person, role="approver", authentication="api-key")
        with pytest.raises(SamePerson):
            scene.answer_all(order_of(found), asked, actor=actor)
        with pytest.raises(DBAPIError, match="whoever"):
            insert(scene, found, person)
    scene.answer_all(order_of(found), asked)


def test_only_a_person_the_agency_names_answers(scene: Stage) -> None:
    found = placed(scene)
    scene.approvers("person-other")
    with pytest.raises(NotNamed):
        scene.answer_all(order_of(found), YES)
    other = Actor(person="person-other", role="approver", authentication="api-key")
    scene.answer_all(order_of(found), YES, actor=other)


def test_an_order_of_another_agency_is_not_there(scene: Stage) -> None:
    found = placed(scene)
    scope = Scope(role="approver", person=APPROVER.person, agency=OTHER_AGENCY)
    with scene.database.transaction(scope) as connection, pytest.raises(OrderNotFound):
        scene.answering(connection, order_of(found), YES)


@pytest.mark.parametrize("end", ["cancelled", "revoked", "expired", "expired by the clock"])
def test_what_is_over_takes_no_answers_the_database_takes_none_either(
    scene: Stage, end: str
) -> None:
    found = placed(scene)
    match end:
        case "cancelled":
            scene.cancel(order_of(found))
        case "revoked":
            scene.revoke(number_of(found))
        case _:
            scene.later(days=400)
    if end == "expired":
        assert scene.expire() == 1
    with pytest.raises(WrongState):
        scene.answer_all(order_of(found), YES)
    if end == "expired by the clock":
        return
    with pytest.raises(DBAPIError, match="takes no answers"):
        insert(scene, found, "p")


def test_an_answer_stays_as_long_as_what_it_judged_does(scene: Stage) -> None:
    found = placed(scene, 3, (), 2)
    scene.answer_all(order_of(found), YES)
    stated = document(scene.order(order_of(found)).reference, 3, (), 2)
    stated["lines"][0]["unit_price"] = "4400.00"
    scene.amend(order_of(found), stated)
    identifier = inspected(scene, found, "S-1")
    do(scene, identifier, UnitAct.ACCEPT, ["S-1"])
    assert states(scene, identifier) == [UnitState.ACCEPTED]


def test_what_is_further_beyond_the_need_than_was_judged_is_judged_anew(scene: Stage) -> None:
    found = placed(scene, 3, (), 2)
    scene.answer_all(order_of(found), YES)
    fewer = document(scene.order(order_of(found)).reference, 3, (), 1)
    scene.amend(order_of(found), fewer)
    identifier = inspected(scene, found, "S-1")
    with pytest.raises(GateHolds):
        do(scene, identifier, UnitAct.ACCEPT, ["S-1"])
    scene.answer_all(order_of(found), YES)
    assert scene.column("select about from procheck.answer order by about") == ["3 : 1", "3 : 2"]
    do(scene, identifier, UnitAct.ACCEPT, ["S-1"])
    assert states(scene, identifier) == [UnitState.ACCEPTED]
