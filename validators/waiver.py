"""The word *waiver*: a bounded exception from one rule that two people of an agency allowed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from validators.classes import ItemClass
from validators.order import Attributes


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A waiver as an examination sees it: what it is for, its bounds, and what is left of it.

    ``attributes`` are those a line must have, all of them; with ``edition``, and ``row`` inside it,
    it is for that provision alone. ``units`` were granted in all and ``left`` are not used yet.
    ``unit_price`` is the highest price of one unit, in yuan with tax as ceilings are; ``None`` for
    a rule that is not about price. Both days count, in Asia/Shanghai. ``granted_by`` is the person.
    """

    number: str
    rule: str
    item_class: ItemClass
    attributes: Attributes = ()
    edition: str | None = None
    row: str | None = None
    units: int
    left: int
    unit_price: Decimal | None = None
    valid_from: date
    valid_until: date
    granted_by: str
