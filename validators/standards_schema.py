"""The shape of each document of the law: which keys, which are needed, what each holds.

Four formats: an edition (one official document), a table of product codes, the places that have
law, and law cases (``law_case_file``). What a key means for the law is said where the value it
becomes is declared (``validators.edition``).
"""

from marshmallow import fields

from validators.classes import ItemClass
from validators.duty import Duty
from validators.edition import Status
from validators.evidence import Level
from validators.order import Demand, Included, LicenceChannel
from validators.papers import Paper
from validators.standards_bound import Limit
from validators.standards_conditions import Conditions
from validators.standards_fields import (
    Amount,
    Choice,
    Day,
    Exactly,
    HowKnown,
    Shape,
    Text,
    When,
    Whole,
    Word,
    YesNo,
)
from validators.standards_lists import Listed
from validators.standards_selector import SelectorShape, TitleShape

EDITION = "procheck/edition/1"
CODES = "procheck/codes/1"
PLACES = "procheck/places/1"


class SourceShape(Shape):
    """Where facts were read: ``kind`` says what sort of copy, ``covers`` what was seen there."""

    id = Word(required=True)
    url = Text(required=True)
    kind = Text(required=True)
    covers = Text(required=True)


class KnownShape(Shape):
    """How a statement is known; a read one names its sources, an inferred one may say from what."""

    evidence = Choice(HowKnown, required=True)
    sources = Listed(Word(), load_default=[], least=0)
    note = Text()


class FigureShape(KnownShape):
    """A figure with the place where it stands; a row's figures stand in the row by default."""

    row = Text()
    article = Text()


class DayShape(KnownShape):
    """A date of law."""

    day = When(required=True)


class CountShape(KnownShape):
    """A counted fact that limits of the edition are reckoned on."""

    count = Word(required=True)
    title = fields.Nested(TitleShape, required=True)


class PropertyShape(KnownShape):
    """A yes-or-no fact about agencies that the edition turns on."""

    property = Word(required=True)
    title = fields.Nested(TitleShape, required=True)


class TermShape(Shape):
    """What people call a question, a role or an attribute that the edition names."""

    term = Word(required=True)
    title = fields.Nested(TitleShape, required=True)


class PriceShape(FigureShape):
    """The highest unit price in yuan with tax, and what it includes besides the device."""

    ceiling = Limit(required=True)
    includes = Listed(Choice(Included), load_default=[], least=0)


class LifeShape(FigureShape):
    """The minimum service life: years, or pages where the row prints them as well."""

    years = Whole()
    pages = Whole()


class ConsentShape(Shape):
    """A consent without which something inside a cap is not allowed."""

    question = Word(required=True)
    role = Word(required=True)
    title = fields.Nested(TitleShape, required=True)


class SwapShape(Shape):
    """More of this for less of another, where the agency is of a kind.

    One for ``ratio`` of the other where the text says how many; else somebody judges.
    """

    against = Word(required=True)
    when = Conditions(required=True)
    ratio = Amount()
    question = Word()
    role = Word()


class QuantityShape(FigureShape):
    """The number of things of a row an agency may have in all."""

    limit = Limit(required=True)
    consent = fields.Nested(ConsentShape)
    swap = fields.Nested(SwapShape)


class SpecificationShape(FigureShape):
    """The most an attribute of a thing may measure: gigabytes of memory, inches of display."""

    attribute = Word(required=True)
    at_most = Amount(required=True)


class RowShape(Shape):
    """One row as the table prints it: item, price, quantity, life; what it leaves blank is left."""

    id = Word(required=True)
    title = fields.Nested(TitleShape, required=True)
    selects = Listed(fields.Nested(SelectorShape), required=True)
    price = fields.Nested(PriceShape)
    quantity = fields.Nested(QuantityShape)
    life = fields.Nested(LifeShape)
    specifications = Listed(fields.Nested(SpecificationShape), load_default=[], least=0)


class CapShape(QuantityShape):
    """A number over several rows, or over part of them: a pool or a sub-cap."""

    id = Word(required=True)
    title = fields.Nested(TitleShape, required=True)
    counts = Listed(fields.Nested(SelectorShape), required=True)


class EditionWordsShape(Shape):
    """Words that mean one edition of a product, which may be none for an organisation."""

    words = Listed(Text(), required=True)
    refused = YesNo(load_default=False)


