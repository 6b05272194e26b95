"""What the database itself refuses, whatever the queries say."""

from itertools import product

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from approvals import store
from approvals.errors import ApprovalNotFound, OrderNotFound, UnknownAgency
from approvals.unit_states import UnitAct
from ledger.entry import Actor
from storage.database import Database
from storage.scope import Scope
from tests.approvals import deliveries, free_software, licences, spares
from tests.approvals.builders import (
    AGENCY,
    OFFICER,
    OTHER_AGENCY,
    OTHER_SUPPLIER,
    SUPPLIER,
    line,
    order,
    uscc,
)
from tests.approvals.stage import Stage, number_of
from tests.approvals.waivers import granted, withdraw
from tests.cluster import TestDatabase

OWN = (
    "agency", "quota_anchor", "agency_property", "headcount", "approver_naming", "purchase_order",
    "order_line", "receipt", "approval", "quota_balance", "quota_movement", "asset",
    "asset_condition", "asset_disposal", "revocation", "waiver", "waiver_decision",
    "waiver_withdrawal", "waiver_draw", "licence_grant", "licence_statement",
    "licence_confirmation", "licence_revocation", "licence_entitled", "licence_draw",
    "device_evidence", "device_evidence_digest", "free_software", "free_software_approval",
    "free_software_removal", "delivery", "delivery_unit", "delivery_act",
    "delivery_inspection", "delivery_evidence", "spare_draw",
)  # fmt: skip
FACTS = (
    "agency", "agency_property", "headcount", "quota_anchor", "quota_balance", "spare_draw",
    "waiver", "waiver_decision",
)  # fmt: skip
SHARED = (
    "purchase_order", "order_line", "approval", "revocation", "delivery", "delivery_unit",
    "delivery_act", "delivery_inspection",
)  # fmt: skip


@pytest.fixture
def peopled(open_stage: Stage) -> Stage:
    open_stage.register()
    open_stage.register(OTHER_AGENCY)
    open_stage.approvers("person-x")
    open_stage.submit(order("A-0"))
    open_stage.approvers()
    found = open_stage.submit(order("A-1", line(3)))
    open_stage.deliver(number_of(found), ["S-1", "S-2"], pages=7)
    open_stage.dispose("S-1")
    open_stage.revoke(number_of(found))
    waiver = granted(open_stage)
    open_stage.submit(order("A-2", line(1, "6200.00")))
    withdraw(open_stage, waiver)
    grant = licences.confirmed(open_stage, licences.terms(entitled=(uscc(77),)))
    open_stage.submit(licences.licensed("A-3", 1, grant))
    licences.revoke(open_stage, grant)
    licences.bind(open_stage, "S-1", "EXAMPLE-1")
    free_software.take_off(open_stage, free_software.listed(open_stage))
    sent = deliveries.send(open_stage, number_of(open_stage.submit(order("A-4"))), ["S-3"])
    stated = (licences.evidence("S-3", "EXAMPLE-3"),)
    deliveries.do(open_stage, sent, UnitAct.INSPECT, ["S-3"], evidence=stated, kinds=("coa",))
    spares.state(open_stage, 1)
    open_stage.books = spares.COVERING.books
    open_stage.submit(order("A-5"))
    return open_stage


def rows(stage: Stage, scope: Scope, table: str) -> int:
    with stage.database.transaction(scope) as connection:
        count: int = connection.execute(text(f"select count(*) from procheck.{table}")).scalar_one()  # noqa: S608 - names from above
        return count


def test_with_no_filter_at_all_an_agency_sees_its_own_rows_and_nobody_elses(
    peopled: Stage,
) -> None:
    own = Scope(role="officer", person="p", agency=AGENCY)
    other = Scope(role="officer", person="q", agency=OTHER_AGENCY)
    nobody = Scope(role="officer", person="r")
    for table in OWN:
        assert rows(peopled, own, table) > 0, table
        assert rows(peopled, nobody, table) == 0, table
    facts = {"agency": 1, "quota_anchor": 1, "agency_property": 2, "headcount": 1}
    for table in OWN:
        assert rows(peopled, other, table) == facts.get(table, 0), table


def test_whoever_sees_an_agency_sees_all_that_its_orders_are_examined_on(peopled: Stage) -> None:
    """What one of them read is kept for the others: half of it would be taken for all."""
    of = ", ".join(f"'{it}'" for it in FACTS)
    walls = peopled.column(
        "select distinct replace(qual, 'uscc =', 'agency =') from pg_policies"  # noqa: S608 - names from above
        f" where policyname = tablename || '_read' and tablename in ({of})"
    )
    assert len(walls) == 1, walls


