"""Places a plain order at a glance: in one transaction of two trips, and without the framework.

The first trip finds out who asks, locks his idempotency key and his agency, and reads what the
order rests on; the second writes it with the answer that is kept. Whatever is not as usual is left
to the view, which does it from the ground up: a key that came before, a reference that was used,
whatever the database refuses. (docs/adr/0008-glances.md)
"""

from http import HTTPStatus
from typing import Any

import psycopg

from api.access import may
from api.call import Reply
from api.conditions import idempotency_key
from api.faults import ContentFaults
from api.glances import Seen, Sent
from api.identity import presented
from api.order_tag import order_tag
from api.performing import kept_of, sealed
from api.presenting import submission_document
from api.problem import Refused
from api.recognising import seated, sitting_down
from api.routes.answers import check_parties
from api.services import Services
from api.wire import accept
from approvals.at_once import placed_at_once, questions, still_hold
from approvals.errors import UnknownAgency
from approvals.evidence import question
from approvals.idempotency import Claim, answered, request_hash
from approvals.legal_day import legal_day
from approvals.names import names_more
from approvals.passages import passages_of
from approvals.placing import written_with
from approvals.stated import Stated
from approvals.submit import Submission
from approvals.told import told, told_of_known
from storage.sitting import Sitting

ID, PATH = "submitOrder", "/v1/orders"


def placed_reply(made: Submission, more: dict[str, Any]) -> Reply:
    """Return the answer to an order that was placed, with what more there is to tell."""
    identifier = made.examination.placed.id
    return Reply(
        status=HTTPStatus.CREATED,
        document=submission_document(made) | more,
        headers={"Location": f"{PATH}/{identifier}"},
        etag=order_tag(identifier, 1, made.examination.disposition.state),
        passages=passages_of(made.examination),
    )


def place_at_a_glance(services: Services, sent: Sent) -> Seen | None:
    """Place an order that names nothing but its agency, by a key that is as usual."""
    stated = accept(sent.body)
    if stated is None or names_more(stated.order):
        return None
    try:
        with services.sittings.begin() as sitting:
            return _placed(services, sitting, stated, sent)
    except (psycopg.Error, ContentFaults, Refused, UnknownAgency):
        return None


def _placed(services: Services, sitting: Sitting, stated: Stated, sent: Sent) -> Seen | None:
    key, named = presented(sent.authorization), idempotency_key(sent.idempotency_key)
    if key is None:
        return None
    order, now = stated.order, services.clock()
    today = legal_day(now)
    known = services.facts.last(order.agency, today)
    begun, locked, read = sitting.ask(
        sitting_down(key, ID, named, services.key_time), *questions(order, today, known)
    )
    principal = seated(key, begun)
    if principal is None or locked is None or not may(ID, principal.role, principal.narrowed):
        return None
    check_parties(principal, order)
    books = services.reading.at_hand(principal.stamp)
    if books is None:
        return None
    services.reading.words(books).check(order, today)
    if known is not None and still_hold(known, locked):
        found = told_of_known(read, known)
    else:
        if known is not None:  # what was asked is not enough
            (read,) = sitting.ask_more(question(order, today, act=True))
        found = told(read, order)
        services.facts.keep(today, found.facts.unsettled())
    placed = placed_at_once(
        found,
        actor=principal.actor,
        stated=stated,
        books=books,
        office=services.office,
        now=now,
    )
    if placed is None:
        return None
    # Counted once it is certain to be answered here, but for what the database refuses.
    standing = services.rates.take(principal.key)
    if standing is not None and not standing.taken:
        return None
    made, writes = placed
    reply = sealed(placed_reply(made, {}))
    claim = Claim(
        person=principal.person,
        route=ID,
        key=named,
        digest=request_hash("POST", PATH, "", sent.body),
    )
    answer = kept_of(reply)
    # What it changes concerns nobody's orders but its agency's.
    sitting.write(written_with(writes, answered(claim, answer, now)), about=order.agency)
    return Seen(answer.body, standing, HTTPStatus.CREATED, reply.headers)
