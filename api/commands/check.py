"""Examine an order offline and print its verdict. No database, no network, nothing written.

A line without a day of delivery is told which listing lapses within the usual term of an approval.

Exit 0: it conforms. 1: it is refused. 2: undetermined, a fact is missing. 64: wrong usage.
65: a file is faulty. 70: something went wrong inside.
"""

import argparse
import json
from datetime import date
from pathlib import Path

from api.clock import now
from api.commands.faulty import FAULTS, faulty
from api.commands.line import (
    FINE,
    REFUSED,
    UNDETERMINED,
    BadData,
    Parser,
    complain,
    day,
    read_file,
    say,
)
from api.facts import Facts, nothing_known, read_facts
from api.faults import ContentFaults, Fault
from api.order_reading import read_order_body
from api.strict_json import MalformedJson, parse
from api.verdict_text import verdict_lines
from api.vocabulary import Vocabulary
from api.waiver_file import read_waivers
from approvals.legal_day import legal_day
from approvals.policy import last_day
from catalog.catalogue import Catalogue
from catalog.seeds import load, load_seeds
from validators.evidence import Evidence
from validators.examine import Dates
from validators.finding import Conclusion, Verdict
from validators.gates import examine_at
from validators.law import Law
from validators.order import Order
from validators.rule import BEFORE_DELIVERY, Gate
from validators.standards_file import load_folder
from validators.waiver import Waiver
from validators.writing import verdict_document

_EXIT = {
    Conclusion.CONFORMING: FINE,
    Conclusion.REFUSED: REFUSED,
    Conclusion.UNDETERMINED: UNDETERMINED,
}


def describe(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", metavar="FILE", type=Path, help="the order as JSON; - reads stdin")
    parser.add_argument(
        "--agency", metavar="FACTS", type=Path, help="JSON of the agency with its facts"
    )
    parser.add_argument("--on", metavar="DATE", type=day, help="the day of law; today if left out")
    parser.add_argument(
        "--catalogue",
        metavar="FILE",
        type=Path,
        help="a catalogue file or folder instead of the one released",
    )
    parser.add_argument(
        "--waivers",
        metavar="FILE",
        type=Path,
        help="JSON of the agency's waivers as GET /v1/waivers shows them; the granted ones count",
    )
    parser.add_argument(
        "--gate",
        choices=[gate.value for gate in BEFORE_DELIVERY],
        default=Gate.ORDER.value,
        help="the step that is asked about: the order itself, or what the contract then takes",
    )
    parser.add_argument("--text", action="store_true", help="for people instead of JSON")


def run(arguments: argparse.Namespace) -> int:
    """Examine the order."""
    try:
        verdict = _examine(arguments)
    except FAULTS as error:
        return faulty(error)
    if arguments.text:
        say("\n".join(verdict_lines(verdict)))
    else:
        kind = {"kind": "offline-check", "gate": arguments.gate}
        document = {**kind, **verdict_document(verdict)}
        say(json.dumps(document, ensure_ascii=False, indent=2))
    return _EXIT[verdict.outcome]


def _examine(arguments: argparse.Namespace) -> Verdict:
    on: date = arguments.on or legal_day(now())
    law = load_folder()
    order = _order(arguments.file, law, on)
    facts = _facts(arguments.agency, order.agency, on, law)
    catalogue = _catalogue(arguments.catalogue)
    evidence = Evidence(
        agency=facts.agency,
        holdings=facts.holdings,
        assets=facts.assets,
        registers=catalogue.registers_for(order, on),
        catalogue=catalogue.digest,
        waivers=_waivers(arguments.waivers, order),
    )
    # Offline there is no office: an approval is thought of as one of the usual term.
    dates = Dates(placed_on=on, valid_until=last_day(on))
    return examine_at(Gate(arguments.gate), order, evidence, law, dates)


def _order(path: Path, law: Law, on: date) -> Order:
    data = read_file(path)
    try:
        order = read_order_body(data).order
        Vocabulary.of(law).check(order, on)
    except MalformedJson as error:
        raise BadData([_malformed(path, error)]) from error
    except ContentFaults as error:
        raise BadData(_told(path, error.faults)) from error
    return order


def _facts(path: Path | None, uscc: str, on: date, law: Law) -> Facts:
    if path is None:
        complain(
            "no --agency FACTS: examined as a central agency of which nothing else is known, so"
            " quantities stay undetermined"
        )
        return nothing_known(uscc)
    try:
        facts = read_facts(parse(read_file(path)), on)
    except MalformedJson as error:
        raise BadData([_malformed(path, error)]) from error
    except ContentFaults as error:
        raise BadData(_told(path, error.faults)) from error
    agency = facts.agency
    if agency.uscc != uscc:
        raise BadData([f"{path} is about {agency.uscc}, the order is for {uscc}"])
    if agency.jurisdiction not in law.jurisdictions:
        raise BadData([f"{path}: /jurisdiction: the law knows no place {agency.jurisdiction!r}"])
    return facts


def _waivers(path: Path | None, order: Order) -> tuple[Waiver, ...]:
    if path is None:
        return ()
    try:
        return read_waivers(parse(read_file(path)), order.agency)
    except MalformedJson as error:
        raise BadData([_malformed(path, error)]) from error
    except ContentFaults as error:
        raise BadData(_told(path, error.faults)) from error


def _catalogue(path: Path | None) -> Catalogue:
    if path is None:
        return load_seeds()
    return load_seeds(path) if path.is_dir() else load([(path.name, read_file(path))])


def _malformed(path: Path, error: MalformedJson) -> str:
    return f"{path}: {error.sentences()[1]}"


def _told(path: Path, faults: tuple[Fault, ...]) -> list[str]:
    return [f"{path}: {one.pointer or '/'}: {one.document()['message']['en']}" for one in faults]
