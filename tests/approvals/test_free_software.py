"""An agency's list of usable free software: two people, two clocks, and orders that wait for it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from approvals.errors import DayOutOfRange, SamePerson, UnknownAgency, WrongState
from approvals.free_software_errors import FreeSoftwareListed, FreeSoftwareNotFound
from approvals.receipt import recompute
from approvals.record_free_software import record_free_software
from approvals.states import FreeSoftwareState
from approvals.submit import Submission
from ledger.canonical import parse
from ledger.entry import Actor
from storage.scope import Scope
from tests.approvals.builders import (
    AGENCY,
    APPROVER,
    OFFICER,
    OTHER_AGENCY,
    TODAY,
    line,
    order,
)
from tests.approvals.free_software import (
    LISTED,
    REASON,
    SUITE,
    approve,
    entry,
    free,
    listed,
    record,
    take_off,
    terms,
)
from tests.approvals.replays import history
from tests.approvals.stage import Stage, order_of, state_of
from validators.evidence import Evidence

SAME = Actor(person=OFFICER.person, role="approver", authentication="api-key")
DAY = timedelta(days=1)


@pytest.fixture
def scene(stage: Stage) -> Stage:
    stage.books = LISTED.books
    stage.register()
    stage.register(OTHER_AGENCY)
    return stage


def codes(found: Submission) -> list[str]:
    return [it.code for it in found.examination.verdict.findings]


def record_for(scene: Stage, uscc: str, by: str) -> None:
    """Somebody of one agency records an entry of another's list."""
    with scene.database.transaction(scene.scope(OFFICER, by)) as connection:
        record_free_software(
            connection,
            actor=OFFICER,
            uscc=uscc,
            terms=terms("Z"),
            office=scene.office,
            now=scene.now,
        )


def sealed(found: Submission) -> object:
    receipt = parse(found.examination.sealed.receipt)
    assert isinstance(receipt, dict)
    evidence = receipt["evidence"]
    assert isinstance(evidence, dict)
    return evidence.get("free_software")


def test_an_order_waits_until_a_second_person_approves_what_one_recorded(scene: Stage) -> None:
    waiting = scene.submit(free("A-1"))
    assert (state_of(waiting), codes(waiting)) == ("held", ["free-software-unlisted"])
    number = record(scene)
    unapproved = scene.reexamine(order_of(waiting))
    assert (state_of(unapproved), codes(unapproved)) == ("held", ["free-software-unapproved"])
    approve(scene, number)
    assert scene.arrive() == ["approved"]
    assert scene.kinds()[-5:] == [
        "freesoftware.recorded",
        "order.examined",
        "freesoftware.approved",
        "order.examined",
        "approval.granted",
    ]


def test_a_receipt_seals_the_entry_with_its_reason_and_recomputes(scene: Stage) -> None:
    number = listed(scene)
    record(scene, terms("另一软件"))
    found = scene.submit(free("A-1"))
    assert (state_of(found), codes(found)) == ("approved", [])
    assert sealed(found) == [
        {
            "approved": True,
            "name": SUITE,
            "number": number,
            "reason": REASON,
            "valid_from": "2026-01-01",
        }
    ]
    take_off(scene, number)
    receipt = found.examination.sealed.receipt
    assert recompute(receipt, {LISTED.digest: LISTED.law}).agrees


def test_a_receipt_of_an_order_without_free_software_says_nothing_of_the_list(scene: Stage) -> None:
    listed(scene)
    found = scene.submit(order("A-1", line(1)))
    assert (state_of(found), sealed(found)) == ("approved", None)


def test_history_happens_again_by_what_was_sealed_of_the_list(scene: Stage) -> None:
    held = scene.submit(free("A-1"))
    number = listed(scene)
    assert scene.arrive() == ["approved"]
    take_off(scene, number)
    assert state_of(scene.submit(free("A-2"))) == "held"
    examined = [it for it in history(scene) if getattr(it, "sealed", None) is not None]
    told = [_stands(it.sealed.evidence) for it in examined]  # type: ignore[union-attr]  # examined
    assert told == [[], [True], [False]]
    assert order_of(held) == examined[0].order_id  # type: ignore[union-attr]  # examined


def _stands(evidence: Evidence) -> list[bool]:
    return [it.stands(TODAY) for it in evidence.free_software]


def test_what_was_taken_off_is_told_with_its_reason_and_refuses_nothing(scene: Stage) -> None:
    number = listed(scene)
    take_off(scene, number)
    found = scene.submit(free("A-1"))
    assert (state_of(found), codes(found)) == ("held", ["free-software-taken-off"])
    (finding,) = found.examination.verdict.findings
    assert number in finding.message.zh
    assert "许可条款已变" in finding.message.zh
    assert (finding.needs.fact, finding.needs.source) == ("free_software.entry", "agency")  # type: ignore[union-attr]  # it is open
    again = listed(scene)
    assert again != number
    assert scene.arrive() == ["approved"]