def test_a_supplier_sees_orders_and_approvals_addressed_to_it_and_no_agency_facts(
    peopled: Stage,
) -> None:
    named = Scope(role="supplier", person="s", supplier=SUPPLIER)
    other = Scope(role="supplier", person="t", supplier=OTHER_SUPPLIER)
    for table in OWN:
        assert (rows(peopled, named, table) > 0) is (table in SHARED), table
        assert rows(peopled, other, table) == 0, table


def test_foreign_orders_and_approvals_are_not_found(peopled: Stage) -> None:
    order_id = peopled.column("select id from procheck.purchase_order limit 1")[0]
    number = peopled.column("select number from procheck.approval limit 1")[0]
    stranger = Actor(person="q", role="officer", authentication="api-key")
    scope = peopled.scope(stranger, OTHER_AGENCY)
    with peopled.database.transaction(scope) as connection:
        with pytest.raises(OrderNotFound):
            store.order(connection, order_id)
        with pytest.raises(ApprovalNotFound):
            store.approval_by_number(connection, number)


def test_an_officer_cannot_order_for_an_agency_that_is_not_his(peopled: Stage) -> None:
    with pytest.raises(UnknownAgency):
        peopled.submit(order("A-9", agency=OTHER_AGENCY), agency=AGENCY)


HISTORY = (
    "agency_property", "headcount", "approver_naming", "receipt", "answer", "decision",
    "revocation", "asset", "asset_condition", "asset_disposal", "quota_movement",
    "waiver_decision", "waiver_withdrawal", "waiver_draw", "licence_statement",
    "licence_confirmation", "licence_revocation", "licence_draw", "device_evidence",
    "device_evidence_digest", "software_import", "software_entry", "free_software",
    "free_software_approval", "free_software_removal", "delivery_act", "spare_draw",
)  # fmt: skip
REWRITES = ("delete from procheck.{}", "update procheck.{} set recorded_at = recorded_at")


def test_history_only_grows_for_the_service_and_for_the_superuser(
    open_stage: Stage, fresh_database: TestDatabase
) -> None:
    superuser = Database(fresh_database.superuser_url, pool_size=1)
    for database, said in ((open_stage.database, "permission denied"), (superuser, "only grows")):
        for table, act in product(HISTORY, REWRITES):
            with (
                pytest.raises(DBAPIError, match=said),
                database.transaction(Scope(role="system", person="x")) as connection,
            ):
                connection.execute(text(act.format(table)))
    superuser.close()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "update procheck.purchase_order set state = 'refused' where awaits is null",
            "never becomes",
        ),
        ("update procheck.approval set state = 'in-force'", "never becomes"),
        ("update procheck.quota_balance set reserved = -1", "not_negative"),
        ("update procheck.order_line set consumed = quantity + 1", "conserved"),
    ],
)
def test_states_and_balances_move_only_along_their_guards(
    peopled: Stage, statement: str, said: str
) -> None:
    with (
        pytest.raises(DBAPIError, match=said),
        peopled.database.transaction(Scope(role="system", person="x")) as connection,
    ):
        connection.execute(text(statement))


@pytest.mark.parametrize(
    "column", ["document = ''", "placed_by = 'x'", "content_hash = 'x'", "agency = 'x'"]
)
def test_what_was_ordered_cannot_be_rewritten(peopled: Stage, column: str) -> None:
    with (
        pytest.raises(DBAPIError, match="permission denied"),
        peopled.database.transaction(Scope(role="system", person="x")) as connection,
    ):
        connection.execute(text(f"update procheck.purchase_order set {column}"))  # noqa: S608 - names from above


def test_the_database_too_refuses_that_the_asker_decides(peopled: Stage) -> None:
    order_id = peopled.column("select id from procheck.purchase_order limit 1")[0]
    with (
        pytest.raises(DBAPIError, match="can never grant"),
        peopled.database.transaction(Scope(role="system", person="x")) as connection,
    ):
        connection.execute(
            text(
                "insert into procheck.decision (order_id, agency, granted, reason, person,"
                " recorded_at) values (:order, :agency, true, 'r', :person, now())"
            ),
            {"order": order_id, "agency": AGENCY, "person": OFFICER.person},
        )
