"""What the gates after an order's own say of it: one piece for every way on which they are asked.

The order as it stands, the facts of the day, and the answers given to questions that these gates
asked. What an order was approved with is not looked at: neither its receipt nor its approval
changes by anything that is found or answered here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import NamedTuple

from msgspec import structs
from sqlalchemy import Connection

from approvals.answers import Reasoned, given_at, reasoned_answers
from approvals.evidence import answered, evidence_of, gather
from approvals.standing_order import as_it_stands
from approvals.store import StoredOrder
from catalog.books import Books
from storage.driver import first_row
from validators.delivery import DeliveredUnit
from validators.examine import Dates
from validators.finding import NeedKind, Verdict
from validators.gates import examine_at
from validators.rule import BEFORE_DELIVERY, Gate

ASKED_OF_ORDERS = tuple(gate for gate in BEFORE_DELIVERY if gate is not Gate.ORDER)
"""The later gates that an order alone answers for; only they ask questions of judgement."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question of judgement left open: which gate asks, and the role it is put to."""

    gate: Gate
    role: str


class Passage(NamedTuple):
    """What one gate says, with the answers its questions were given."""

    gate: Gate
    verdict: Verdict
    given: tuple[Reasoned, ...]


class LaterGates:
    """One order before the gates after its own; its facts are gathered once for all of them."""

    def __init__(
        self, connection: Connection, held: StoredOrder, books: Books, on: date, asker: str | None
    ) -> None:
        """Gather what the gates look at.

        Args:
            connection: a transaction whose eyes see the agency.
            held: the order.
            books: law and catalogue in force.
            on: the day.
            asker: for whom waivers count; they cover nothing at these gates.
        """
        self.order = as_it_stands(connection, held)
        facts, named = gather(partial(first_row, connection), self.order.order, on)
        self._evidence = evidence_of(facts, named, self.order.order, books, on, asker)
        self._books, self._on = books, on
        self._given = reasoned_answers(connection, held.id)

    def at(self, gate: Gate, units: Iterable[DeliveredUnit] = ()) -> Verdict:
        """Return what a gate says; ``units`` are the devices it is asked about."""
        evidence = structs.replace(self._evidence, units=tuple(units))
        evidence = answered(evidence, given_at(gate, self._given))
        dates = Dates(placed_on=self._on)
        return examine_at(gate, self.order.order, evidence, self._books.law, dates)

    def passage(self, gate: Gate, units: Iterable[DeliveredUnit] = ()) -> Passage:
        """Return what a gate says, as `at`, with the answers it was given, the first first."""
        given = tuple(it for it in self._given if it.gate is gate)
        return Passage(gate, self.at(gate, units), given)

    def questions(self) -> dict[str, Question]:
        """Return what these gates leave open for a person to judge, by the text of the question."""
        return {
            text: Question(gate, role)
            for gate in reversed(ASKED_OF_ORDERS)
            for text, role in asked_by(self.at(gate)).items()
        }


def asked_by(verdict: Verdict) -> Mapping[str, str]:
    """Return the questions of judgement a verdict leaves open, each with the role it is put to."""
    needs = [it.needs for it in verdict.findings if it.needs is not None]
    return {it.fact: it.source for it in needs if it.kind is NeedKind.JUDGEMENT}
