"""Acts out the use cases on a database, each in a transaction of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from approvals import agencies, agency_store, store
from approvals.amend import Amendment, amend
from approvals.answer import Given, answer_questions
from approvals.arrival import reexamine_held
from approvals.assets import record_assets
from approvals.cancel import cancel
from approvals.decide import decline, grant
from approvals.delivered import Delivered, OnApproval
from approvals.dispose_asset import dispose_asset
from approvals.expire import expire_due
from approvals.office import Office
from approvals.reexamine import reexamine
from approvals.revoke import revoke
from approvals.stated import Stated
from approvals.submit import Submission, submit
from catalog.books import Books
from ledger.entry import Actor
from ledger.store import Leaf
from storage.database import Database
from storage.scope import Scope
from tests.approvals.builders import AGENCY, APPROVER, NOW, OFFICER, SYSTEM, books, law
from validators.classes import ItemClass
from validators.evidence import Asset, Level


@dataclass
class Stage:
    """One database, one office, and a clock that only moves when told."""

    database: Database
    office: Office
    now: datetime = NOW
    books: Books | None = None

    def scope(self, actor: Actor, agency: str | None = AGENCY) -> Scope:
        return Scope(role=actor.role, person=actor.person, agency=agency)

    def later(self, **delta: float) -> None:
        self.now += timedelta(**delta)

    def register(self, uscc: str = AGENCY, heads: int | None = 100, **known: bool) -> None:
        with self.database.transaction(self.scope(SYSTEM, None)) as connection:
            agencies.register_agency(
                connection,
                actor=SYSTEM,
                new=agencies.NewAgency(
                    uscc=uscc, name="Example agency", jurisdiction="ex", level=Level.CENTRAL
                ),
                law=law(),
                ids=self.office.ids,
                now=self.now,
            )
        if heads is not None:
            self.headcount(heads, uscc=uscc)
        facts = {"field_duty": False, "evaluation_bound": False, **known}
        self.properties(facts, uscc=uscc)

    def headcount(self, value: int, since: date = date(2026, 1, 1), uscc: str = AGENCY) -> None:
        with self.database.transaction(self.scope(SYSTEM, None)) as connection:
            agencies.record_headcount(
                connection,
                actor=SYSTEM,
                uscc=uscc,
                basis="filled-establishment",
                value=value,
                provenance=agencies.Provenance(valid_from=since, source="example roll"),
                ids=self.office.ids,
                now=self.now,
            )

    def properties(self, values: Mapping[str, bool], uscc: str = AGENCY) -> None:
        with self.database.transaction(self.scope(SYSTEM, None)) as connection:
            agencies.record_properties(
                connection,
                actor=SYSTEM,
                uscc=uscc,
                values=values,
                provenance=agencies.Provenance(valid_from=date(2026, 1, 1), source="example"),
                ids=self.office.ids,
                now=self.now,
            )

    def approvers(self, *persons: str, uscc: str = AGENCY) -> None:
        with self.database.transaction(self.scope(SYSTEM, None)) as connection:
            agencies.name_approvers(
                connection,
                actor=SYSTEM,
                uscc=uscc,
                persons=persons,
                provenance=agencies.Provenance(valid_from=date(2026, 1, 1), source="example"),
                ids=self.office.ids,
                now=self.now,
            )

    def submit(
        self, document: dict[str, Any], actor: Actor = OFFICER, agency: str | None = None
    ) -> Submission:
        scope = self.scope(actor, agency or document["agency"])
        with self.database.transaction(scope) as connection:
            return submit(
                connection,
                actor=actor,
                stated=Stated.of(document),
                books=self.books or books(),
                office=self.office,
                now=self.now,
            )

    def reexamine(self, order_id: str, actor: Actor = OFFICER) -> Submission:
        with self.database.transaction(self.scope(actor)) as connection:
            return reexamine(
                connection,
                actor=actor,
                order_id=order_id,
                books=self.books or books(),
                office=self.office,
                now=self.now,
            )

    def arrive(self, actor: Actor = OFFICER) -> list[str]:
        """The states of the orders that were held, in the order they were placed."""
        with self.database.transaction(self.scope(actor)) as connection:
            found = reexamine_held(
                connection,
                actor=actor,
                uscc=AGENCY,
                books=self.books or books(),
                office=self.office,
                now=self.now,
            )
        return [state_of(it) for it in found.examined]

    def answer(
        self, order_id: str, question: str, *, granted: bool = True, actor: Actor = APPROVER
    ) -> Submission:
        """What became of an order that waited for answers."""
        given = Given(question=question, granted=granted, reason="example reason")
        made = self.answer_all(order_id, given, actor=actor)
        assert isinstance(made, Submission)
        return made

    def answer_all(
        self, order_id: str, *given: Given, actor: Actor = APPROVER
    ) -> Submission | Leaf:
        with self.database.transaction(self.scope(actor)) as connection:
            return self.answering(connection, order_id, *given, actor=actor)

    def answering(
        self, connection: Connection, order_id: str, *given: Given, actor: Actor = APPROVER
    ) -> Submission | Leaf:
        return answer_questions(
            connection,
            actor=actor,
            order_id=order_id,
            given=given,
            books=self.books or books(),
            office=self.office,
            now=self.now,
        )

    def grant(self, order_id: str, actor: Actor = APPROVER) -> Submission:
        with self.database.transaction(self.scope(actor)) as connection:
            return grant(
                connection,
                actor=actor,
                order_id=order_id,
                reason="needed",
                books=self.books or books(),
                office=self.office,
                now=self.now,
            )

    def decline(self, order_id: str, actor: Actor = APPROVER) -> Leaf:
        with self.database.transaction(self.scope(actor)) as connection:
            return decline(
                connection,
                actor=actor,
                order_id=order_id,
                reason="not needed",
                office=self.office,
                now=self.now,
            )

    def amend(self, order_id: str, document: dict[str, Any], actor: Actor = OFFICER) -> Amendment:
        with self.database.transaction(self.scope(actor, document["agency"])) as connection:
            return amend(
                connection,
                actor=actor,
                order_id=order_id,
                stated=Stated.of(document),
                books=self.books or books(),
                office=self.office,
                now=self.now,
            )

    def cancel(self, order_id: str, actor: Actor = OFFICER) -> Leaf:
        with self.database.transaction(self.scope(actor)) as connection:
            return cancel(
                connection,
                actor=actor,
                order_id=order_id,
                reason="no longer needed",
                office=self.office,
                now=self.now,
            )

    def revoke(self, number: str, on: date | None = None, actor: Actor = APPROVER) -> Leaf:
        with self.database.transaction(self.scope(actor)) as connection:
            return revoke(
                connection,
                actor=actor,
                number=number,
                reason="granted in error",
                effective_on=on,
                office=self.office,
                now=self.now,
            )

    def expire(self) -> int:
        with self.database.transaction(self.scope(SYSTEM, None)) as connection:
            return expire_due(connection, ids=self.office.ids, now=self.now)

    def deliver(
        self,
        number: str | None,
        serials: Sequence[str],
        at: int | None = 0,
        uscc: str = AGENCY,
        **changes: Any,  # noqa: ANN401 - a fact
    ) -> Leaf:
        devices = [
            Delivered(
                asset=replace(Asset(serial=it, item_class=ItemClass.DESKTOP), **changes),
                line=None if number is None else at,
            )
            for it in serials
        ]
        with self.database.transaction(self.scope(OFFICER, uscc)) as connection:
            return record_assets(
                connection,
                actor=OFFICER,
                uscc=uscc,
                devices=devices,
                source="example acceptance",
                ids=self.office.ids,
                now=self.now,
                on=None if number is None else OnApproval(number, self.books or books()),
            )

    def dispose(self, serial: str, on: date | None = None) -> Leaf:
        with self.database.transaction(self.scope(OFFICER)) as connection:
            return dispose_asset(
                connection,
                actor=OFFICER,
                uscc=AGENCY,
                serial=serial,
                disposed_on=on or NOW.date(),
                document="example disposal",
                ids=self.office.ids,
                now=self.now,
            )

    def order(self, order_id: str) -> store.StoredOrder:
        with self.database.transaction(self.scope(SYSTEM, None)) as connection:
            return store.order(connection, order_id)

    def approval(self, number: str) -> store.StoredApproval:
        with self.database.transaction(self.scope(SYSTEM, None)) as connection:
            return store.approval_by_number(connection, number)

    def balance(self, item_class: str = "desktop", uscc: str = AGENCY) -> tuple[int, int, int]:
        """Reserved, committed and on hand, over all attributes."""
        with self.database.transaction(self.scope(SYSTEM, None)) as connection:
            found = agency_store.balances(connection, uscc)
        mine = [it for it in found if it.item_class == item_class]
        return (
            sum(it.reserved for it in mine),
            sum(it.committed for it in mine),
            sum(it.on_hand for it in mine),
        )

    def kinds(self) -> list[str]:
        """The kinds of all ledger entries, in order."""
        return self.column("select kind from procheck.ledger_event order by id")

    def column(self, sql: str, **values: Any) -> list[Any]:  # noqa: ANN401 - a JSON value or a column
        with self.database.transaction(self.scope(SYSTEM, None)) as connection:
            return list(connection.scalars(text(sql), values))


def order_of(submission: Submission) -> str:
    return submission.examination.placed.id


def state_of(submission: Submission) -> str:
    return submission.examination.disposition.state.value


def number_of(submission: Submission) -> str:
    granted = submission.examination.granted
    assert granted is not None
    return granted.number
