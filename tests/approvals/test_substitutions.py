"""Another model in place of an approved one: examined twice, consented to, and never twice over."""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from approvals import store
from approvals.amendment_store import is_narrowed
from approvals.errors import (
    ActRefused,
    ApprovalNotFound,
    DuplicateReference,
    MoreThanApproved,
    NotNamed,
    SamePerson,
    WrongState,
)
from approvals.standing_order import as_it_stands
from approvals.statement import TYP
from approvals.substitution import (
    MOVES,
    Proposal,
    SubstitutionAct,
    SubstitutionState,
    moved,
    remaining_order,
    substitute_order,
)
from approvals.substitution_acts import SubstitutionDone
from approvals.substitution_errors import (
    LineNotStanding,
    MoreThanOpen,
    NothingSubstituted,
    PriceRose,
    SubstitutionExists,
    SubstitutionNotFound,
    SubstitutionOpen,
)
from approvals.substitution_store import examinations_of
from approvals.unit_states import UnitAct
from ledger.canonical import canonical, digest
from ledger.jws import verify_compact
from storage.scope import SYSTEM
from tests.approvals import licences
from tests.approvals.builders import (
    APPROVER,
    OFFICER,
    OTHER_SUPPLIER,
    line,
    order,
    published,
)
from tests.approvals.deliveries import SENDER, account, do, send
from tests.approvals.replays import replay
from tests.approvals.stage import Stage, number_of, order_of
from tests.approvals.substitutions import (
    consent,
    decline,
    lines,
    proposal,
    propose,
    under,
    withdraw,
)
from tests.approvals.test_races import at_once
from tests.approvals.waivers import granted, left


def approved(stage: Stage, quantity: int = 4, price: str = "4500.00", **changes: Any) -> str:  # noqa: ANN401 - JSON values
    document = order(f"A-{stage.office.ids()}", line(quantity, price, **changes))
    return number_of(stage.submit(document))


def made(stage: Stage, identifier: str) -> str:
    """The number of the approval that consent led to."""
    number = proposal(stage, identifier).made_approval
    assert number is not None
    return number


def standing(stage: Stage, number: str) -> tuple[str, str]:
    """The states of an approval and of its order."""
    held = stage.approval(number)
    return held.state.value, stage.order(held.order_id).state.value


def test_consent_makes_an_approval_of_the_substitute_and_leaves_the_rest(stage: Stage) -> None:
    stage.register(heads=10)
    number = approved(stage, 4)
    found = propose(stage, number, 3)
    assert found.state is SubstitutionState.PROPOSED
    assert (account(stage, number), stage.balance()) == ((0, 0, 0, 0, 4), (0, 4, 0))
    done = consent(stage, found.id, reference="S-1")
    assert done.state is SubstitutionState.CONSENTED
    other = made(stage, found.id)
    assert account(stage, number) == (0, 0, 3, 0, 1)
    assert account(stage, other) == (0, 0, 0, 0, 3)
    assert stage.balance() == (0, 4, 0)
    assert standing(stage, number) == ("in-force", "approved")
    held = stage.order(stage.approval(other).order_id)
    assert (held.reference, held.placed_by) == ("S-1", SENDER.person)
    assert stage.approval(other).granted_by == OFFICER.person
    keys = [published(stage.office.signer)]
    signed = verify_compact(stage.approval(other).statement, typ=TYP, keys=keys)
    claims = json.loads(signed.payload)
    (bound,) = claims["lines"]
    assert (bound["model"], bound["quantity"], bound["unit_price"]) == ("Example 2", 3, "4400.00")
    assert stage.kinds()[-4:] == [
        "substitution.proposed",
        "substitution.consented",
        "order.examined",
        "approval.granted",
    ]
    assert (replay(stage).changed, replay(stage).tally.verdicts) == ([], 0)


