"""Every way through the states of an order that is closed."""

import pytest

from approvals.errors import (
    DuplicateReference,
    NotNamed,
    OrderNotFound,
    QuestionNotOpen,
    SamePerson,
    UnknownAgency,
    WrongState,
)
from ledger.entry import Actor
from tests.approvals.builders import OFFICER, OTHER_AGENCY, line, order
from tests.approvals.stage import Stage, number_of, order_of, state_of

COLOUR = line(price="900.00", of="printer", attributes={"colour": True})


def open_question(stage: Stage) -> str:
    found = stage.submit(order("Q-1", COLOUR))
    assert state_of(found) == "referred"
    return order_of(found)


def test_whoever_asks_can_neither_grant_nor_decline_nor_answer(stage: Stage) -> None:
    stage.register()
    asker = Actor(person=OFFICER.person, role="approver", authentication="api-key")
    question = open_question(stage)
    with pytest.raises(SamePerson):
        stage.answer(question, "colour-printers-needed", actor=asker)
    stage.approvers(asker.person)
    found = stage.submit(order("A-1"))
    with pytest.raises(SamePerson):
        stage.grant(order_of(found), actor=asker)
    with pytest.raises(SamePerson):
        stage.decline(order_of(found), actor=asker)


def test_only_a_person_the_agency_names_decides(stage: Stage) -> None:
    stage.register()
    stage.approvers("person-other")
    found = stage.submit(order("A-1"))
    with pytest.raises(NotNamed):
        stage.grant(order_of(found))


def test_a_question_nobody_asked_cannot_be_answered(stage: Stage) -> None:
    stage.register()
    with pytest.raises(QuestionNotOpen) as caught:
        stage.answer(open_question(stage), "another question")
    assert caught.value.open == ("colour-printers-needed",)


def test_what_is_over_stays_over(stage: Stage) -> None:
    stage.register()
    refused = order_of(stage.submit(order("A-1", line(1, "5200.00"))))
    approved = stage.submit(order("A-2"))
    cancelled = order_of(stage.submit(order("A-3")))
    stage.cancel(cancelled)
    for order_id in (refused, cancelled):
        for act in (stage.cancel, stage.grant, stage.decline, stage.reexamine):
            with pytest.raises(WrongState):
                act(order_id)
    for act in (stage.grant, stage.decline, stage.reexamine):
        with pytest.raises(WrongState):
            act(order_of(approved))
    stage.revoke(number_of(approved))
    with pytest.raises(WrongState):
        stage.revoke(number_of(approved))
    with pytest.raises(WrongState):
        stage.cancel(order_of(approved))


def test_a_reference_is_used_once_by_an_agency_and_freely_by_another(stage: Stage) -> None:
    stage.register()
    stage.register(OTHER_AGENCY)
    first = stage.submit(order("A-1"))
    with pytest.raises(DuplicateReference) as caught:
        stage.submit(order("A-1"))
    assert caught.value.order == order_of(first)
    assert state_of(stage.submit(order("A-1", agency=OTHER_AGENCY))) == "approved"


def test_an_unknown_agency_or_order_is_named(stage: Stage) -> None:
    with pytest.raises(UnknownAgency):
        stage.submit(order("A-1"))
    with pytest.raises(OrderNotFound):
        stage.cancel("no such order")
