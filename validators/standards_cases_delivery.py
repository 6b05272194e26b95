"""How law cases state what was delivered: one device each, as those who inspected it found it."""

from typing import Any

from marshmallow import fields

from validators.delivery import NOT_LOOKED_AT, DeliveredUnit, Marked
from validators.order import OperatingSystem
from validators.standards_fields import Shape, Text, Whole, Word, YesNo
from validators.standards_lists import Listed


class MarkedShape(Shape):
    """A label or a medium."""

    present = YesNo()
    edition = Text()


class InstalledShape(Shape):
    """The system that is really on a device."""

    name = Text()
    version = Text()
    kernel = Text()
    edition = Text()


class UnitShape(Shape):
    """A delivered device of one of the lines; ``evidence`` names kinds of licence evidence."""

    line = Whole(zero=True, load_default=0)
    serial = Text(load_default="示例序列号")
    installed = fields.Nested(InstalledShape)
    label = fields.Nested(MarkedShape)
    media = fields.Nested(MarkedShape)
    altered = YesNo()
    evidence = Listed(Word(), load_default=[], least=0)
    evidence_used = YesNo(load_default=False)
    card = Text()


def unit_of(position: int, stated: dict[str, Any]) -> DeliveredUnit:
    """Return the device a case states."""
    installed = stated.get("installed")
    return DeliveredUnit(
        serial=stated["serial"],
        position=position,
        line=stated["line"],
        system=None if installed is None else OperatingSystem(**installed),
        label=_marked(stated.get("label")),
        media=_marked(stated.get("media")),
        altered=stated.get("altered"),
        evidence=tuple(stated["evidence"]),
        evidence_used=stated["evidence_used"],
        card=stated.get("card"),
    )


def _marked(stated: dict[str, Any] | None) -> Marked:
    return NOT_LOOKED_AT if stated is None else Marked(**stated)
