"""Papers and records that a purchase rests on, and where an order states each of them.

An edition names the papers it asks for (``contract_papers``); here stands what of an order is
looked at for each, and who can state what is lacking. Source: domain rules L10 to L12, L22, L25 to
L27 and L31; the seven fields of a contract are those of the working guidance of 2016.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import StrEnum, unique
from types import MappingProxyType
from typing import NamedTuple

from validators.blank_texts import names_nothing, says_nothing, tells_no_version
from validators.classes import ItemClass
from validators.order import Certificate, Licence, Order, OrderLine

SOFTWARE = frozenset(it for it in ItemClass if it.value.startswith("software_"))
"""The classes that are software."""
SECURITY = frozenset({ItemClass.SOFTWARE_ANTIVIRUS, ItemClass.SOFTWARE_SECURITY})
"""Those that are sold only once certified or tested."""


@unique
class Paper(StrEnum):
    """What an edition can ask to be stated before a step is taken."""

    ENERGY_CERTIFICATE = "energy-certificate"
    ENVIRONMENT_LABEL = "environment-label"
    PART_STATEMENT = "part-statement"
    """The processor's part number, and the statement that ties it to the name announced."""
    SECURITY_PERMIT = "security-permit"
    SOFTWARE_NAME = "software-name"
    SOFTWARE_VERSION = "software-version"
    LICENCE_MODE = "licence-mode"
    LICENCE_COUNT = "licence-count"
    LICENCE_TERM = "licence-term"
    COMPATIBILITY = "compatibility"
    AFTER_SALES = "after-sales"
    NON_INFRINGEMENT = "non-infringement"
    RIGHTS_CHECK = "rights-check"
    RESPONSIBLE = "responsible"
    """Who answers for genuine software: the head, and the head of information technology."""


SPARE = "licences."
"""How the names of counted facts begin that tell how many licences are held and not in use."""


def spare(covered: ItemClass) -> str:
    """Return the counted fact of an agency that covers devices: licences held and not in use."""
    return f"{SPARE}{covered.value}"


class Looked(NamedTuple):
    """One place of an order looked at for a paper.

    ``fact`` is what is lacking where nothing is stated; ``said`` is what is, or ``None``; a clause
    that is said not to be there is ``False``. ``until`` is its last day, where it has one;
    ``dated`` papers always have, so one that states none has not shown that it is in force.
    """

    pointer: str
    fact: str
    said: str | bool | None
    until: date | None = None
    dated: bool = False


class Product(NamedTuple):
    """One piece of software of a line, and where it stands: what every paper on software is of."""

    pointer: str
    item_class: ItemClass
    name: str | None
    version: str | None
    licence: Licence | None
    permit: Certificate | None = None


def products(position: int, line: OrderLine) -> Iterator[Product]:
    """Yield the software of a line: its system, what comes with it, or what the line itself is.

    A line of a class of software whose product is not told apart is named by its model.
    """
    here = f"/lines/{position}"
    system = line.operating_system
    if system is not None:
        yield Product(
            f"{here}/operating_system",
            ItemClass.SOFTWARE_OS,
            system.name,
            system.version,
            system.licence,
        )
    for place, it in enumerate(line.software):
        yield Product(f"{here}/software/{place}", *it)
    if line.item_class in SOFTWARE and system is None and not line.software:
        yield Product(here, line.item_class, line.model, None, None)


Look = Callable[[Order, int, OrderLine], Iterator[Looked]]


def look(paper: Paper, order: Order, position: int, line: OrderLine) -> Iterator[Looked]:
    """Yield each place that an order states a paper at, for one of its lines.

    A text that states nothing is none: "待定".
    """
    for it in _LOOKS[paper](order, position, line):
        blank = isinstance(it.said, str) and says_nothing(it.said)
        yield it._replace(said=None) if blank else it


def _of_contract(member: str) -> Look:
    def looks(order: Order, _position: int, _line: OrderLine) -> Iterator[Looked]:
        said = None if order.contract is None else getattr(order.contract, member)
        yield Looked(f"/contract/{member}", f"contract.{member}", said)

    return looks


def _responsible(order: Order, _position: int, _line: OrderLine) -> Iterator[Looked]:
    for member in ("head", "it_head"):
        said = None if order.responsible is None else getattr(order.responsible, member)
        yield Looked(f"/responsible/{member}", f"responsible.{member}", said)


def _certificate(member: str) -> Look:
    def looks(_order: Order, position: int, line: OrderLine) -> Iterator[Looked]:
        held: Certificate | None = getattr(line, member)
        yield _held(f"/lines/{position}/{member}", member, held)

    return looks


def _held(pointer: str, fact: str, held: Certificate | None) -> Looked:
    number, until = (None, None) if held is None else held
    return Looked(pointer, fact, number, until, dated=True)


def _part(_order: Order, position: int, line: OrderLine) -> Iterator[Looked]:
    for member in ("name", "part_number", "statement"):
        said = None if line.processor is None else getattr(line.processor, member)
        yield Looked(f"/lines/{position}/processor/{member}", f"processor.{member}", said)


def _permit(_order: Order, position: int, line: OrderLine) -> Iterator[Looked]:
    for it in products(position, line):
        if it.item_class in SECURITY:
            yield _held(f"{it.pointer}/permit", "software.permit", it.permit)


def _of_software(fact: str, read: Callable[[Product], str | None]) -> Look:
    def looks(_order: Order, position: int, line: OrderLine) -> Iterator[Looked]:
        for it in products(position, line):
            yield Looked(f"{it.pointer}/{fact.replace('.', '/')}", f"software.{fact}", read(it))

    return looks


def _name(it: Product) -> str | None:
    return None if it.name is None or names_nothing(it.name) else it.name


def _version(it: Product) -> str | None:
    return None if it.version is None or tells_no_version(it.version) else it.version


def _mode(it: Product) -> str | None:
    return None if it.licence is None or it.licence.channel is None else it.licence.channel.value


def _count(it: Product) -> str | None:
    return None if it.licence is None or it.licence.copies is None else str(it.licence.copies)


def _term(it: Product) -> str | None:
    return None if it.licence is None else it.licence.term


_LOOKS: Mapping[Paper, Look] = MappingProxyType(
    {
        Paper.ENERGY_CERTIFICATE: _certificate("energy_certificate"),
        Paper.ENVIRONMENT_LABEL: _certificate("environment_label"),
        Paper.PART_STATEMENT: _part,
        Paper.SECURITY_PERMIT: _permit,
        Paper.SOFTWARE_NAME: _of_software("name", _name),
        Paper.SOFTWARE_VERSION: _of_software("version", _version),
        Paper.LICENCE_MODE: _of_software("licence.channel", _mode),
        Paper.LICENCE_COUNT: _of_software("licence.count", _count),
        Paper.LICENCE_TERM: _of_software("licence.term", _term),
        Paper.COMPATIBILITY: _of_contract("compatibility"),
        Paper.AFTER_SALES: _of_contract("after_sales"),
        Paper.NON_INFRINGEMENT: _of_contract("non_infringement"),
        Paper.RIGHTS_CHECK: _of_contract("rights_check"),
        Paper.RESPONSIBLE: _responsible,
    }
)

_BY_AGENCY = frozenset({Paper.RIGHTS_CHECK, Paper.RESPONSIBLE})


def stated_by(paper: Paper) -> str:
    """Return who can state what is lacking of a paper."""
    return "agency" if paper in _BY_AGENCY else "supplier"