def test_an_entry_has_two_clocks(scene: Stage) -> None:
    number = record(scene, terms(valid_from=TODAY + 2 * DAY))
    approve(scene, number)
    take_off(scene, number, TODAY + 5 * DAY)
    held = entry(scene, number)
    states = [held.state_on(TODAY + days * DAY) for days in (1, 2, 4, 5)]
    assert states == [
        FreeSoftwareState.TO_COME,
        FreeSoftwareState.LISTED,
        FreeSoftwareState.LISTED,
        FreeSoftwareState.TAKEN_OFF,
    ]
    assert {held.recorded_at, held.approved.recorded_at, held.removed.recorded_at} == {scene.now}  # type: ignore[union-attr]  # both happened
    assert codes(scene.submit(free("A-1"))) == ["free-software-to-come"]
    scene.later(days=2)
    assert scene.arrive() == ["approved"]


def test_the_list_of_the_day_of_the_decision_counts(scene: Stage) -> None:
    number = listed(scene)
    scene.approvers(APPROVER.person)
    referred = scene.submit(free("A-1"))
    assert state_of(referred) == "referred"
    take_off(scene, number)
    assert state_of(scene.grant(order_of(referred))) == "held"


def test_whoever_recorded_never_approves_in_whatever_role(scene: Stage) -> None:
    number = record(scene)
    with pytest.raises(SamePerson):
        approve(scene, number, SAME)
    statement = (
        "insert into procheck.free_software_approval values (:entry, :agency, 'x', :person, now())"
    )
    values = {"entry": number, "agency": AGENCY, "person": OFFICER.person}
    with (
        pytest.raises(DBAPIError, match="never approve"),
        scene.database.transaction(Scope(role="system", person="x")) as connection,
    ):
        connection.execute(text(statement), values)
    assert entry(scene, number).state_on(TODAY) is FreeSoftwareState.UNAPPROVED


def test_nothing_dead_comes_back(scene: Stage) -> None:
    number = record(scene)
    take_off(scene, number)
    with pytest.raises(WrongState):
        approve(scene, number)
    with pytest.raises(WrongState):
        take_off(scene, number)
    statement = (
        "insert into procheck.free_software_approval values (:entry, :agency, 'x', 'y', now())"
    )
    with (
        pytest.raises(DBAPIError, match="taken off is not approved"),
        scene.database.transaction(Scope(role="system", person="x")) as connection,
    ):
        connection.execute(text(statement), {"entry": number, "agency": AGENCY})
    with pytest.raises(WrongState):
        approve(scene, listed(scene))


def test_just_the_same_is_recorded_once_in_whatever_spelling(scene: Stage) -> None:
    number = record(scene, terms("Libre Office", version="25.8"))
    with pytest.raises(FreeSoftwareListed) as caught:
        record(scene, terms("ｌｉｂｒｅｏｆｆｉｃｅ", version="25.8"))
    assert caught.value.number == number
    record(scene, terms("Libre Office", version="25.8", department="财务科"))
    record(scene, terms("Libre Office"))
    take_off(scene, number)
    assert record(scene, terms("LibreOffice", version="25.8")) != number


def test_what_was_decided_on_the_list_stands_so_nothing_is_taken_off_from_a_day_before(
    scene: Stage,
) -> None:
    number = listed(scene)
    with pytest.raises(DayOutOfRange):
        take_off(scene, number, TODAY - DAY)
    take_off(scene, number, TODAY)
    assert entry(scene, number).off_from == TODAY


def test_the_list_is_its_agencys_own(scene: Stage) -> None:
    number = listed(scene)
    for act in (entry, approve, take_off):
        with pytest.raises(FreeSoftwareNotFound):
            act(scene, number, uscc=OTHER_AGENCY)
    with pytest.raises(UnknownAgency):
        record_for(scene, AGENCY, OTHER_AGENCY)
    other = scene.submit({**free("B-1"), "agency": OTHER_AGENCY})
    assert codes(other) == ["free-software-unlisted"]
    assert sealed(other) is None


@pytest.mark.parametrize(
    ("column", "said"), [("reason", "ck_free_software_reason"), ("name", "ck_free_software_name")]
)
def test_the_database_too_wants_a_name_and_a_reason(scene: Stage, column: str, said: str) -> None:
    with pytest.raises(DBAPIError, match=said):
        record(scene, terms(**{column: " "}))


def test_a_version_named_apart_near_another_is_shown(scene: Stage) -> None:
    number = listed(scene, terms(version="V1", valid_from=date(2026, 1, 1)))
    (finding,) = scene.submit(free("A-1")).examination.verdict.findings
    assert finding.code == "free-software-near"
    assert finding.near == (f"{SUITE} V1 [{number}]",)
