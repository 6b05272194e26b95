"""The dry run: what an order would be answered, without placing it."""

from collections.abc import Callable
from datetime import date
from typing import IO, Any

import psycopg

from api.access import may
from api.batch import FactsOnce, answered
from api.bodies import JSON_LINES
from api.call import Call, Reply
from api.examples import COVERED_ORDER, ORDER
from api.faults import ContentFaults, Fault, Note, fault
from api.gathering import asker_of, gather_for
from api.glances import Seen, Sent
from api.identity import Key, presented
from api.operation import Answer, Query, Resource
from api.performing import encode
from api.pieces import Examine
from api.presenting import dry_run_document
from api.quoting import signed_quote
from api.reading_files import one_at_a_time
from api.recognising import Recognition, recognise, recognised
from api.routes.answers import agency_of_body, check_parties
from api.schemas.acts import VALIDATION, ValidationIn
from api.schemas.body import read_body
from api.schemas.fields import Choice, Day
from api.services import Services
from api.shorthand import Shorthand
from api.strict_json import parse
from api.wire import accept, accept_order, decode, vouch
from approvals.errors import UnknownAgency
from approvals.evidence import evidence_of, gather
from approvals.legal_day import legal_day
from approvals.names import names_more
from approvals.told import NAMES_NOTHING, Facts, Named
from catalog.books import Books
from ledger.canonical import canonical
from validators.examine import Dates
from validators.finding import Verdict
from validators.gates import examine_at
from validators.order import Order
from validators.reading import read_order
from validators.rule import BEFORE_DELIVERY, Gate

VALIDATIONS = Resource("validations", "Try an order out: nothing is stored, nothing is reserved.")

ID, PATH = "validateOrder", "/v1/validations"


def glance_at_order(services: Services, sent: Sent) -> Seen | None:
    """Examine an order on facts at hand, if nothing changed or one look tells that they hold.

    ``None`` wherever something is not as it usually is: `validate_order` then does it from the
    ground up, and says what is wrong.
    """
    read, key, on = decode(sent.body), presented(sent.authorization), legal_day(services.clock())
    if read is None or key is None:
        return None
    try:
        with recognise(services, key, read.agency, read.supplier, on) as asking:
            order = vouch(read, sent.body)
            if order is None or names_more(order):
                return None
            return _glanced(services, asking, key, order, on)
    except (psycopg.Error, ContentFaults, UnknownAgency):
        return None


def _glanced(
    services: Services, asking: Recognition, key: Key, order: Order, on: date
) -> Seen | None:
    # While the database answers: on what was known last, which nearly always still holds.
    books, facts = services.reading.last(), services.facts.last(order.agency, on)
    verdict = None
    # Which waivers count depends on who asks, which is not known yet.
    if books is not None and facts is not None and not facts.waivers:
        verdict = _tried(services, order, books, facts, on, None)
    seen = recognised(key, asking.row())
    if seen is None or not may(ID, seen[0].role, seen[0].narrowed):
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
    return Seen(encode(dry_run_document(verdict, principal.role)), standing)


def _tried(
    services: Services, order: Order, books: Books, facts: Facts, on: date, asker: str | None
) -> Verdict:
    services.reading.words(books).check(order, on)
    return _examined(services, order, books, facts, on, asker)