def test_the_old_approval_is_known_to_be_about_fewer(stage: Stage) -> None:
    stage.register()
    number = approved(stage, 4)
    consent(stage, propose(stage, number, 1).id)
    with stage.database.transaction(SYSTEM) as connection:
        order_id = store.approval_by_number(connection, number).order_id
        held = store.order(connection, order_id)
        now = as_it_stands(connection, held)
        assert [it.quantity for it in now.order.lines] == [3]
        assert is_narrowed(connection, number, digest(canonical(now.document)))


def test_where_nothing_is_left_the_old_approval_is_superseded(stage: Stage) -> None:
    stage.register()
    number = approved(stage, 2)
    found = propose(stage, number, 2)
    consent(stage, found.id)
    assert standing(stage, number) == ("superseded", "superseded")
    assert account(stage, number) == (0, 0, 2, 0, 0)
    assert account(stage, made(stage, found.id)) == (0, 0, 0, 0, 2)
    with pytest.raises(WrongState):
        send(stage, number, ["S-1"])
    assert (replay(stage).changed, replay(stage).tally.verdicts) == ([], 0)


def test_units_that_were_sent_stay_what_they_were_and_the_rest_is_the_substitute(
    stage: Stage,
) -> None:
    stage.register()
    number = approved(stage, 3)
    delivery = send(stage, number, ["S-1"])
    do(stage, delivery, UnitAct.INSPECT, ["S-1"])
    found = propose(stage, number, 2)
    consent(stage, found.id)
    assert standing(stage, number) == ("in-force", "approved")
    do(stage, delivery, UnitAct.ACCEPT, ["S-1"])
    assert account(stage, number) == (1, 0, 2, 0, 0)
    with pytest.raises(MoreThanApproved):
        send(stage, number, ["S-2"])
    send(stage, made(stage, found.id), ["S-2", "S-3"])
    assert account(stage, made(stage, found.id)) == (0, 0, 0, 2, 0)


@pytest.mark.parametrize(
    ("price", "rises"), [("4499.99", False), ("4500.00", False), ("4500.01", True)]
)
def test_the_price_may_only_fall(stage: Stage, price: str, rises: bool) -> None:  # noqa: FBT001 - a case
    stage.register()
    number = approved(stage, 4)
    if rises:
        with pytest.raises(PriceRose) as caught:
            propose(stage, number, 1, price)
        assert (caught.value.approved, caught.value.asked) == ("4500.00", price)
    else:
        assert propose(stage, number, 1, price).state is SubstitutionState.PROPOSED


def test_a_price_that_was_narrowed_since_is_the_one_that_counts(stage: Stage) -> None:
    stage.register()
    found = stage.submit(order("A-1", line(4)))
    asked = propose(stage, number_of(found), 1, "4450.00")
    stage.amend(order_of(found), order("A-1", line(4, "4300.00")))
    with pytest.raises(PriceRose):
        consent(stage, asked.id)
    assert proposal(stage, asked.id).state is SubstitutionState.PROPOSED


@pytest.mark.parametrize("asked", [3, 4, 5])
def test_as_many_units_as_are_open_and_never_one_more(stage: Stage, asked: int) -> None:
    stage.register()
    number = approved(stage, 4)
    if asked > 4:
        with pytest.raises(MoreThanOpen):
            propose(stage, number, asked)
    else:
        assert consent(stage, propose(stage, number, asked).id).leaf is not None


def test_units_sent_before_the_consent_are_substituted_no_more(stage: Stage) -> None:
    stage.register()
    number = approved(stage, 2)
    found = propose(stage, number, 2)
    send(stage, number, ["S-1"])
    with pytest.raises(MoreThanOpen):
        consent(stage, found.id)
    assert account(stage, number) == (0, 0, 0, 1, 1)


