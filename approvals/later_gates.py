"""What the gates after an order's own say of it: one piece for every way on which they are asked.

The order as it stands, the facts of the day, and the answers given to questions that these gates
asked. What an order was approved with is not looked at: neither its receipt nor its approval
changes by anything that is found or answered here.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import NamedTuple

from msgspec import structs
from sqlalchemy import Connection

from approvals.answers import Reasoned, reasoned_answers
from approvals.evidence import answered, evidence_of, gather
from approvals.standing_order import as_it_stands
from approvals.store import StoredOrder
from catalog.books import Books
from storage.driver import first_row
from validators.delivery import DeliveredUnit
from validators.evidence import Evidence
from validators.examine import Dates
from validators.finding import NeedKind, Verdict
from validators.gates import examine_at
from validators.resting import SpareDraw, resting, spare_classes
from validators.rule import BEFORE_DELIVERY, Gate

ASKED_OF_ORDERS = tuple(gate for gate in BEFORE_DELIVERY if gate is not Gate.ORDER)
"""The later gates that an order alone answers for; only they ask questions of judgement."""


class Question(NamedTuple):
    """A question of judgement left open: which gate asks, whom (a role), and of what figures."""

    gate: Gate
    role: str
    about: str = ""


class Passage(NamedTuple):
    """What one gate says, and the answers that count for it, the first first."""

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
        return self.passage(gate, units).verdict

    def passage(self, gate: Gate, units: Iterable[DeliveredUnit] = ()) -> Passage:
        """Return what a gate says, as `at`, with the answers that count for it."""
        evidence = structs.replace(self._evidence, units=tuple(units))
        asking = self._examined(gate, evidence)
        given = counting(self._given, asked_by(gate, asking))
        if not given:
            return Passage(gate, asking, ())
        answers = {it.answer.question: it.answer for it in given}
        return Passage(gate, self._examined(gate, answered(evidence, answers)), given)

    def questions(self) -> dict[str, Question]:
        """Return what these gates leave open for a person to judge, by the text of the question."""
        return {
            text: question
            for gate in reversed(ASKED_OF_ORDERS)
            for text, question in asked_by(gate, self.at(gate)).items()
        }

    def rests(self) -> tuple[SpareDraw, ...] | None:
        """Return what the order rests on of unused licences today, by line as it was placed.

        ``None`` where its agency states no such licences.
        """
        if not any(spare_classes(self._evidence)):
            return None
        lines = {place: line for line, place in self.order.places.items()}
        found = resting(self.order.order, self._evidence, self._books.law, self._on)
        return tuple(it._replace(line=lines[it.line]) for it in found)

    def _examined(self, gate: Gate, evidence: Evidence) -> Verdict:
        dates = Dates(placed_on=self._on)
        return examine_at(gate, self.order.order, evidence, self._books.law, dates)


def asked_by(gate: Gate, verdict: Verdict) -> Mapping[str, Question]:
    """Return the questions of judgement a gate's verdict leaves open, by their text.

    They are about what the findings that ask state and compare it with: other figures are for a
    person to judge anew.
    """
    asking = [
        (it.needs, " : ".join(at for at in (it.observed, it.limit) if at is not None))
        for it in verdict.findings
        if it.needs is not None and it.needs.kind is NeedKind.JUDGEMENT
    ]
    about: dict[str, set[str]] = {}
    for need, figures in asking:
        about.setdefault(need.fact, set()).add(figures)
    return {
        need.fact: Question(gate, need.source, "; ".join(sorted(about[need.fact])))
        for need, _ in asking
    }


def counting(given: Iterable[Reasoned], asked: Mapping[str, Question]) -> tuple[Reasoned, ...]:
    """Return the answers to what is asked: at this gate, in these words, about these figures."""
    return tuple(
        it
        for it in given
        if (question := asked.get(it.answer.question)) is not None
        and (it.gate, it.about) == (question.gate, question.about)
    )
