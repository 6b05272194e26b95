"""Figures of auditors: by hand, by the export, and by the signed statements the ledger names."""

import base64
import json
from dataclasses import replace
from decimal import Decimal
from functools import partial
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, text

from approvals.compliance_rate import compliance_rate
from approvals.export_lists import LISTS
from approvals.export_reading import batches
from approvals.exported import Asked, Tally
from approvals.facets import facets_of
from approvals.gap_list import gaps_page
from approvals.red_list import red_list
from approvals.searching import found_page, totals
from approvals.sought import EVERYTHING, Sought
from approvals.store import approval_by_number
from approvals.tables import receipt
from approvals.waiver_register import waiver_register
from ledger.canonical import digest
from ledger.entry import read_entry
from ledger.kinds import EntryKind
from ledger.store import bodies_of
from storage.database import Database
from storage.scope import SYSTEM, Scope
from tests.approvals import deliveries
from tests.approvals.builders import AGENCY, law, line, order
from tests.approvals.stage import Stage, number_of, order_of, state_of
from tests.approvals.waivers import granted
from tests.cluster import TestDatabase

_AUDITOR = Scope(role="auditor", person="person-auditor")
_NEAR = Decimal("0.03")


@pytest.fixture
def bought(stage: Stage) -> Stage:
    """Four orders: far under the ceiling of 5,000, just under it, over it by a waiver, refused."""
    stage.register()
    stage.submit(order("A-1", line(2, "4500.00"), line(1, "4849.99")))
    stage.submit(order("A-2", line(3, "4850.00")))
    stage.waiver = granted(stage)  # type: ignore[attr-defined]  # handed on to the tests
    assert (
        state_of(stage.submit(order("A-3", line(2, "6200.00"), line(1, "5000.00")))) == "approved"
    )
    assert state_of(stage.submit(order("A-4", line(1, "9000.00")))) == "refused"
    return stage


def test_prices_just_under_the_ceiling_are_told_with_their_share(bought: Stage) -> None:
    with bought.database.snapshot(_AUDITOR) as connection:
        found = red_list(connection, EVERYTHING, lambda _: law(), _NEAR)
    assert [(it.price, it.ceiling) for it in found.items] == [
        (Decimal("5000.00"), Decimal(5000)),
        (Decimal("4850.00"), Decimal(5000)),
    ]
    assert (found.lines, found.incomparable) == (5, 0)
    (group,) = found.agencies
    assert (group.name, group.lines, group.hugging) == (AGENCY, 5, 2)


def test_the_rate_has_its_denominator_and_the_register_its_money(bought: Stage) -> None:
    with bought.database.snapshot(_AUDITOR) as connection:
        rate = compliance_rate(connection, EVERYTHING)
        register = waiver_register(connection, bought.now.date(), bought.now)
    assert (rate.approved.orders, rate.approved.lines, rate.approved.units) == (3, 5, 9)
    assert (rate.complying.orders, rate.complying.lines, rate.complying.units) == (2, 4, 7)
    assert rate.approved.amount - rate.complying.amount == Decimal("12400.00")
    (item,) = register.items
    assert (item.units, item.orders, item.effect) == (2, 1, Decimal("2400.00"))
    assert register.effect == Decimal("2400.00")
    (approver,) = register.approvers
    assert (approver.waivers, approver.effect) == (1, Decimal("2400.00"))


def test_the_figures_equal_the_export_and_the_statements_the_ledger_names(bought: Stage) -> None:
    with bought.database.snapshot(_AUDITOR) as connection:
        rate, sums = compliance_rate(connection, EVERYTHING), totals(connection, EVERYTHING)
        listed = LISTS["approval-lines"]
        tally = Tally(listed.columns)
        for rows in batches(connection, listed, Asked(now=bought.now)):
            tally.add(rows)
        recorded = _stated(connection)
    assert rate.approved.amount == sums.approved_amount == tally.sums["amount"] == recorded
    assert sums.orders == rate.approved.orders + 1


