"""Every order in which an order is approved and delivered and its listing expires or is stopped.

The outcome of each equals one written table. A listing that was withdrawn is granted on no path.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import Connection

from approvals.impact import Act, acts
from approvals.legal_day import legal_day
from approvals.listing_review import noticed as told_of
from approvals.listing_review import review_listing
from approvals.reliance import all_relying_on
from approvals.reviewing import reviews_page
from ledger.entry import Actor
from tests.approvals.builders import APPROVER, SYSTEM, line, order
from tests.approvals.listings import event, noticed
from tests.approvals.stage import Stage, number_of, order_of, state_of
from validators.listing_event import EventKind, ListingEvent

EVENTS = ("approve", "expire", "suspend", "withdraw", "deliver")

# An order is placed while its listing is in force, and referred to an approver. The first line that
# fits what came before the approver grants it:
GRANTED = (
    # before it was granted    the order is
    ("withdraw", "refused"),  # a withdrawal counts on the day of the act, whenever it was placed
    ("suspend", "held"),  # an open question is never approved
    ("expire", "approved"),  # the last day counts on the day the order was placed
    ("", "approved"),
)

# Devices are taken over on an approval in force, whatever became of the listing: that they came is
# a fact. What has to be done about it is said by the acts.
DELIVERED = {"approved": "delivered", "refused": "nothing", "held": "nothing", "": "nothing"}

# A review case is opened after a grant, when this comes, unless one of these came before it:
CASES = {
    "withdraw": ("refused", ()),
    "suspend": ("undetermined", ("withdraw", "expire")),
}

# At the end, by the state the listing is in and how far the order came:
REQUIRED_AT_END = {
    # state        open order        approved            delivered in part
    "listed": ([], [], []),
    "expired": (["examine-again"], [], []),
    "suspended": (["examine-again"], ["do-not-accept"], ["do-not-accept"]),
    "withdrawn": (
        ["examine-again"],
        ["revoke-or-let-stand", "do-not-accept"],
        ["revoke-or-let-stand", "do-not-accept", "report"],
    ),
}

# The first that fits what came at all:
FINALLY = (("withdraw", "withdrawn"), ("expire", "expired"), ("suspend", "suspended"))


def outcome_of(sequence: tuple[str, ...]) -> dict[str, object]:
    """What the table above says of a sequence."""
    before = sequence[: sequence.index("approve")] if "approve" in sequence else ()
    granted = ""
    if "approve" in sequence:
        granted = next(state for cause, state in GRANTED if not cause or cause in before)
    approved = granted == "approved"
    after = sequence[len(before) + 1 :] if approved else ()
    delivered = DELIVERED[granted] if "deliver" in after else "nothing"
    cases = [
        CASES[it][0]
        for place, it in enumerate(after)
        if it in CASES and not {*before, *after[:place]} & {*CASES[it][1]}
    ]
    final = next((state for cause, state in FINALLY if cause in sequence), "listed")
    came = 2 if delivered == "delivered" else 1 if approved else 0
    required = [] if granted == "refused" else REQUIRED_AT_END[final][came]
    return {"granted": granted, "delivered": delivered, "cases": cases, "required": required}


@contextmanager
def seen(stage: Stage, actor: Actor = SYSTEM, agency: str | None = None) -> Iterator[Connection]:
    with stage.database.transaction(stage.scope(actor, agency)) as connection:
        yield connection


@dataclass
class Life:
    """One order on one listing, and what happens to both."""

    stage: Stage
    name: str
    events: list[ListingEvent] = field(default_factory=list)
    order_id: str = ""
    granted: str = ""
    number: str | None = None
    delivered: str = "nothing"

    def begin(self) -> None:
        self.until = legal_day(self.stage.now) + timedelta(days=8)
        self.publish()
        system = {"preloaded": True, "name": self.name, "version": "V1", "kernel": "6.6"}
        licence = {"channel": "oem", "evidence": [{"kind": "oem-agreement", "number": "1"}]}
        document = order(self.name, line(2, operating_system={**system, "licence": licence}))
        placed = self.stage.submit(document)
        assert state_of(placed) == "referred"
        self.order_id = order_of(placed)

    def publish(self) -> None:
        """Put the notices so far in force, and do what the jobs do then."""
        self.stage.books = noticed(self.name, self.until, *self.events)
        self.review()

    def review(self) -> int:
        books, today = self.stage.books, legal_day(self.stage.now)
        assert books is not None
        opened = 0
        with seen(self.stage) as connection:
            for listing in told_of(books.catalogue, today):
                opened += review_listing(
                    connection,
                    listing,
                    books,
                    ids=self.stage.office.ids,
                    now=self.stage.now,
                    today=today,
                )
        return opened

    def stop(self, kind: EventKind) -> None:
        self.events.append(event(kind, legal_day(self.stage.now)))
        self.publish()

    def act(self, name: str) -> None:
        self.stage.later(days=1)
        match name:
            case "approve":
                made = self.stage.grant(self.order_id)
                self.granted = state_of(made)
                self.number = number_of(made) if self.granted == "approved" else None
            case "expire":
                self.stage.now += timedelta(days=(self.until - legal_day(self.stage.now)).days + 1)
                self.review()
            case "suspend":
                self.stop(EventKind.SUSPENDED)
            case "withdraw":
                self.stop(EventKind.WITHDRAWN)
            case _ if self.number is not None:
                self.stage.deliver(self.number, [f"{self.name}-1"])
                self.delivered = "delivered"
            case _:
                pass

    def outcome(self) -> dict[str, object]:
        return {
            "granted": self.granted,
            "delivered": self.delivered,
            "cases": self.cases(),
            "required": self.required(),
        }

    def cases(self) -> list[str]:
        with seen(self.stage) as connection:
            page = reviews_page(connection, limit=200)
        return [it.would_be for it in reversed(page) if it.order_id == self.order_id]

    def required(self) -> list[str]:
        books, today = self.stage.books, legal_day(self.stage.now)
        assert books is not None
        (held,) = books.catalogue.as_of(today).listings()
        with seen(self.stage) as connection:
            listing = f"example-{self.name}"
            resting = list(all_relying_on(connection, listing, now=self.stage.now))
        return [act.value for it in resting for act in acts(held.standing.state, it)]


SEQUENCES = [it for length in range(6) for it in permutations(EVENTS, length)]


def test_there_is_a_line_for_every_sequence() -> None:
    assert len(SEQUENCES) == 326
    granted = {str(outcome_of(it)["granted"]) for it in SEQUENCES}
    assert granted == {"", "approved", "refused", "held"}
    assert {act for row in REQUIRED_AT_END.values() for it in row for act in it} == set(Act)


@pytest.mark.parametrize("first", ["", *EVENTS])
def test_every_order_of_events_ends_as_the_table_says(stage: Stage, first: str) -> None:
    stage.register(heads=5000, evaluation_bound=True)
    stage.approvers(APPROVER.person)
    for place, sequence in enumerate(SEQUENCES):
        if sequence[:1] != ((first,) if first else ()):
            continue
        life = Life(stage, f"示例系统{first}{place}")
        life.begin()
        for it in sequence:
            life.act(it)
        assert life.outcome() == outcome_of(sequence), sequence