def test_what_does_not_fit_is_refused(stage: Stage) -> None:
    stage.register()
    number = approved(stage, 2)
    with pytest.raises(ApprovalNotFound):
        propose(stage, number, supplier=OTHER_SUPPLIER)
    with pytest.raises(LineNotStanding):
        propose(stage, number, line=1)
    with pytest.raises(NothingSubstituted):
        propose(stage, number, model="Example 1")
    found = propose(stage, number, reference="SU-1")
    with pytest.raises(SubstitutionExists):
        propose(stage, number, reference="SU-1")
    with pytest.raises(SubstitutionNotFound):
        withdraw(stage, found.id, supplier=OTHER_SUPPLIER)
    taken = stage.order(stage.approval(number).order_id).reference
    with pytest.raises(DuplicateReference):
        consent(stage, found.id, reference=taken)
    assert proposal(stage, found.id).state is SubstitutionState.PROPOSED


# the law of then, and today's


def test_what_the_law_of_today_forbids_is_refused_and_what_was_approved_stands(
    stage: Stage,
) -> None:
    stage.register()
    number = approved(stage, 4)
    stage.books = under(('ceiling: "5000"', 'ceiling: "4399.99"'))
    found = propose(stage, number, 1, "4400.00")
    assert found.state is SubstitutionState.REFUSED
    assert outcomes(stage, found.id) == {"approval": "conforming", "today": "refused"}
    again = consent(stage, found.id)
    assert (again.state, again.leaf) == (SubstitutionState.REFUSED, None)
    assert account(stage, number) == (0, 0, 0, 0, 4)


def test_what_the_approvals_law_forbade_is_refused_though_todays_allows_it(stage: Stage) -> None:
    stage.register(evaluation_bound=True)
    system = {"name": "示例操作系统", "version": "V1", "kernel": "6.6"}
    number = approved(stage, 4, operating_system=system)
    stage.books = under(('when: {evaluation_bound: "yes"}', 'when: {field_duty: "yes"}'))
    other = {"name": "未列入的系统", "version": "V1", "kernel": "6.6"}
    found = propose(stage, number, 1, operating_system=other)
    assert outcomes(stage, found.id)["today"] == "conforming"
    assert outcomes(stage, found.id)["approval"] != "conforming"


def test_a_law_that_changed_between_proposal_and_consent_is_the_one_that_counts(
    stage: Stage,
) -> None:
    stage.register()
    number = approved(stage, 4)
    found = propose(stage, number, 1)
    stage.books = under(('ceiling: "5000"', 'ceiling: "4000"'))
    done = consent(stage, found.id)
    assert done.state is SubstitutionState.REFUSED
    assert stage.kinds()[-1] == "substitution.refused"
    assert account(stage, number) == (0, 0, 0, 0, 4)
    assert stage.balance() == (0, 4, 0)
    assert (replay(stage).changed, replay(stage).tally.verdicts) == ([], 0)


def test_what_is_not_known_of_the_substitute_is_no_consent_yet(stage: Stage) -> None:
    stage.register(evaluation_bound=True)
    system = {"name": "示例操作系统", "version": "V1", "kernel": "6.6"}
    number = approved(stage, 4, operating_system=system)
    # What the approved model had is not known of another one.
    found = propose(stage, number, 1)
    assert found.state is SubstitutionState.PROPOSED
    assert set(outcomes(stage, found.id).values()) == {"undetermined"}
    with pytest.raises(SubstitutionOpen):
        consent(stage, found.id)
    assert proposal(stage, found.id).state is SubstitutionState.PROPOSED
    assert account(stage, number) == (0, 0, 0, 0, 4)


def test_nobody_competes_with_himself_at_the_cap(stage: Stage) -> None:
    stage.register(heads=4)
    number = approved(stage, 4)
    found = propose(stage, number, 4)
    assert found.state is SubstitutionState.PROPOSED
    assert consent(stage, found.id).state is SubstitutionState.CONSENTED
    assert stage.balance() == (0, 4, 0)


def outcomes(stage: Stage, identifier: str) -> dict[str, str]:
    with stage.database.transaction(SYSTEM) as connection:
        return {it.basis.value: it.outcome for it in examinations_of(connection, identifier)}


# who


