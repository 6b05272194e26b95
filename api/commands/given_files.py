"""Files that the command ``check`` is given beside the order: facts, waivers, licence grants."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from api.commands.line import BadData, complain, read_file
from api.facts import Facts, nothing_known, read_facts
from api.faults import ContentFaults, Fault
from api.licence_file import read_licences
from api.strict_json import MalformedJson, parse
from api.waiver_file import read_waivers
from validators.law import Law
from validators.licence_grant import LicenceGrant
from validators.licensing import named_grants
from validators.order import Order
from validators.purchases import classes_bought
from validators.waiver import Waiver


def facts_of(path: Path | None, uscc: str, on: date, law: Law) -> Facts:
    """Return an agency's facts from a file; without one, of an agency nothing is known of.

    Raises:
        BadData: the file is none of facts, or about another agency than the order.
    """
    if path is None:
        complain(
            "no --agency FACTS: examined as a central agency of which nothing else is known, so"
            " quantities stay undetermined"
        )
        return nothing_known(uscc)
    with faults_of(path):
        facts = read_facts(parse(read_file(path)), on)
    agency = facts.agency
    if agency.uscc != uscc:
        raise BadData([f"{path} is about {agency.uscc}, the order is for {uscc}"])
    if agency.jurisdiction not in law.jurisdictions:
        raise BadData([f"{path}: /jurisdiction: the law knows no place {agency.jurisdiction!r}"])
    return facts


def waivers_of(path: Path | None, order: Order) -> tuple[Waiver, ...]:
    """Return the waivers of a file, as the agency of the order has them.

    Raises:
        BadData: the file is none of waivers.
    """
    if path is None:
        return ()
    with faults_of(path):
        return read_waivers(parse(read_file(path)), order.agency)


def licences_of(path: Path | None, order: Order) -> tuple[LicenceGrant, ...]:
    """Return the grants in a file that an order names, or might draw of instead of buying.

    They are told as the agency of the order sees them.

    Raises:
        BadData: the file cannot be read, or is none of licence grants.
    """
    if path is None:
        return ()
    with faults_of(path):
        held = read_licences(parse(read_file(path)), order.agency)
    named, bought = set(named_grants(order)), set(classes_bought(order))
    return tuple(
        it
        for it in held
        if it.number in named or (it.item_class is not None and it.item_class.value in bought)
    )


@contextmanager
def faults_of(path: Path) -> Iterator[None]:
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
