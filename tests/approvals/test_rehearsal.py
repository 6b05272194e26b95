"""The pure replay, on histories made up in memory."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals.history import Act
from approvals.rehearsal import Rehearsal, rehearse
from approvals.rehearsal_saving import restored, saved
from approvals.rehearsal_tally import ChangedOrder, Tally
from approvals.replay_errors import WrongSavedReplay
from tests.approvals.histories import AGENCIES, HEADS, history_of, steps
from tests.approvals.replays import draft, laws
from validators.classes import ItemClass
from validators.edition import Edition

LOWER = draft(
    ('ceiling: "5000"', 'ceiling: "4000"'), ('limit: {percent: "50"', 'limit: {percent: "25"')
)
HIGHER = draft(
    ('ceiling: "5000"', 'ceiling: "6000"'), ('limit: {percent: "100"', 'limit: {percent: "150"')
)
UNCHANGED = draft()
Steps = list[tuple[str, str, ItemClass, int, str]]


def outcome(acts: list[Act], edition: Edition | None) -> tuple[list[ChangedOrder], Rehearsal]:
    rehearsal = Rehearsal(laws(edition), edition)
    return list(rehearse(acts, rehearsal)), rehearsal


@given(steps)
def test_the_same_law_gives_history_again_to_the_last_verdict_and_unit(taken: Steps) -> None:
    world = history_of(taken)
    changed, rehearsal = outcome(world.acts, None)
    assert (changed, rehearsal.tally.verdicts) == ([], 0)
    for agency, account in rehearsal.run.accounts.items():
        here = {
            (item, standing): units
            for (item, _), balance in account.balances.items()
            for standing, units in zip(("reserved", "committed", "on-hand"), balance, strict=True)
            if units
        }
        assert here == {kind: it for kind, it in world.counters.get(agency, {}).items() if it}


@given(steps)
def test_a_draft_that_changes_nothing_changes_no_order(taken: Steps) -> None:
    changed, rehearsal = outcome(history_of(taken).acts, UNCHANGED)
    assert (changed, rehearsal.tally.verdicts) == ([], 0)
    assert rehearsal.tally.under_draft == rehearsal.tally.examinations


@given(steps, st.sampled_from([LOWER, HIGHER]))
def test_a_replay_is_a_function_and_every_cap_of_the_draft_is_kept(
    taken: Steps, edition: Edition
) -> None:
    acts = history_of(taken).acts
    changed, rehearsal = outcome(acts, edition)
    again, another = outcome(acts, edition)
    assert (changed, rehearsal.tally.document()) == (again, another.tally.document())
    desktops, laptops = (HEADS, HEADS // 4) if edition is LOWER else (HEADS * 3 // 2, HEADS // 2)
    for account in rehearsal.run.accounts.values():
        for (item, _), units in account.balances.items():
            assert min(units) >= 0
            assert sum(units) <= (desktops if item is ItemClass.DESKTOP else laptops)
    assert len({it.order_id for it in changed}) == len(changed) == rehearsal.tally.changed
    for it in changed:
        assert it.history != it.replay
        assert it.cause.finding is not None


@given(steps, st.sampled_from([None, LOWER, HIGHER]), st.integers(0, 40))
def test_a_replay_taken_up_again_anywhere_comes_to_the_same(
    taken: Steps, edition: Edition | None, at: int
) -> None:
    acts = history_of(taken).acts
    whole, straight = outcome(acts, edition)
    first = Rehearsal(laws(edition), edition)
    found = [it for it in map(first.take, acts[:at]) if it is not None]
    text = json.dumps(saved(first.run, first.tally))
    run, tally = restored(json.loads(text))
    second = Rehearsal(laws(edition), edition, run=run, tally=tally)
    found += rehearse(acts[at:], second)
    assert [it.document() for it in found] == [it.document() for it in whole]
    assert second.tally.document() == straight.tally.document()


@pytest.mark.parametrize(
    "document", [{}, {"format": 0}, {"format": 1, "run": {}, "tally": {}}, {"format": 1, "run": []}]
)
def test_what_does_not_tell_where_a_replay_stands_is_refused(document: dict[str, object]) -> None:
    with pytest.raises(WrongSavedReplay):
        restored(document)


def test_every_document_says_that_it_is_a_rehearsal_and_names_no_approval() -> None:
    agency = AGENCIES[0]
    world = history_of([("order", agency, ItemClass.DESKTOP, 2, "4500.00")])
    (changed,), rehearsal = outcome(world.acts, LOWER)
    for document in (changed.document(), rehearsal.tally.document()):
        assert document["kind"] == "rehearsal"
        assert not {"approval", "number", "statement", "id"} & document.keys()
    assert Tally().document()["notice"].keys() == {"zh", "en"}
