"""Licence grants: recorded and confirmed by two people, drawn copy by copy, never beyond."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from approvals.cancel import cancel
from approvals.errors import QuotaOverdrawn, SamePerson, WrongState
from approvals.licence_draws import draw_licences
from approvals.licence_errors import DrawnBeyond, LicenceMisstated, LicenceNotFound
from approvals.licence_store import licences_page
from approvals.receipt import recompute
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
from tests.approvals.licences import (
    KEEPER,
    LAST,
    LICENSED,
    confirm,
    confirmed,
    correct,
    left,
    licence,
    licensed,
    record,
    revoke,
    system,
    terms,
)
from tests.approvals.stage import Stage, number_of, order_of, state_of
from validators.classes import ItemClass
from validators.licensing import LicenceDraw
from validators.order import EvidenceKind, LicenceEvidence

SAME = Actor(person=OFFICER.person, role="catalog-keeper", authentication="api-key")
SECOND = Actor(person="person-officer-two", role="officer", authentication="api-key")


@pytest.fixture
def scene(stage: Stage) -> Stage:
    stage.books = LICENSED.books
    stage.register()
    stage.register(OTHER_AGENCY)
    return stage


def codes(found: Submission) -> list[str]:
    return [it.code for it in found.examination.verdict.findings]


def entry(scene: Stage, order_id: str, kind: str) -> dict[str, object]:
    query = (
        "select convert_from(body, 'UTF8') from procheck.ledger_event where kind = :kind"
        " and body like :like order by id desc limit 1"
    )
    query = query.replace("body like", "convert_from(body, 'UTF8') like")
    (found,) = scene.column(query, kind=kind, like=f"%{order_id}%")
    body: dict[str, object] = json.loads(found)["body"]
    return body


def test_an_order_draws_what_it_states_and_a_receipt_seals_what_was_left(scene: Stage) -> None:
    number = confirmed(scene)
    found = scene.submit(licensed("A-1", 3, number))
    assert (state_of(found), codes(found)) == ("approved", [])
    assert left(scene, number) == 4
    assert entry(scene, order_of(found), "order.examined")["licences"] == [
        {"licence": number, "copies": 3}
    ]
    sealed = found.examination.sealed.receipt
    (grant,) = parse(sealed)["evidence"]["licences"]  # type: ignore[index]  # our own receipt
    assert (grant["number"], grant["left"], grant["copies"]) == (number, 7, 7)
    assert recompute(sealed, {LICENSED.digest: LICENSED.law}).agrees


def test_the_last_copy_is_drawn_and_none_after_it(scene: Stage) -> None:
    number = confirmed(scene)
    assert state_of(scene.submit(licensed("A-1", 7, number))) == "approved"
    refused = scene.submit(licensed("A-2", 1, number))
    assert (state_of(refused), codes(refused)) == ("refused", ["licence-grant-short"])
    (finding,) = refused.examination.verdict.findings
    assert (finding.observed, finding.limit, finding.over) == ("1", "0", "1")
    assert left(scene, number) == 0


def test_nothing_is_drawn_before_a_second_person_confirmed(scene: Stage) -> None:
    number = record(scene)
    found = scene.submit(licensed("A-1", 1, number))
    assert (state_of(found), codes(found)) == ("held", ["licence-unconfirmed"])
    confirm(scene, number)
    assert state_of(scene.reexamine(order_of(found))) == "approved"
    assert left(scene, number) == 6


def test_whoever_recorded_never_confirms_in_whatever_role(scene: Stage) -> None:
    number = record(scene)
    with pytest.raises(SamePerson):
        confirm(scene, number, SAME)
    with (
        pytest.raises(DBAPIError, match="never confirm"),
        scene.database.transaction(Scope(role="catalog-keeper", person=SAME.person)) as connection,
    ):
        connection.execute(
            text(
                "insert into procheck.licence_confirmation (licence, version, note, person,"
                " recorded_at) values (:number, 1, 'n', :person, now())"
            ),
            {"number": number, "person": SAME.person},
        )
    assert licence(scene, number).state == "recorded"


def test_a_correction_holds_once_another_person_confirmed_it_and_the_account_goes_on(
    scene: Stage,
) -> None:
    number = confirmed(scene)
    scene.submit(licensed("A-1", 5, number))
    correct(scene, number, terms(9), SECOND)
    assert left(scene, number) == 2, "what was confirmed holds on"
    with pytest.raises(SamePerson):
        confirm(scene, number, replace(KEEPER, person=SECOND.person))
    confirm(scene, number)
    assert left(scene, number) == 4
    correct(scene, number, terms(4))
    with pytest.raises(DrawnBeyond):
        confirm(scene, number)
    assert left(scene, number) == 4
    correct(scene, number, terms(5))
    confirm(scene, number)
    assert left(scene, number) == 0
    with pytest.raises(WrongState):
        confirm(scene, number)
    assert [it for it in scene.kinds() if it.startswith("licence.")] == [
        *("licence.recorded", "licence.confirmed"),
        *("licence.corrected", "licence.confirmed"),
        *("licence.corrected", "licence.corrected", "licence.confirmed"),
    ]


def test_an_ended_grant_lets_nothing_pass_and_what_was_drawn_stands(scene: Stage) -> None:
    number = confirmed(scene)
    placed = scene.submit(licensed("A-1", 2, number))
    revoke(scene, number)
    found = scene.submit(licensed("A-2", 1, number))
    assert (state_of(found), codes(found)) == ("refused", ["licence-revoked"])
    assert licence(scene, number).drawn == 2
    scene.cancel(order_of(placed))
    assert licence(scene, number).drawn == 0
    for act in (revoke, confirm):
        with pytest.raises(WrongState):
            act(scene, number)
    with pytest.raises(WrongState):
        correct(scene, number, terms(8))


# whose it is


def test_who_is_not_entitled_is_refused_and_told_nothing_of_whose_it_is(scene: Stage) -> None:
    number = confirmed(scene)
    found = scene.submit(licensed("B-1", 1, number, agency=OTHER_AGENCY))
    assert (state_of(found), codes(found)) == ("refused", ["licence-not-entitled"])
    sealed = found.examination.sealed.receipt.decode()
    assert AGENCY not in sealed
    assert json.loads(sealed)["evidence"]["licences"] == [{"number": number, "entitled": False}]
    with pytest.raises(LicenceNotFound):
        licence(scene, number, OFFICER, OTHER_AGENCY)


def test_who_is_entitled_draws_of_the_same_account_and_does_not_see_who_else_does(
    scene: Stage,
) -> None:
    number = confirmed(scene, terms(entitled=(OTHER_AGENCY,)))
    scene.submit(licensed("A-1", 4, number))
    assert state_of(scene.submit(licensed("B-1", 3, number, agency=OTHER_AGENCY))) == "approved"
    assert left(scene, number) == 0
    seen = licence(scene, number, OFFICER, OTHER_AGENCY)
    assert (seen.copies, seen.drawn) == (7, 7)
    for uscc in (AGENCY, OTHER_AGENCY):
        with scene.database.transaction(scene.scope(OFFICER, uscc)) as connection:
            drawn = connection.scalars(text("select agency from procheck.licence_draw")).all()
        assert drawn == [uscc]
    with pytest.raises(LicenceNotFound):
        correct(scene, number, terms(9), uscc=OTHER_AGENCY)
    with pytest.raises(LicenceNotFound):
        revoke(scene, number, uscc=OTHER_AGENCY)


def test_an_entitled_agency_sees_itself_among_the_entitled_and_nobody_else(scene: Stage) -> None:
    third = "11100000000000009T"
    number = confirmed(scene, terms(entitled=(OTHER_AGENCY, third)))
    assert licence(scene, number, OFFICER, AGENCY).statement.terms.entitled == tuple(
        sorted((OTHER_AGENCY, third))
    )
    theirs = licence(scene, number, OFFICER, OTHER_AGENCY)
    assert theirs.statement.terms.entitled == (OTHER_AGENCY,)


def test_who_is_no_longer_entitled_gives_back_and_draws_no_more(scene: Stage) -> None:
    number = confirmed(scene, terms(entitled=(OTHER_AGENCY,)))
    placed = scene.submit(licensed("B-1", 3, number, agency=OTHER_AGENCY))
    correct(scene, number, terms())
    confirm(scene, number)
    assert codes(scene.submit(licensed("B-2", 1, number, agency=OTHER_AGENCY))) == [
        "licence-not-entitled"
    ]
    with scene.database.transaction(scene.scope(OFFICER, OTHER_AGENCY)) as connection:
        cancel(
            connection,
            actor=OFFICER,
            order_id=order_of(placed),
            reason="no longer needed",
            office=scene.office,
            now=scene.now,
        )
    assert left(scene, number) == 7


def test_a_list_of_ones_own_is_all_that_the_wall_shows(scene: Stage) -> None:
    third = "11100000000000009T"
    shared, lost, kept = (terms(entitled=(OTHER_AGENCY,)) for _ in range(3))
    numbers = [confirmed(scene, it) for it in (shared, lost, kept, terms())]
    scene.submit(licensed("B-1", 1, numbers[2], agency=OTHER_AGENCY))
    for number in numbers[1:3]:
        correct(scene, number, terms())
        confirm(scene, number)
    to_come = confirmed(scene)
    correct(scene, to_come, terms(entitled=(OTHER_AGENCY,)))
    foreign = confirmed(scene, uscc=OTHER_AGENCY)
    seen = {}
    for uscc in (AGENCY, OTHER_AGENCY, third):
        with scene.database.transaction(scene.scope(OFFICER, uscc)) as connection:
            whole = licences_page(connection, limit=10)
            own = licences_page(connection, limit=10, agency=uscc)
        assert own == whole
        seen[uscc] = {it.number for it in own}
    assert seen[AGENCY] == {*numbers, to_come}
    # One is shared, one was and copies of it are still held; one is its own.
    assert seen[OTHER_AGENCY] == {numbers[0], numbers[2], foreign}
    assert seen[third] == set()


# what becomes of an order


def test_every_end_of_an_order_gives_its_copies_back_once(scene: Stage) -> None:
    number = confirmed(scene)
    scene.cancel(order_of(scene.submit(licensed("A-1", 3, number))))
    assert left(scene, number) == 7
    scene.revoke(number_of(scene.submit(licensed("A-2", 3, number))))
    assert left(scene, number) == 7
    scene.approvers(APPROVER.person)
    declined, lapsed = (scene.submit(licensed(it, 3, number)) for it in ("A-3", "A-4"))
    assert (state_of(declined), left(scene, number)) == ("referred", 1)
    scene.decline(order_of(declined))
    assert left(scene, number) == 4
    scene.later(days=31)
    scene.expire()
    assert (left(scene, number), scene.order(order_of(lapsed)).state) == (7, "cancelled")
    granted = scene.submit(licensed("A-5", 2, number))
    scene.grant(order_of(granted))
    assert left(scene, number) == 5, "reserved copies become the approval's"
    scene.later(days=91)
    scene.expire()
    assert left(scene, number) == 7
    assert scene.column("select coalesce(sum(copies), 0) from procheck.licence_draw") == [0]


def test_an_order_that_waits_does_not_compete_with_what_it_reserved_itself(scene: Stage) -> None:
    number = confirmed(scene)
    scene.approvers(APPROVER.person)
    waiting = scene.submit(licensed("A-1", 7, number))
    assert (state_of(waiting), left(scene, number)) == ("referred", 0)
    assert state_of(scene.grant(order_of(waiting))) == "approved"
    assert left(scene, number) == 0


def test_what_is_due_comes_back_before_an_order_is_examined(scene: Stage) -> None:
    number = confirmed(scene)
    scene.submit(licensed("A-1", 7, number))
    scene.later(days=91)
    assert state_of(scene.submit(licensed("A-2", 7, number))) == "approved"


def test_delivered_devices_keep_their_copies_and_the_rest_comes_back(scene: Stage) -> None:
    number = confirmed(scene)
    placed = scene.submit(licensed("A-1", 5, number))
    scene.deliver(number_of(placed), ["S-1", "S-2"])
    assert left(scene, number) == 2
    scene.revoke(number_of(placed))
    assert left(scene, number) == 5
    assert state_of(scene.submit(licensed("A-2", 6, number))) == "refused"


def test_an_amendment_is_examined_on_what_the_old_order_no_longer_holds(scene: Stage) -> None:
    number = confirmed(scene)
    placed = scene.submit(licensed("A-1", 5, number))
    more = scene.amend(order_of(placed), licensed("A-2", 7, number))
    assert (more.kind.value, left(scene, number)) == ("replacing", 0)
    assert more.made is not None
    again = scene.amend(order_of(more.made), licensed("A-3", 8, number))
    assert (again.kind.value, left(scene, number)) == ("refused", 0)
    fewer = scene.amend(order_of(more.made), licensed("A-4", 2, number))
    assert (fewer.kind.value, left(scene, number)) == ("replacing", 5)


def test_software_draws_of_its_own_grant_and_two_grants_may_add_up(scene: Stage) -> None:
    one, two = confirmed(scene, terms(2)), confirmed(scene, terms(3))
    office = confirmed(
        scene, terms(9, item_class=ItemClass.SOFTWARE_OFFICE, product="示例办公", versions=())
    )
    software = {
        "class": "software_office",
        "name": "示例办公",
        "licence": {
            "channel": "volume",
            "count": 4,
            "evidence": [{"kind": "licence-certificate", "number": office}],
        },
    }
    document = order(
        "A-1", line(4, operating_system=system(two, one, copies=4), software=[software])
    )
    assert state_of(scene.submit(document)) == "approved"
    assert (left(scene, two), left(scene, one), left(scene, office)) == (0, 1, 5)


def test_only_attachments_prove_nothing_and_the_finding_says_who_supplies_what(
    scene: Stage,
) -> None:
    screenshot = LicenceEvidence(EvidenceKind.SCREENSHOT, "picture 1")
    number = confirmed(scene, terms(evidence=(screenshot,)))
    found = scene.submit(licensed("A-1", 1, number))
    assert (state_of(found), codes(found)) == ("held", ["licence-unproven"])
    (finding,) = found.examination.verdict.findings
    assert finding.needs is not None
    assert finding.needs[1:] == ("licence_grant.evidence", "licence-holder")
    unnumbered = LicenceEvidence(EvidenceKind.LICENCE_CERTIFICATE)
    assert not terms(evidence=(unnumbered,)).proven


def test_a_grant_ends_with_its_last_day(scene: Stage) -> None:
    number = confirmed(scene, terms(valid_until=TODAY))
    assert state_of(scene.submit(licensed("A-1", 1, number))) == "approved"
    assert licence(scene, number).state_at(scene.now) == "confirmed"
    scene.later(days=1)
    assert codes(scene.submit(licensed("A-2", 1, number))) == ["licence-out-of-term"]
    assert licence(scene, number).state_at(scene.now) == "expired"


def test_a_statement_that_does_not_fit_is_told_member_by_member(scene: Stage) -> None:
    wrong = terms(
        valid_from=LAST, valid_until=LAST - timedelta(days=1), entitled=(AGENCY, OTHER_AGENCY)
    )
    with pytest.raises(LicenceMisstated) as told:
        record(scene, replace(wrong, entitled=(OTHER_AGENCY, OTHER_AGENCY, AGENCY)))
    assert [(it.member, it.code) for it in told.value.misfits] == [
        ("valid_until", "before-the-first"),
        ("entitled/1", "named-twice"),
        ("entitled/2", "named-twice"),
    ]
    assert not any(it.startswith("licence.") for it in scene.kinds())


# the second wall


def test_the_database_refuses_to_draw_beyond_a_grant_whatever_was_examined(scene: Stage) -> None:
    number = confirmed(scene)
    placed = scene.submit(licensed("A-1", 5, number))
    draws = [LicenceDraw(number, 0, "operating_system", 3)]
    with (
        pytest.raises(QuotaOverdrawn),
        scene.database.transaction(scene.scope(OFFICER)) as connection,
    ):
        draw_licences(connection, AGENCY, order_of(placed), draws, "p", scene.now)
    assert left(scene, number) == 2


@pytest.mark.parametrize("state", ["recorded", "revoked", "over", "foreign"])
def test_the_database_refuses_to_draw_of_a_grant_that_is_not_in_force(
    scene: Stage, state: str
) -> None:
    what = terms(valid_until=date(2026, 1, 2)) if state == "over" else terms()
    holder = OTHER_AGENCY if state == "foreign" else AGENCY
    number = record(scene, what, uscc=holder)
    if state != "recorded":
        confirm(scene, number)
    if state == "revoked":
        revoke(scene, number)
    placed = scene.submit(order("A-1"))
    draws = [LicenceDraw(number, 0, "operating_system", 1)]
    with (
        pytest.raises(QuotaOverdrawn),
        scene.database.transaction(scene.scope(OFFICER)) as connection,
    ):
        draw_licences(connection, AGENCY, order_of(placed), draws, "p", scene.now)


@pytest.mark.parametrize(
    "change",
    ["copies = 100", "state = 'confirmed', copies = 9", "state = 'revoked'", "version = 2"],
)
def test_an_account_changes_only_as_a_confirmed_statement_says(scene: Stage, change: str) -> None:
    number = record(scene) if "confirmed" in change else confirmed(scene)
    with (
        pytest.raises(DBAPIError, match="nobody"),
        scene.database.transaction(scene.scope(OFFICER)) as connection,
    ):
        connection.execute(
            text(f"update procheck.licence_grant set {change} where number = :number"),  # noqa: S608 - from above
            {"number": number},
        )


def _refused(scene: Stage, scope: Scope, said: str, statement: str, **values: object) -> None:
    with (
        pytest.raises(DBAPIError, match=said),
        scene.database.transaction(scope) as connection,
    ):
        connection.execute(text(statement), {"by": scope.person, **values})


_CONFIRM = (
    "insert into procheck.licence_confirmation (licence, version, note, person, recorded_at)"
    " values (:number, 1, 'n', :by, now())"
)


@pytest.mark.parametrize("role", ["officer", "approver"])
def test_a_holder_cannot_write_the_confirmation_of_its_own_grant(scene: Stage, role: str) -> None:
    number = record(scene)
    another = Scope(role=role, person="person-of-the-holder", agency=AGENCY)
    _refused(scene, another, "row-level security", _CONFIRM, number=number)
    assert licence(scene, number).state == "recorded"
    confirm(scene, number)


def test_nobody_sets_what_is_drawn_and_the_draws_do(scene: Stage) -> None:
    number = confirmed(scene, terms(entitled=(OTHER_AGENCY,)))
    placed = scene.submit(licensed("A-1", 3, number))
    count = "update procheck.licence_grant set drawn = 0 where number = :number"
    for agency in (AGENCY, OTHER_AGENCY):
        for role in ("officer", "system"):
            scope = Scope(role=role, person="p", agency=agency)
            _refused(scene, scope, "permission denied", count, number=number)
    assert left(scene, number) == 4
    scene.cancel(order_of(placed))
    assert left(scene, number) == 7


def test_nobody_gives_back_more_than_he_drew(scene: Stage) -> None:
    number = confirmed(scene)
    drew, other = (scene.submit(licensed(name, 2, number)) for name in ("A-1", "A-2"))
    for placed, place, item, copies in (
        (drew, 0, "operating_system", -3),
        (other, 0, "software/0", -1),
    ):
        back = [LicenceDraw(number, place, item, copies)]
        with (
            pytest.raises(QuotaOverdrawn),
            scene.database.transaction(scene.scope(OFFICER)) as connection,
        ):
            draw_licences(connection, AGENCY, order_of(placed), back, "p", scene.now)
    assert left(scene, number) == 3


def test_draws_of_one_statement_count_together(scene: Stage) -> None:
    """What one place gives back may be drawn at another, though none was left before."""
    number = confirmed(scene)
    placed = scene.submit(licensed("A-1", 7, number))
    moved = [
        LicenceDraw(number, 0, "elsewhere", 2),
        LicenceDraw(number, 0, "operating_system", -2),
    ]
    with scene.database.transaction(scene.scope(OFFICER)) as connection:
        draw_licences(connection, AGENCY, order_of(placed), moved, "p", scene.now)
    assert left(scene, number) == 0


def test_a_grant_begins_with_nothing_confirmed_whoever_writes_it(scene: Stage) -> None:
    own = Scope(role="officer", person="p", agency=AGENCY)
    begin = (
        "with registered as (insert into procheck.licence_number values (:number))"
        " insert into procheck.licence_grant (number, agency, state, copies, recorded_at)"
        " values (:number, :agency, 'confirmed', 9, now())"
    )
    number = "LG-2026-AAAA-AAAA-AAAA-AAAA"
    _refused(scene, own, "nobody confirmed that", begin, number=number, agency=AGENCY)
