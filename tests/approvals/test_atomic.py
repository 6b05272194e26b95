"""An act is whole or not there at all."""

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from approvals.office import Office
from approvals.unit_states import UnitAct
from ledger.signing import Ed25519FileSigner
from storage.database import Database
from tests.approvals import deliveries, licences, waivers
from tests.approvals.builders import APPROVER, NOW, POLICY, Ids, line, order
from tests.approvals.stage import Stage, number_of, order_of
from tests.cluster import TestDatabase

TABLES = (
    "purchase_order", "order_line", "receipt", "approval", "revocation", "decision", "asset",
    "quota_balance", "quota_movement", "ledger_event", "waiver", "waiver_decision",
    "waiver_withdrawal", "waiver_draw", "licence_number", "licence_grant", "licence_statement",
    "licence_confirmation", "licence_revocation", "licence_draw", "device_evidence",
    "device_evidence_digest", "delivery", "delivery_unit", "delivery_act", "delivery_inspection",
    "delivery_evidence", "device_serial", "spare_draw",
)  # fmt: skip


class BrokenSigner:
    """A signer whose hardware has failed."""

    def __init__(self, like: Ed25519FileSigner) -> None:
        self.kid, self.public_key = like.kid, like.public_key
        self.algorithm = like.algorithm

    def sign(self, data: bytes) -> bytes:
        raise OSError(len(data))


def contents(database: Database) -> dict[str, list[str]]:
    with database.engine.connect() as connection:
        return {
            table: sorted(
                connection.scalars(text(f"select t::text from procheck.{table} t"))  # noqa: S608 - names from above
            )
            for table in TABLES
        }


def test_no_approval_without_a_signature_and_nothing_of_its_order_either(
    open_stage: Stage, fresh_database: TestDatabase, signer: Ed25519FileSigner
) -> None:
    open_stage.register()
    superuser = Database(fresh_database.superuser_url, pool_size=1)
    before = contents(superuser)
    open_stage.office = Office(policy=POLICY, signer=BrokenSigner(signer), ids=Ids(prefix="0199"))
    with pytest.raises(OSError, match=r"\d+"):
        open_stage.submit(order("A-1"))
    assert contents(superuser) == before
    superuser.close()


def acts(stage: Stage) -> dict[str, Callable[[], object]]:
    """Every act that leads on from a small history, each ready to be done."""
    approved, spare = (stage.submit(order(name)) for name in ("A-1", "A-2"))
    sent_on = number_of(stage.submit(order("D-0", line(7))))
    asked, live = waivers.ask(stage), waivers.granted(stage)
    passed = stage.submit(order("W-1", line(1, "6200.00")))
    recorded, granted = licences.record(stage), licences.confirmed(stage)
    drew = stage.submit(licences.licensed("L-1", 1, granted))
    stage.approvers(APPROVER.person)
    waiting, other = (order_of(stage.submit(order(name))) for name in ("A-3", "A-4"))
    stage.deliver(None, ["OLD"])
    serials = ["D-1", "D-2", "D-3", "D-4", "D-5"]
    delivery = deliveries.send(stage, sent_on, serials)
    deliveries.do(stage, delivery, UnitAct.INSPECT, serials[1:-1])
    return {
        "send": lambda: deliveries.send(stage, sent_on, ["D-6"]),
        "close": lambda: deliveries.close(stage, sent_on),
        "receive": lambda: deliveries.do(stage, delivery, UnitAct.RECEIVE, ["D-1"]),
        "inspect": lambda: deliveries.do(stage, delivery, UnitAct.INSPECT, ["D-1"]),
        "accept": lambda: deliveries.do(stage, delivery, UnitAct.ACCEPT, ["D-2"]),
        "return": lambda: deliveries.do(stage, delivery, UnitAct.RETURN, ["D-3"]),
        "exchange": lambda: deliveries.do(stage, delivery, UnitAct.EXCHANGE, ["D-4"]),
        "take back": lambda: deliveries.do(stage, delivery, UnitAct.WITHDRAW, ["D-5"]),
        "submit": lambda: stage.submit(order("A-5")),
        "grant": lambda: stage.grant(waiting),
        "decline": lambda: stage.decline(other),
        "cancel": lambda: stage.cancel(order_of(approved)),
        "revoke": lambda: stage.revoke(number_of(approved)),
        "deliver": lambda: stage.deliver(number_of(spare), ["NEW"]),
        "dispose": lambda: stage.dispose("OLD"),
        "ask": lambda: waivers.ask(stage),
        "allow": lambda: waivers.grant(stage, asked),
        "draw": lambda: stage.submit(order("W-2", line(1, "6200.00"))),
        "give back": lambda: stage.cancel(order_of(passed)),
        "withdraw": lambda: waivers.withdraw(stage, live),
        "record": lambda: licences.record(stage),
        "correct": lambda: licences.correct(stage, granted, licences.terms(9)),
        "confirm": lambda: licences.confirm(stage, recorded),
        "end": lambda: licences.revoke(stage, granted),
        "draw copies": lambda: stage.submit(licences.licensed("L-2", 1, granted)),
        "give copies back": lambda: stage.cancel(order_of(drew)),
        "bind": lambda: licences.bind(stage, "OLD", "EXAMPLE-1"),
        "headcount": lambda: stage.headcount(5),
    }


def test_where_the_ledger_cannot_be_written_no_act_happens(
    open_stage: Stage, fresh_database: TestDatabase
) -> None:
    open_stage.register()
    superuser = Database(fresh_database.superuser_url, pool_size=1)
    ready = acts(open_stage)
    with superuser.engine.begin() as connection:
        connection.execute(text("revoke insert on procheck.ledger_event from procheck_app"))
    before = contents(superuser)
    for name, act in ready.items():
        with pytest.raises(DBAPIError, match="permission denied"):
            act()
        assert contents(superuser) == before, name
    with superuser.engine.begin() as connection:
        connection.execute(text("grant insert on procheck.ledger_event to procheck_app"))
    for name in ("submit", "grant", "decline", "revoke", "deliver", "dispose"):
        ready[name]()
    assert contents(superuser) != before
    superuser.close()


def test_every_act_writes_its_entries_in_its_own_transaction(open_stage: Stage) -> None:
    open_stage.register()
    for name, act in acts(open_stage).items():
        if name == "cancel":
            continue
        before = len(open_stage.kinds())
        act()
        assert len(open_stage.kinds()) > before, name
    assert open_stage.now == NOW
