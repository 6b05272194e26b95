"""Examine an order offline and print its verdict. No database, no network, nothing written.

A line without a day of delivery is told which listing lapses within the usual term of an approval.

Exit 0: it conforms. 1: it is refused. 2: undetermined, a fact is missing. 64: wrong usage.
65: a file is faulty. 70: something went wrong inside.
"""

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from api.clock import now
from api.commands.faulty import FAULTS, faulty
from api.commands.given_catalogue import GivenCatalogue, given_catalogue
from api.commands.line import (
    FINE,
    REFUSED,
    UNDETERMINED,
    USAGE,
    BadData,
    Parser,
    complain,
    day,
    read_file,
    say,
)
from api.facts import Facts, nothing_known, read_facts
from api.faults import ContentFaults, Fault
from api.licence_file import not_given, read_licences
from api.order_reading import read_order_body
from api.strict_json import MalformedJson, parse
from api.verdict_text import verdict_lines
from api.vocabulary import Vocabulary
from api.waiver_file import read_waivers
from approvals.legal_day import legal_day
from approvals.policy import last_day
from validators.evidence import Evidence
from validators.examine import Dates
from validators.finding import Conclusion, Verdict
from validators.free_fit import mentioned
from validators.gates import examine_at
from validators.law import Law
from validators.licence_grant import LicenceGrant
from validators.licensing import named_grants
from validators.order import Order
from validators.purchases import classes_bought
from validators.rule import BEFORE_DELIVERY, Gate
from validators.rules import licence_grant
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
        help="the signed catalogue of a service, or lists in YAML (a file or a folder), instead of"
        " the catalogue released",
    )
    parser.add_argument(
        "--key",
        metavar="JWKS",
        type=Path,
        help="the public keys you trust, which a signed catalogue is verified with",
    )
    parser.add_argument(
        "--waivers",
        metavar="FILE",
        type=Path,
        help="JSON of the agency's waivers as GET /v1/waivers shows them; the granted ones count",
    )
    parser.add_argument(
        "--licences",
        metavar="FILE",
        type=Path,
        help="JSON of licence grants as GET /v1/licences shows them, which the order may draw of",
    )
    parser.add_argument(
        "--gate",
        choices=[gate.value for gate in BEFORE_DELIVERY],
        default=Gate.ORDER.value,
        help="the step that is asked about: the order itself, or what the contract then takes",
    )
    parser.add_argument("--text", action="store_true", help="for people instead of JSON")


class _Checked(NamedTuple):
    """A verdict, the catalogue it rests on, and the licence grants it was given without."""

    verdict: Verdict
    given: GivenCatalogue
    lacking: tuple[str, ...]


def run(arguments: argparse.Namespace) -> int:
    """Examine the order."""
    if arguments.key is not None and arguments.catalogue is None:
        complain("--key verifies a signed --catalogue, and none is given")
        return USAGE
    try:
        checked = _examine(arguments)
    except FAULTS as error:
        return faulty(error)
    if arguments.text:
        say("\n".join(_lines(checked)))
    else:
        kind = {"kind": "offline-check", "gate": arguments.gate}
        say(json.dumps({**kind, **_document(checked)}, ensure_ascii=False, indent=2))
    return _EXIT[checked.verdict.outcome]


def _examine(arguments: argparse.Namespace) -> _Checked:
    on: date = arguments.on or legal_day(now())
    law = load_folder()
    order = _order(arguments.file, law, on)
    facts = _facts(arguments.agency, order.agency, on, law)
    given = given_catalogue(arguments.catalogue, arguments.key)
    if (old := given.too_old(on)) is not None:
        complain(old)
    licences = _licences(arguments.licences, order)
    evidence = Evidence(
        agency=facts.agency,
        holdings=facts.holdings,
        assets=facts.assets,
        registers=given.catalogue.registers_for(order, on),
        catalogue=given.catalogue.digest,
        waivers=_waivers(arguments.waivers, order),
        licences=licences,
        free_software=mentioned(order, facts.free_software),
    )
    # Offline there is no office: an approval is thought of as one of the usual term.
    dates = Dates(placed_on=on, valid_until=last_day(on))
    gate = Gate(arguments.gate)
    verdict = examine_at(gate, order, evidence, law, dates)
    asked = gate is licence_grant.RULE.gate
    return _Checked(verdict, given, not_given(order, licences) if asked else ())


def _document(checked: _Checked) -> dict[str, Any]:
    document = {**verdict_document(checked.verdict), "catalogue": checked.given.document()}
    if not checked.lacking:
        return document
    zh, en = _not_examined(checked.lacking)
    return {
        **document,
        "not_examined": [{"rule": licence_grant.RULE.id, "why": {"zh": zh, "en": en}}],
    }


def _lines(checked: _Checked) -> Iterator[str]:
    yield from verdict_lines(checked.verdict)
    yield ""
    if checked.lacking:
        zh, en = _not_examined(checked.lacking)
        yield f"未审查 not examined  [{licence_grant.RULE.id}]"
        yield f"  {zh}"
        yield f"  {en}"
    yield checked.given.line()


def _not_examined(lacking: tuple[str, ...]) -> tuple[str, str]:
    numbers = ", ".join(lacking)
    return (
        f"未提供订单写明的授权 {numbers}:可用 --licences 给出",
        f"the order names licence grants that were not given with --licences: {numbers}",
    )


def _order(path: Path, law: Law, on: date) -> Order:
    data = read_file(path)
    with _faults_of(path):
        order = read_order_body(data).order
        Vocabulary.of(law).check(order, on)
    return order


def _facts(path: Path | None, uscc: str, on: date, law: Law) -> Facts:
    if path is None:
        complain(
            "no --agency FACTS: examined as a central agency of which nothing else is known, so"
            " quantities stay undetermined"
        )
        return nothing_known(uscc)
    with _faults_of(path):
        facts = read_facts(parse(read_file(path)), on)
    agency = facts.agency
    if agency.uscc != uscc:
        raise BadData([f"{path} is about {agency.uscc}, the order is for {uscc}"])
    if agency.jurisdiction not in law.jurisdictions:
        raise BadData([f"{path}: /jurisdiction: the law knows no place {agency.jurisdiction!r}"])
    return facts


def _waivers(path: Path | None, order: Order) -> tuple[Waiver, ...]:
    if path is None:
        return ()
    with _faults_of(path):
        return read_waivers(parse(read_file(path)), order.agency)


def _licences(path: Path | None, order: Order) -> tuple[LicenceGrant, ...]:
    """Return the grants in a file that an order names, or might draw of instead of buying.

    They are told as the agency of the order sees them.

    Raises:
        BadData: the file cannot be read, or is none of licence grants.
    """
    if path is None:
        return ()
    with _faults_of(path):
        held = read_licences(parse(read_file(path)), order.agency)
    named, bought = set(named_grants(order)), set(classes_bought(order))
    return tuple(
        it
        for it in held
        if it.number in named or (it.item_class is not None and it.item_class.value in bought)
    )


@contextmanager
def _faults_of(path: Path) -> Iterator[None]:
    """Tell what is wrong with a file's content as faults of the file, in both languages.

    Raises:
        BadData: with every fault.
    """
    try:
        yield
    except MalformedJson as error:
        zh, en = error.sentences()
        raise BadData([f"{path}: {en} / {zh}"]) from error
    except ContentFaults as error:
        raise BadData([_told(path, one) for one in error.faults]) from error


def _told(path: Path, fault: Fault) -> str:
    message = fault.document()["message"]
    return f"{path}: {fault.pointer or '/'}: {message['en']} / {message['zh']}"
