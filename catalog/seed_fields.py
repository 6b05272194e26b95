"""The shape of a scheme, a publication and a notice as files write them: keys, and what each holds.

The same YAML as the law is written in (`docs/catalogue.md`): every value quoted, every key known,
every row marked ``read`` or ``inferred`` with its sources.
"""

from datetime import date

from marshmallow import fields

from catalog.product_identifiers import cpe_of_one, purl_of_one
from catalog.scheme import Loaded, Use
from validators.finding import Message
from validators.listing import ListingKind
from validators.listing_event import EventKind
from validators.standards_fields import (
    Choice,
    Exactly,
    HowKnown,
    Shape,
    Text,
    When,
    Whole,
    Word,
    Written,
    YesNo,
)
from validators.standards_lists import Listed
from validators.standards_schema import DayShape, KnownShape, SourceShape
from validators.standards_selector import TitleShape

SCHEME = "procheck/scheme/1"
PUBLICATION = "procheck/publication/1"
NOTICE = "procheck/notice/1"
LIST = "procheck/list/1"


class ValidityShape(KnownShape):
    """For how many years after its publication a listing stands."""

    years = Whole(required=True)


class FamilyShape(Shape):
    """Words by which order lines call the products of one family."""

    id = Word(required=True)
    kind = Choice(ListingKind, required=True)
    words = Listed(Text(), required=True)


class UnspecificShape(Shape):
    """Texts that may mean any listing of some kinds."""

    kinds = Listed(Choice(ListingKind), required=True)
    whole = Listed(Text(), load_default=[])
    begins = Listed(Text(), load_default=[])
    contains = Listed(Text(), load_default=[])


class UnconfirmedShape(KnownShape):
    """A product that was offered or claimed as listed, on no publication that was read."""

    kind = Choice(ListingKind, required=True)
    name = Text(required=True)


class FactShape(KnownShape):
    """Something known about the scheme or its field that is no listing."""

    id = Word(required=True)
    statement = fields.Nested(TitleShape, required=True)


class SchemeShape(Shape):
    """A scheme, and the words that lead from texts to its listings."""

    format = Exactly(SCHEME, required=True)
    id = Word(required=True)
    revision = Whole(required=True)
    title = fields.Nested(TitleShape, required=True)
    bodies = Listed(fields.Nested(TitleShape), load_default=[])
    validity = fields.Nested(ValidityShape)
    levels = Listed(Text(), load_default=[])
    families = Listed(fields.Nested(FamilyShape), load_default=[])
    unspecific = Listed(fields.Nested(UnspecificShape), load_default=[])
    unconfirmed = Listed(fields.Nested(UnconfirmedShape), load_default=[])
    outlast = Listed(Choice(ListingKind), load_default=[])
    facts = Listed(fields.Nested(FactShape), load_default=[])
    sources = Listed(fields.Nested(SourceShape), required=True)


class PartShape(KnownShape):
    """How much a publication lists of one kind, and how much of that is in the file."""

    kind = Choice(ListingKind, required=True)
    loaded = Choice(Loaded, required=True)
    count = Whole()


class CpeName(Written):
    """A CPE name, of one product in one version."""

    expected = Message(
        '写明厂商、产品和版本的 CPE 名称,如 "cpe:2.3:o:vendor:product:11:*:*:*:*:*:*:*"',
        "a CPE name with maker, product and version, such as "
        '"cpe:2.3:o:vendor:product:11:*:*:*:*:*:*:*"',
    )
    longest = 500

    def read(self, value: str) -> str:
        """Return the name as it is written."""
        if cpe_of_one(value) is None:
            raise self.wrong(value)
        return value


class PackageUrl(Written):
    """A package URL, with a version."""

    expected = Message(
        '带版本的软件包网址(purl),如 "pkg:generic/vendor/product@11"',
        'a package URL (purl) with a version, such as "pkg:generic/vendor/product@11"',
    )
    longest = 500

    def read(self, value: str) -> str:
        """Return the URL as it is written."""
        if purl_of_one(value) is None:
            raise self.wrong(value)
        return value


class ListingShape(KnownShape):
    """One product as the publication prints it; what is not known is left out."""

    id = Word(required=True)
    kind = Choice(ListingKind, required=True)
    family = Word(required=True)
    name = Text(required=True)
    also = Listed(Text(), load_default=[])
    version = Text()
    kernel = Text()
    vendor = Text()
    cpe = Listed(CpeName(), load_default=[])
    purl = Listed(PackageUrl(), load_default=[])
    level = Text()
    level_evidence = Choice(HowKnown, load_default=HowKnown.READ)
    uses = Listed(Choice(Use), load_default=[])
    exact = YesNo(load_default=True)
    certain = YesNo(load_default=True)


class PublicationShape(Shape):
    """One official list of a scheme; ``known`` says how its existence is known."""

    format = Exactly(PUBLICATION, required=True)
    id = Word(required=True)
    revision = Whole(required=True)
    scheme = Word(required=True)
    number = Text()
    url = Text()
    known = fields.Nested(KnownShape, required=True)
    published = fields.Nested(DayShape)
    valid_until = fields.Nested(DayShape)
    parts = Listed(fields.Nested(PartShape), load_default=[])
    listings = Listed(fields.Nested(ListingShape), load_default=[])
    sources = Listed(fields.Nested(SourceShape), load_default=[])


class LastDay(When):
    """A last day: known to the day, for what ends on a vague one has no end to reckon with."""

    expected = Message('日期,如 "2028-03-14"', 'a date such as "2028-03-14"')
    pattern = r"[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    longest = 10

    def read(self, value: str) -> date:  # type: ignore[override]  # one day instead of two
        """Return the day."""
        return super().read(value)[0]


class CorrectionShape(Shape):
    """What of a listing reads otherwise."""

    name = Text()
    version = Text()
    kernel = Text()
    vendor = Text()
    level = Text()
    valid_until = LastDay()


class EventShape(KnownShape):
    """What a notice says of one listing, from the day ``since`` on."""

    listing = Word(required=True)
    event = Choice(EventKind, required=True)
    since = When(required=True)
    until = LastDay()
    version = Text()
    by = Word()
    reads = fields.Nested(CorrectionShape)


class NoticeShape(Shape):
    """One official notice about listings; ``known`` says how its existence is known."""

    format = Exactly(NOTICE, required=True)
    id = Word(required=True)
    revision = Whole(required=True)
    scheme = Word(required=True)
    number = Text()
    url = Text()
    known = fields.Nested(KnownShape, required=True)
    day = fields.Nested(DayShape)
    events = Listed(fields.Nested(EventShape), required=True)
    sources = Listed(fields.Nested(SourceShape), load_default=[])


SHAPES = {SCHEME: SchemeShape(), PUBLICATION: PublicationShape(), NOTICE: NoticeShape()}


class ListShape(PublicationShape):
    """A publication without the rows that a table holds; ``kind`` is theirs where none says so."""

    format = Exactly(LIST, required=True)
    kind = Choice(ListingKind)


LIST_SHAPES = {LIST: ListShape()}