@VALIDATIONS.operation(
    "POST",
    PATH,
    id=ID,
    summary="Examine an order without placing it",
    description=(
        "The verdict a real order would get now, or on the day `on`. It reserves nothing and is no "
        "approval. Suppliers are told what concerns their quote, and what was left out; for them "
        "the agency's waivers are not counted. Many orders may come at once, one on a line "
        "(JSON Lines): each is answered on a line of its own, by a verdict or by its problem."
    ),
    query=(
        Query(name="on", field=Day(), description="the day it is examined for; `on` in the body"),
        Query(
            name="gate",
            field=Choice(BEFORE_DELIVERY),
            description="the step asked about: the order itself, or what the contract then takes",
        ),
        Query(
            name="signed",
            field=Choice(("true", "false")),
            description="whether the answer is to hold a signed quote check, for the order to come",
        ),
    ),
    body=ValidationIn,
    batch=True,
    answers={
        200: Answer(
            description="the verdict; of many orders a line each, in their order",
            schema="DryRun",
            also={JSON_LINES[0]: "DryRunLines"},
        )
    },
    problems=frozenset({"unavailable"}),
    examples={
        "two desktops as listed": dict(ORDER),
        "with every paper that the contract takes": dict(COVERED_ORDER),
    },
)
def validate_order(call: Call) -> Reply:
    """Examine an order, or each of many, on today's facts or on those of another day."""
    if call.lines is not None:
        return _validate_lines(call, call.lines)
    _, answer = _answered(call, call.body, _gate(call))
    return Reply(document=answer)


def _gate(call: Call) -> Gate:
    return Gate(call.query.get("gate", Gate.ORDER))


def _validate_lines(call: Call, lines: IO[bytes]) -> Reply:
    shorthand = Shorthand()
    examine = line_examiner(call, FactsOnce(), shorthand)
    with lines, one_at_a_time():
        return Reply(lines=answered(call, lines, examine, shorthand), media=JSON_LINES[0])


def line_examiner(call: Call, known: FactsOnce, shorthand: Shorthand) -> Examine:
    """Return what answers a line of a batch.

    Args:
        call: the request, in its transaction.
        known: facts that were read for other lines.
        shorthand: in which the answer is written.
    """
    gate = _gate(call)

    def examine(line: bytes) -> dict[str, Any]:
        order, answer = _answered(call, line, gate, known, shorthand.shortened)
        return {"reference": order.reference, **answer}

    return examine


def _answered(
    call: Call,
    data: bytes,
    gate: Gate,
    known: FactsOnce | None = None,
    shortened: Callable[[bytes], bytes] = bytes,
) -> tuple[Order, dict[str, Any]]:
    signed = call.query.get("signed") == "true"
    order = None if signed else accept_order(data)
    if order is not None:
        on, sent = _day(call), b""
    else:
        order, on, sent = _read(call, data)
    verdict = tried_out(call, order, on, gate, known)
    role, books = call.principal.role, call.books
    document = dry_run_document(verdict, role, gate, shortened)
    if signed:
        document |= signed_quote(call.services, sent, verdict, role, books, call.now)
    return order, document


def tried_out(
    call: Call, order: Order, on: date, gate: Gate = Gate.ORDER, known: FactsOnce | None = None
) -> Verdict:
    """Return the verdict on an order that is not placed, on the facts of a day.

    Args:
        call: the request, in its transaction.
        order: what is tried out.
        on: the day.
        gate: the step asked about.
        known: facts that were read for other orders of the same request.

    Raises:
        ContentFaults: it is not the asker's to try, or says what the law has no word for.
    """
    check_parties(call.principal, order)
    books = call.books
    call.services.reading.words(books).check(order, on)
    found = None if known is None or names_more(order) else known.get(order, on)
    if found is None:
        with agency_of_body():
            found = gather_for(call, order, on)
        call.services.facts.keep(on, found[0])
        if known is not None and not names_more(order):
            known.keep(order, on, found)
    facts, named = found
    asker = asker_of(call.principal)
    return _examined(call.services, order, books, facts, on, asker, named, gate)


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


def _read(call: Call, data: bytes) -> tuple[Order, date, bytes]:
    """Return the order, the day it is examined for, and its document in canonical form."""
    accepted = accept(data)
    if accepted is not None:
        return accepted.order, _day(call), accepted.document
    document = read_body(VALIDATION, parse(data))
    stated: str | None = document.pop("on", None)
    asked = call.query.get("on")
    if asked is not None and stated is not None and asked != stated:
        raise ContentFaults([fault("/on", "stated-twice"), Fault("", Note("stated-twice"), "on")])
    on = _day(call) if stated is None else date.fromisoformat(stated)
    return read_order(document), on, canonical(document)