class RequirementShape(FigureShape):
    """A duty on things of some classes."""

    id = Word(required=True)
    duty = Choice(Duty, required=True)
    classes = Listed(Choice(ItemClass), required=True)
    when = Conditions()
    scheme = Word()
    refused_names = Listed(Text(), load_default=[], least=0)
    names = Listed(Text(), load_default=[], least=0)
    editions = Listed(fields.Nested(EditionWordsShape), load_default=[], least=0)
    on_base = Listed(Choice(LicenceChannel), load_default=[], least=0)
    bases = Listed(Choice(LicenceChannel), load_default=[], least=0)
    papers = Listed(Choice(Paper), load_default=[], least=0)
    advised = Listed(Choice(Paper), load_default=[], least=0)
    covers = Listed(Choice(ItemClass), load_default=[], least=0)
    role = Word()
    channels = Listed(Choice(LicenceChannel), load_default=[], least=0)
    value = Amount()
    years = Whole()
    demands = Listed(Choice(Demand), load_default=[], least=0)
    last_day = Day()


class ClauseShape(FigureShape):
    """A clause kept in paraphrase; ``touches`` are the things on which it leaves the law open."""

    id = Word(required=True)
    kind = Word(required=True)
    paraphrase = fields.Nested(TitleShape, required=True)
    touches = Listed(fields.Nested(SelectorShape), load_default=[], least=0)


class EditionShape(Shape):
    """One official document."""

    format = Exactly(EDITION, required=True)
    id = Word(required=True)
    revision = Whole(required=True)
    series = Word(required=True)
    title = fields.Nested(TitleShape, required=True)
    document = Text()
    issuers = Listed(Text(), load_default=[], least=0)
    jurisdiction = Word(required=True)
    binds = Listed(Choice(Level), load_default=list(Level))
    binds_when = Conditions()
    status = Choice(Status, load_default=Status.ADOPTED)
    since = fields.Nested(DayShape, required=True)
    until = fields.Nested(DayShape)
    supersedes = Listed(Word(), load_default=[], least=0)
    amends = Word()
    removes = Listed(Word(), load_default=[], least=0)
    headcount_basis = fields.Nested(CountShape)
    counts = Listed(fields.Nested(CountShape), load_default=[], least=0)
    properties = Listed(fields.Nested(PropertyShape), load_default=[], least=0)
    terms = Listed(fields.Nested(TermShape), load_default=[], least=0)
    rows = Listed(fields.Nested(RowShape), load_default=[], least=0)
    caps = Listed(fields.Nested(CapShape), load_default=[], least=0)
    requirements = Listed(fields.Nested(RequirementShape), load_default=[], least=0)
    clauses = Listed(fields.Nested(ClauseShape), load_default=[], least=0)
    sources = Listed(fields.Nested(SourceShape), load_default=[], least=0)


class CodeShape(KnownShape):
    """One code with its printed title and the classes it is known, or thought, to stand for."""

    code = Text(required=True)
    title = Text(required=True)
    classes = Listed(Choice(ItemClass), required=True)


class CodesShape(Shape):
    """One edition of a classification of products; complete when every code of it is here."""

    format = Exactly(CODES, required=True)
    scheme = Word(required=True)
    revision = Whole(required=True)
    title = fields.Nested(TitleShape, required=True)
    document = Text()
    complete = YesNo(required=True)
    supersedes = Listed(Word(), load_default=[], least=0)
    in_use = Listed(fields.Nested(DayShape), load_default=[], least=0)
    entries = Listed(fields.Nested(CodeShape), required=True)
    sources = Listed(fields.Nested(SourceShape), required=True)


class PlaceShape(Shape):
    """A place with law of its own, under another place."""

    id = Word(required=True)
    under = Word()
    level = Choice(Level, required=True)
    title = fields.Nested(TitleShape, required=True)


class PlacesShape(Shape):
    """All places; the one root is under none."""

    format = Exactly(PLACES, required=True)
    revision = Whole(required=True)
    places = Listed(fields.Nested(PlaceShape), required=True)


SHAPES: dict[str, Shape] = {
    EDITION: EditionShape(),
    CODES: CodesShape(),
    PLACES: PlacesShape(),
}
"""The shape of a document by its ``format``."""
