"""The law as values: editions of official documents, their rows, caps, duties and clauses.

One edition is one official document. Its figures stand as printed, each with a citation and a mark
saying whether it was read or inferred. Nothing here decides anything; rules do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum, unique
from types import MappingProxyType

from validators.bound import Bound, Test
from validators.classes import ItemClass
from validators.duty import Duty
from validators.evidence import Level
from validators.finding import Citation, Message
from validators.order import Demand, Included, LicenceChannel
from validators.papers import Paper
from validators.selector import Selector

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Day:
    """A date of law as far as it is known: the first and the last day it may be.

    Known to the day, the month, the year, or only to lie between two dates.
    """

    first: date
    last: date
    evidence: str = "read"

    @property
    def text(self) -> str:
        """Return the date as precisely as it is known: ``2009``, ``2018-03/2021-08``."""
        first, last = self.first.isoformat(), self.last.isoformat()
        if self.first.day == 1 and (self.last + _ONE_DAY).day == 1 and first != last:
            whole_years = self.first.month == 1 and (self.last + _ONE_DAY).month == 1
            shown = len("2009") if whole_years else len("2009-01")
            first, last = first[:shown], last[:shown]
        return first if first == last else f"{first}/{last}"


@unique
class Status(StrEnum):
    """What an edition is good for."""

    ADOPTED = "adopted"
    DRAFT = "draft"
    REGISTERED = "registered"
    """Known by title only: its rows are unknown, so the law is silent and not absent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """The highest unit price, in yuan with tax, of something that includes ``includes``."""

    ceiling: Bound
    citation: Citation
    includes: frozenset[Included] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """The minimum service life: reached after ``years``, or after ``pages`` where printed."""

    years: Decimal | None
    citation: Citation
    pages: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Specification:
    """The most an attribute of a thing may measure, in the unit the attribute's name tells."""

    attribute: str
    at_most: Decimal
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a printed table: what it is about, its price, its life and its measures."""

    id: str
    title: Message
    selectors: tuple[Selector, ...]
    price: Price | None = None
    life: Life | None = None
    specifications: tuple[Specification, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A consent without which something inside a cap is not allowed."""

    question: str
    role: str
    title: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """Units above this cap may be paid for by fewer units of another, where conditions hold.

    ``ratio`` is how many of the other each unit costs (相应: one). Where the text leaves it open
    (酌情) it is ``None``, and how many is a question of judgement for ``role``.
    """

    against: str
    conditions: tuple[Test, ...]
    ratio: Decimal | None = None
    question: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """How many things of some kinds an agency may have in all: one linear inequality."""

    id: str
    title: Message
    counts: tuple[Selector, ...]
    limit: Bound
    citation: Citation
    consent: Consent | None = None
    swap: Swap | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """A duty on things of some classes, on agencies for which all conditions hold.

    ``scheme`` names the scheme of listings a listing duty asks for. ``refused_names`` are words
    for "no operating system" as order lines write them, or for what is barred, or for editions that
    are none for an organisation. Each of ``editions`` are the words that mean one. ``names`` are
    words in the names of the products it is about; licences of the channels ``on_base`` stand on
    one of the channels ``bases``. ``papers`` are asked for, of which ``advised`` are only
    preferred; devices are covered with each class of ``covers``. ``role`` answers its question,
    where it asks one. ``channels`` are those of the licences it is about; from ``value`` yuan on,
    or for ``years`` of term, it is due. ``demands`` are what a tender is not to demand beyond need;
    ``last_day`` is the last one of admissions that state none.
    """

    id: str
    duty: Duty
    classes: frozenset[ItemClass]
    citation: Citation
    conditions: tuple[Test, ...] = ()
    scheme: str | None = None
    refused_names: tuple[str, ...] = ()
    editions: tuple[tuple[str, ...], ...] = ()
    names: tuple[str, ...] = ()
    on_base: frozenset[LicenceChannel] = frozenset()
    bases: frozenset[LicenceChannel] = frozenset()
    papers: tuple[Paper, ...] = ()
    advised: frozenset[Paper] = frozenset()
    covers: tuple[ItemClass, ...] = ()
    role: str | None = None
    channels: frozenset[LicenceChannel] = frozenset()
    value: Decimal | None = None
    years: int | None = None
    demands: tuple[Demand, ...] = ()
    last_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A clause kept in paraphrase; one that taints makes what it touches undetermined."""

    id: str
    kind: str
    paraphrase: Message
    citation: Citation
    taints: tuple[Selector, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where facts of an edition were read."""

    id: str
    url: str
    kind: str
    covers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One official document in one revision; ``digest`` is that of the bytes it was read from.

    ``until`` is the last day as printed; an edition named in another's ``supersedes`` ends the
    day before that one begins, whatever it says itself. An edition that ``amends`` another
    supersedes it, and holds with that one's parts besides its own; ``removes`` names those that
    fall away, and ``merged`` the editions whose parts it took over. It binds agencies of the levels
    in ``binds`` for which ``binds_when`` holds. ``facts`` has the titles of the counted facts and
    properties that it turns on, and of the questions, roles and attributes it names.
    """

    id: str
    revision: int
    digest: str
    series: str
    title: Message
    document: str | None
    jurisdiction: str
    since: Day
    status: Status = Status.ADOPTED
    until: Day | None = None
    supersedes: tuple[str, ...] = ()
    binds: frozenset[Level] = frozenset(Level)
    binds_when: tuple[Test, ...] = ()
    amends: str | None = None
    removes: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    headcount_basis: str | None = None
    facts: Mapping[str, Message] = field(default_factory=lambda: MappingProxyType({}))
    rows: tuple[Row, ...] = ()
    caps: tuple[Cap, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    clauses: tuple[Clause, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Jurisdiction:
    """A place with law of its own, under another place (the root has no parent)."""

    id: str
    parent: str | None
    level: Level
    title: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeEntry:
    """One code of a classification table: its printed title and the classes it stands for."""

    code: str
    title: str
    classes: frozenset[ItemClass]
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeTable:
    """One edition of a classification of products; ``complete`` says every code is loaded.

    ``in_use`` are days on which a source shows the table in use; ``supersedes`` names the schemes
    it took the place of.
    """

    scheme: str
    revision: int
    digest: str
    title: Message
    document: str | None
    complete: bool
    entries: tuple[CodeEntry, ...]
    supersedes: tuple[str, ...] = ()
    in_use: tuple[Day, ...] = ()
