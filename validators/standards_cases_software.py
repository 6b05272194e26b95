"""How law cases state software: systems, licences, grants, free software, papers, who answers."""

from datetime import date

from marshmallow import fields

from validators.classes import ItemClass
from validators.licence_grant import Standing as GrantStanding
from validators.order import Demand, LicenceChannel
from validators.standards_fields import Choice, Day, Shape, Text, Whole, Word, YesNo
from validators.standards_lists import Listed


class BaseShape(Shape):
    """The full licence that a volume licence stands on."""

    channel = Choice(LicenceChannel)
    edition = Text()


class LicenceShape(Shape):
    """The right to use a system; ``evidence`` names the kind of its proof.

    ``grants`` are the numbers under which that proof is stated.
    """

    channel = Choice(LicenceChannel)
    count = Whole(zero=True)
    evidence = Word()
    term = Text()
    base = fields.Nested(BaseShape)
    grants = Listed(Text())


class SystemShape(Shape):
    """The operating system of a line."""

    preloaded = YesNo()
    name = Text()
    version = Text()
    kernel = Text()
    edition = Text()
    licence = fields.Nested(LicenceShape)


class CertificateShape(Shape):
    """A certificate, label or permit; without a last day, none is stated."""

    number = Text(load_default="example")
    valid_until = Day()


class SoftwareShape(Shape):
    """Software that comes with a line, or that the line is."""

    item_class = Choice(ItemClass, required=True, data_key="class")
    name = Text(required=True)
    version = Text()
    licence = fields.Nested(LicenceShape)
    permit = fields.Nested(CertificateShape)


class ContractShape(Shape):
    """What the contract says."""

    non_infringement = YesNo()
    compatibility = Text()
    after_sales = Text()
    rights_check = Text()
    tender_demands = Listed(Choice(Demand), least=0)
    services_included = YesNo()


class ResponsibleShape(Shape):
    """Who answers for genuine software, by post."""

    head = Text()
    it_head = Text()


class SuspensionShape(Shape):
    """A suspension of the supplier that the order names."""

    number = Text(load_default="SU-2026-0000-0000-0000-0001")
    document = Text(load_default="example decision")
    valid_from = Day(required=True)
    valid_until = Day(required=True)


class FreeShape(Shape):
    """An entry of the agency's list of usable free software."""

    number = Text(load_default="FS-2026-0000-0000-0000-0001")
    name = Text(required=True)
    version = Text()
    edition = Text()
    department = Text()
    reason = Text(load_default="example")
    approved = YesNo(load_default=True)
    valid_from = Day(load_default=date(2000, 1, 1))
    off_from = Day()
    off_reason = Text()


class GrantShape(Shape):
    """A licence grant on record; of one that does not entitle the agency, only the number."""

    number = Text(required=True)
    entitled = YesNo(load_default=True)
    standing = Choice(GrantStanding, load_default=GrantStanding.CONFIRMED)
    item_class = Choice(ItemClass, load_default=ItemClass.SOFTWARE_OS, data_key="class")
    product = Text(load_default="example")
    edition = Text()
    versions = Listed(Text(), load_default=[], least=0)
    channel = Choice(LicenceChannel, load_default=LicenceChannel.VOLUME)
    copies = Whole(load_default=100)
    left = Whole(zero=True, load_default=100)
    valid_from = Day(load_default=date(2000, 1, 1))
    valid_until = Day()
    proven = YesNo(load_default=True)


class SpareShape(Shape):
    """What orders rest on of the unused licences of a class; ``orders`` names others."""

    item_class = Choice(ItemClass, required=True, data_key="class")
    drawn = Whole(zero=True, load_default=0)
    used = Whole(zero=True, load_default=0)
    count = Whole(zero=True, load_default=1)
    orders = Listed(Text(), load_default=[], least=0)