def test_whoever_proposed_never_decides_the_database_refuses_it_too(stage: Stage) -> None:
    stage.register()
    found = propose(stage, approved(stage), actor=OFFICER)
    for decide in (consent, decline):
        with pytest.raises(SamePerson):
            decide(stage, found.id)
    statement = (
        "update procheck.substitution set state = 'declined', ended_by = proposed_by,"
        " ended_at = proposed_at"
    )
    with (
        pytest.raises(DBAPIError, match="never decide"),
        stage.database.transaction(SYSTEM) as connection,
    ):
        connection.execute(text(statement))


def test_where_approvers_are_named_one_of_them_consents_and_it_is_granted(stage: Stage) -> None:
    stage.register(heads=4)
    number = approved(stage, 4)
    stage.approvers(APPROVER.person)
    found = propose(stage, number, 2)
    with pytest.raises(NotNamed):
        consent(stage, found.id)
    stage.approvers(APPROVER.person, OFFICER.person)
    with pytest.raises(SamePerson):  # he asked for the order
        consent(stage, found.id)
    assert consent(stage, found.id, APPROVER).state is SubstitutionState.CONSENTED
    assert standing(stage, made(stage, found.id)) == ("in-force", "approved")
    assert (replay(stage).changed, replay(stage).tally.verdicts) == ([], 0)


# what was drawn for the units


def test_units_of_a_waiver_follow_the_units_and_are_drawn_no_twice(stage: Stage) -> None:
    stage.register(heads=20)
    waiver = granted(stage)
    number = approved(stage, 3, "6200.00")
    assert left(stage, waiver) == 0
    found = propose(stage, number, 2, "6100.00")
    assert found.state is SubstitutionState.PROPOSED
    consent(stage, found.id)
    assert left(stage, waiver) == 0
    stage.revoke(made(stage, found.id))
    assert left(stage, waiver) == 2
    assert (replay(stage).changed, replay(stage).tally.verdicts) == ([], 0)


def test_a_substitute_below_the_ceiling_needs_the_waiver_no_more(stage: Stage) -> None:
    stage.register(heads=20)
    waiver = granted(stage)
    number = approved(stage, 3, "6200.00")
    consent(stage, propose(stage, number, 2, "4900.00").id)
    assert left(stage, waiver) == 2


def test_copies_of_a_licence_are_given_back_with_the_units(stage: Stage) -> None:
    stage.register(heads=20)
    grant = licences.confirmed(stage, licences.terms(copies=5))
    found = stage.submit(licences.licensed("A-1", 3, grant))
    drawn = "select drawn from procheck.licence_grant"
    assert stage.column(drawn) == [3]
    system = licences.licensed("A-1", 1, grant)["lines"][0]["operating_system"]
    asked = propose(stage, number_of(found), 1, operating_system=system)
    consent(stage, asked.id)
    assert stage.column(drawn) == [3]
    assert (replay(stage).changed, replay(stage).tally.verdicts) == ([], 0)


# late, twice, in any order, at once

ACTS: Mapping[SubstitutionAct, Callable[[Stage, str], SubstitutionDone]] = {
    SubstitutionAct.CONSENT: consent,
    SubstitutionAct.DECLINE: decline,
    SubstitutionAct.WITHDRAW: withdraw,
}


@pytest.mark.parametrize("acts", list(permutations(SubstitutionAct)))
def test_the_first_act_ends_a_proposal_and_no_later_one_moves_it(
    stage: Stage, acts: tuple[SubstitutionAct, ...]
) -> None:
    stage.register()
    number = approved(stage, 4)
    identifier = propose(stage, number, 2).id
    first = ACTS[acts[0]](stage, identifier)
    assert first.leaf is not None
    before = stage.kinds()
    again = ACTS[acts[0]](stage, identifier)
    assert (again.state, again.leaf) == (first.state, None)
    for act in acts[1:]:
        with pytest.raises(WrongState):
            ACTS[act](stage, identifier)
    assert proposal(stage, identifier).state is first.state
    assert stage.kinds() == before