def _stated(connection: Connection) -> Decimal:
    """What all statements come to whose digests the ledger's grants hold."""
    total = Decimal(0)
    for entry in map(read_entry, bodies_of(connection, EntryKind.APPROVAL_GRANTED)):
        held = approval_by_number(connection, entry.subjects["approval"])
        assert digest(held.statement.encode()) == entry.body["statement"]
        payload = held.statement.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        total += Decimal(claims["amount"])
    return total


def test_gaps_close_as_devices_come(bought: Stage) -> None:
    found = bought.submit(order("A-5", line(2)))
    sought = Sought(amount_from=Decimal(9000), amount_to=Decimal(9000))

    def gaps() -> list[tuple[int, int, int]]:
        with bought.database.snapshot(_AUDITOR) as connection:
            told = gaps_page(connection, sought, limit=9)
        return [
            (it.unsent, it.under_way, it.without_delivery)
            for it in told
            if it.order_id == order_of(found)
        ]

    assert gaps() == [(2, 0, 0)]
    deliveries.send(bought, number_of(found), ["S-1"])
    assert gaps() == [(1, 1, 0)]
    bought.deliver(number_of(found), ["S-2"])
    assert gaps() == [(0, 1, 1)]


def test_orders_are_found_by_what_their_latest_examination_found(stage: Stage) -> None:
    stage.register(heads=None)
    held = stage.submit(order("A-1"))
    assert state_of(held) == "held"
    found = partial(_found, stage)
    assert found(Sought(rule="headcount-quota")) == {order_of(held)}
    stage.headcount(100)
    again = stage.reexamine(order_of(held))
    assert state_of(again) == "approved"
    assert found(Sought(rule="headcount-quota")) == set()
    edition = again.examination.verdict.editions[0].id
    for sought in (Sought(edition=edition), Sought(item_class="desktop"), Sought(waived=False)):
        assert found(sought) == {order_of(held)}
        assert found(replace(sought, agency="11100000000000002X")) == set()
    assert found(Sought(waived=True)) == found(Sought(edition="none")) == set()
    facets = facets_of(again.examination.placed.order, again.examination.verdict)
    query = (
        "select facet from procheck.order_facet where order_id = :it and examination = 2"
        ' order by facet collate "C"'
    )
    assert stage.column(query, it=order_of(held)) == list(facets)


def _found(stage: Stage, sought: Sought) -> set[str]:
    with stage.database.snapshot(_AUDITOR) as connection:
        return {it.order.id for it in found_page(connection, sought, limit=9)}


def test_the_migration_takes_up_what_is_there_as_it_would_have_been_written(
    open_stage: Stage, fresh_database: TestDatabase
) -> None:
    open_stage.register()
    granted(open_stage)
    open_stage.submit(order("A-1", line(2, "6200.00"), line(1, of="laptop")))
    open_stage.submit(order("A-2", line(1, "9000.00"), line(1)))
    path = Path(__file__).parents[2] / "migrations/versions/0033_search.py"
    spec = spec_from_file_location("search_migration", path)
    assert spec is not None
    assert spec.loader is not None
    migration = module_from_spec(spec)
    spec.loader.exec_module(migration)
    names = ("order_search", "order_facet", "edition_set")
    taken: str = migration._BEFORE
    for name in (*names, "receipt"):
        taken = taken.replace(f"procheck.{name}", f"procheck.taken_{name}")
    owner = Database(fresh_database.owner_url, pool_size=1)
    with owner.transaction(SYSTEM) as connection:
        run = connection.exec_driver_sql
        for name in (*names, "receipt"):
            run(f"create table procheck.taken_{name} (like procheck.{name})")
        # When that migration ran, no receipt was packed yet.
        connection.execute(
            text(
                "insert into procheck.taken_receipt values (:order_id, :examination, :agency,"
                " :digest, :body, :recorded_at)"
            ),
            [dict(it) for it in connection.execute(select(receipt)).mappings()],
        )
        run(taken.replace("%", "%%"))
        for name in names:
            written, again = (
                set(run(f"select * from procheck.{table}").all())  # noqa: S608 - names from above
                for table in (name, f"taken_{name}")
            )
            assert again == written != set()
    owner.close()
