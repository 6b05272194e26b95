"""Examine an order offline and print its verdict. No database, no network, nothing written.

A line without a day of delivery is told which listing lapses within the usual term of an approval.

Exit 0: it conforms. 1: it is refused. 2: undetermined, a fact is missing. 64: wrong usage.
65: a file is faulty. 70: something went wrong inside.
"""

import argparse
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from api.clock import now
from api.commands.document_arguments import describe_document, is_order_document
from api.commands.faulty import FAULTS, faulty
from api.commands.given_catalogue import GivenCatalogue, given_catalogue
from api.commands.given_files import facts_of, faults_of, licences_of, waivers_of
from api.commands.line import (
    FINE,
    REFUSED,
    UNDETERMINED,
    USAGE,
    Parser,
    complain,
    day,
    read_file,
    say,
)
from api.facts import read_facts
from api.licence_file import not_given
from api.order_reading import read_order_body
from api.strict_json import parse
from api.verdict_text import verdict_lines
from api.vocabulary import Vocabulary
from approvals.legal_day import legal_day
from approvals.policy import last_day
from validators.evidence import Evidence
from validators.examine import Dates
from validators.finding import Conclusion, Verdict
from validators.free_fit import mentioned
from validators.gates import examine_at
from validators.law import Law
from validators.order import Order
from validators.rule import BEFORE_DELIVERY, Gate
from validators.rules import licence_grant
from validators.standards_file import load_folder
from validators.writing import verdict_document

if TYPE_CHECKING:
    from integrations.documents.draft import Draft

_EXIT = {
    Conclusion.CONFORMING: FINE,
    Conclusion.REFUSED: REFUSED,
    Conclusion.UNDETERMINED: UNDETERMINED,
}


def _readers() -> ModuleType:
    """Return what reads orders of other forms; an order in JSON needs none of it."""
    from api.commands import checked_document  # noqa: PLC0415 - as said above

    return checked_document


def describe(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "file",
        metavar="FILE",
        type=Path,
        help="the order: JSON, UBL, cXML, XLSX or CSV; - reads stdin",
    )
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
    describe_document(parser)
    parser.add_argument("--text", action="store_true", help="for people instead of JSON")


class _Checked(NamedTuple):
    """A verdict, the catalogue it rests on, and the licence grants it was given without.

    ``draft`` is what was read, where the order came as a document of another form; one that makes
    no order has no verdict.
    """

    verdict: Verdict | None
    given: GivenCatalogue
    lacking: tuple[str, ...]
    draft: "Draft | None" = None

    @property
    def outcome(self) -> Conclusion:
        """Return what all of it comes to."""
        found = None if self.verdict is None else self.verdict.outcome
        if self.draft is not None:
            outcome: Conclusion = _readers().outcome_of(self.draft, found)
            return outcome
        return Conclusion.UNDETERMINED if found is None else found


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
    return _EXIT[checked.outcome]


def _examine(arguments: argparse.Namespace) -> _Checked:
    on: date = arguments.on or legal_day(now())
    law = load_folder()
    data = read_file(arguments.file)
    draft = _draft(arguments, data, law, on)
    order = _order(arguments.file, data, draft, law, on)
    given = given_catalogue(arguments.catalogue, arguments.key)
    if (old := given.too_old(on)) is not None:
        complain(old)
    if order is None:
        return _Checked(None, given, (), draft)
    facts = facts_of(arguments.agency, order.agency, on, law)
    licences = licences_of(arguments.licences, order)
    evidence = Evidence(
        agency=facts.agency,
        holdings=facts.holdings,
        assets=facts.assets,
        registers=given.catalogue.registers_for(order, on),
        catalogue=given.catalogue.digest,
        waivers=waivers_of(arguments.waivers, order),
        licences=licences,
        free_software=mentioned(order, facts.free_software),
    )
    # Offline there is no office: an approval is thought of as one of the usual term.
    dates = Dates(placed_on=on, valid_until=last_day(on))
    gate = Gate(arguments.gate)
    verdict = examine_at(gate, order, evidence, law, dates)
    asked = gate is licence_grant.RULE.gate
    return _Checked(verdict, given, not_given(order, licences) if asked else (), draft)


def _document(checked: _Checked) -> dict[str, Any]:
    verdict = {} if checked.verdict is None else verdict_document(checked.verdict)
    document = {**verdict, "catalogue": checked.given.document()}
    if checked.draft is not None:
        found = None if checked.verdict is None else checked.verdict.outcome
        read = _readers().read_from(checked.draft, found)
        document |= {"outcome": read["outcome"], "document": read}
    if not checked.lacking:
        return document
    zh, en = _not_examined(checked.lacking)
    return {
        **document,
        "not_examined": [{"rule": licence_grant.RULE.id, "why": {"zh": zh, "en": en}}],
    }


def _lines(checked: _Checked) -> Iterator[str]:
    if checked.draft is not None:
        yield from _readers().document_lines(checked.draft)
        yield f"结论 outcome: {checked.outcome.value}"
        yield ""
    if checked.verdict is not None:
        yield from verdict_lines(checked.verdict)
        yield ""
        if checked.draft is not None:
            yield from _readers().place_lines(checked.draft, checked.verdict)
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


def _draft(arguments: argparse.Namespace, data: bytes, law: Law, on: date) -> "Draft | None":
    """Return what a document of another form makes; ``None`` for an order in JSON."""
    if not is_order_document(data):
        return None
    path: Path | None = arguments.agency
    agency = None
    if path is not None:
        with faults_of(path):
            agency = read_facts(parse(read_file(path)), on).agency.uscc
    draft: Draft = _readers().drafted_document(arguments, data, agency, law)
    return draft


def _order(path: Path, data: bytes, draft: "Draft | None", law: Law, on: date) -> Order | None:
    if draft is not None:
        made: Order | None = _readers().order_of(path, draft, law, on)
        return made
    with faults_of(path):
        order = read_order_body(data).order
        Vocabulary.of(law).check(order, on)
    return order