def test_a_proposal_outlives_no_approval(stage: Stage) -> None:
    stage.register()
    number = approved(stage, 4)
    identifier = propose(stage, number, 2).id
    stage.now = stage.approval(number).expires_at + timedelta(seconds=1)
    for act in ACTS.values():
        with pytest.raises(WrongState) as caught:
            act(stage, identifier)
        assert caught.value.state == "lapsed"


def test_parallel_acts_on_one_proposal_end_it_once(open_stage: Stage) -> None:
    open_stage.register(heads=20)
    number = approved(open_stage, 4)
    identifier = propose(open_stage, number, 3).id
    acts: list[Callable[[], object]] = [
        partial(act, open_stage, identifier) for act in ACTS.values()
    ]
    sends: list[Callable[[], object]] = [
        partial(send, open_stage, number, [f"S-{it}", f"T-{it}"]) for it in range(3)
    ]
    found = at_once([*acts, *acts, *sends])
    assert [
        it for it in found if isinstance(it, Exception) and not isinstance(it, ActRefused)
    ] == []
    (line_there,) = lines(open_stage, number)
    parts = (line_there.consumed, line_there.returned, line_there.lapsed)
    assert sum(parts) + line_there.under_way + line_there.open == line_there.quantity
    state = proposal(open_stage, identifier).state
    other = proposal(open_stage, identifier).made_approval
    assert (other is not None) is (state is SubstitutionState.CONSENTED)
    assert open_stage.balance()[1] == line_there.committed + (3 if other else 0)


def test_the_database_lets_no_proposal_move_twice(stage: Stage) -> None:
    stage.register()
    identifier = propose(stage, approved(stage), 1).id
    decline(stage, identifier)
    for change in ("state = 'proposed'", "state = 'withdrawn'", "revision = 9"):
        with (
            pytest.raises(DBAPIError, match="never changes"),
            stage.database.transaction(SYSTEM) as connection,
        ):
            connection.execute(text(f"update procheck.substitution set {change}"))  # noqa: S608 - from above


@given(st.sampled_from(SubstitutionState), st.lists(st.sampled_from(SubstitutionAct)))
def test_no_acts_move_an_end(state: SubstitutionState, acts: list[SubstitutionAct]) -> None:
    for act in acts:
        to = moved(state, act)
        if state is not SubstitutionState.PROPOSED:
            assert to in {state, None}
        state = to or state
    assert all(to is not SubstitutionState.PROPOSED for to in MOVES[state].values())


# the documents, pure


@given(st.lists(st.integers(1, 9), min_size=1, max_size=4), st.data())
def test_what_is_left_and_what_is_substituted_are_what_was_approved(
    quantities: list[int], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(quantities) - 1))
    quantity = data.draw(st.integers(1, quantities[place]))
    replaced = [f"R-{it}" for it in range(data.draw(st.integers(0, quantities[place])))]
    were = order("A-1", *(line(it) for it in quantities))
    were["lines"][place]["replaces"] = replaced
    asked = proposal_of(quantity, place)
    left_over, places = remaining_order(were, place, quantity)
    fresh = substitute_order(were, place, asked, "S-1")
    assert sum(it["quantity"] for it in left_over["lines"]) + quantity == sum(quantities)
    assert [at for at in range(len(quantities)) if at not in places] == (
        [place] if quantity == quantities[place] else []
    )
    (substitute,) = fresh["lines"]
    assert (fresh["reference"], substitute["quantity"]) == ("S-1", quantity)
    assert substitute["model"] == "Example 2"
    kept = replaced[: quantities[place] - quantity]
    assert not set(kept) & set(substitute.get("replaces", []))


def proposal_of(quantity: int, at: int) -> Proposal:
    return Proposal(
        number="",
        reference="",
        line=at,
        quantity=quantity,
        device={"model": "Example 2", "unit_price": "1.00"},
        reason="",
    )
