"""The dry run: what an order would be answered, without placing it."""

from datetime import date

import psycopg

from api.access import may
from api.call import Call, Reply
from api.examples import COVERED_ORDER, ORDER
from api.faults import ContentFaults, Fault, Note, fault
from api.gathering import asker_of, gather_for
from api.glances import Glance, Seen
from api.identity import Key, presented, recognise, recognised
from api.operation import Answer, Query, Resource
from api.presenting import dry_run_document
from api.routes.answers import agency_of_body, check_parties
from api.schemas.acts import VALIDATION, ValidationIn
from api.schemas.fields import Choice, Day
from api.services import Services
from api.wire import accept, decode, vouch
from approvals.errors import UnknownAgency
from approvals.evidence import NAMES_NOTHING, Facts, Named, evidence_of, gather, named_devices
from approvals.legal_day import legal_day
from catalog.books import Books
from storage.looking import Look
from validators.examine import Dates
from validators.finding import Verdict
from validators.free_fit import asks_free
from validators.gates import examine_at
from validators.licensing import named_grants
from validators.order import Order
from validators.reading import read_order
from validators.rule import BEFORE_DELIVERY, Gate

VALIDATIONS = Resource("validations", "Try an order out: nothing is stored, nothing is reserved.")

_ID, _PATH = "validateOrder", "/v1/validations"


def glance_at_order(services: Services, body: bytes, authorization: str | None) -> Seen | None:
    """Examine an order on facts at hand, while one look at the database tells whether they hold.

    ``None`` wherever something is not as it usually is: `validate_order` then does it from the
    ground up, and says what is wrong.
    """
    read, key, now = decode(body), presented(authorization), services.clock()
    if read is None or key is None:
        return None
    try:
        with recognise(services.looks, key, read.agency, now) as look:
            order = vouch(read, body)
            if order is None or _names(order):
                return None
            return _glanced(services, look, key, order, legal_day(now))
    except (psycopg.Error, ContentFaults, UnknownAgency):
        return None


def _names(order: Order) -> bool:
    """Return whether an order names something that is not among an agency's facts at hand."""
    return bool(named_devices(order) or named_grants(order) or asks_free(order))


def _glanced(services: Services, look: Look, key: Key, order: Order, on: date) -> Seen | None:
    # While the database answers: on what was known last, which nearly always still holds.
    books, facts = services.reading.last(), services.facts.last(order.agency, on)
    verdict = None
    # Which waivers count depends on who asks, which is not known yet.
    if books is not None and facts is not None and not facts.waivers:
        verdict = _tried(services, order, books, facts, on, None)
    seen = recognised(key, look.row())
    if seen is None or not may(_ID, seen[0].role, seen[0].narrowed):
        return None
    principal, revision = seen
    in_force = services.reading.at_hand(principal.stamp)
    if in_force is None:
        return None
    check_parties(principal, order)
    if verdict is None or in_force is not books or facts is None or facts.revision != revision:
        facts, _ = gather(services.looks.row, order, on)
        services.facts.keep(on, facts)
        verdict = _tried(services, order, in_force, facts, on, asker_of(principal))
    # Counted last: what the view has to be asked is counted there.
    standing = services.rates.take(principal.key)
    if standing is not None and not standing.taken:
        return None
    return Seen(dry_run_document(verdict, principal.role), standing)


def _tried(
    services: Services, order: Order, books: Books, facts: Facts, on: date, asker: str | None
) -> Verdict:
    services.reading.words(books).check(order, on)
    return _examined(services, order, books, facts, on, asker)


@VALIDATIONS.operation(
    "POST",
    _PATH,
    id=_ID,
    summary="Examine an order without placing it",
    description=(
        "The verdict a real order would get now, or on the day `on`. It reserves nothing and is no "
        "approval. Suppliers are told what concerns their quote, and what was left out; for them "
        "the agency's waivers are not counted."
    ),
    query=(
        Query(name="on", field=Day(), description="the day it is examined for; `on` in the body"),
        Query(
            name="gate",
            field=Choice(BEFORE_DELIVERY),
            description="the step asked about: the order itself, or what the contract then takes",
        ),
    ),
    body=ValidationIn,
    answers={200: Answer(description="the verdict", schema="DryRun")},
    examples={
        "two desktops as listed": dict(ORDER),
        "with every paper that the contract takes": dict(COVERED_ORDER),
    },
)
def validate_order(call: Call) -> Reply:
    """Examine an order on today's facts, or on those of another day."""
    order, on = _read(call)
    check_parties(call.principal, order)
    books = call.books
    call.services.reading.words(books).check(order, on)
    with agency_of_body():
        facts, named = gather_for(call, order, on)
    call.services.facts.keep(on, facts)
    asker = asker_of(call.principal)
    gate = Gate(call.query.get("gate", Gate.ORDER))
    verdict = _examined(call.services, order, books, facts, on, asker, named, gate)
    return Reply(document=dry_run_document(verdict, call.principal.role, gate))


GLANCES = {_PATH: Glance(_ID, glance_at_order)}


def _examined(
    services: Services,
    order: Order,
    books: Books,
    facts: Facts,
    on: date,
    asker: str | None,
    named: Named = NAMES_NOTHING,
    gate: Gate = Gate.ORDER,
) -> Verdict:
    dates = Dates(placed_on=on, valid_until=services.policy.valid_until(on))
    evidence = evidence_of(facts, named, order, books, on, asker)
    return examine_at(gate, order, evidence, books.law, dates)


def _day(call: Call) -> date:
    asked: str | None = call.query.get("on")
    return call.today if asked is None else date.fromisoformat(asked)


def _read(call: Call) -> tuple[Order, date]:
    accepted = accept(call.body)
    if accepted is not None:
        return accepted.order, _day(call)
    document = call.read(VALIDATION)
    stated: str | None = document.pop("on", None)
    asked = call.query.get("on")
    if asked is not None and stated is not None and asked != stated:
        raise ContentFaults([fault("/on", "stated-twice"), Fault("", Note("stated-twice"), "on")])
    return read_order(document), _day(call) if stated is None else date.fromisoformat(stated)
