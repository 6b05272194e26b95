"""How a limit is written in a document of the law, and how it is read as a bound.

A limit is a number (``"5000"``) or a map with one of the keys below; the parts of a limit are
limits themselves, so that a printed sentence of any length is composed of few pieces.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from validators.bound import (
    GREATEST,
    LEAST,
    TOTAL,
    AsNeeded,
    Beyond,
    Bound,
    Changed,
    Choice,
    Combined,
    Consented,
    Fixed,
    Linked,
    PerN,
    Rounding,
    Share,
    Step,
    Unseen,
)
from validators.finding import Message
from validators.standards_conditions import Conditions, conditions
from validators.standards_fields import (
    Amount,
    Json,
    Shape,
    Whole,
    Word,
)
from validators.standards_fields import Choice as OneOf
from validators.standards_lists import Listed
from validators.standards_selector import SelectorShape, TitleShape
from validators.standards_sentences import wrong


class Limit(fields.Field[Bound]):
    """A limit: a number as printed, or a map that says how it is reckoned."""

    def _deserialize(
        self,
        value: object,
        attr: str | None,
        data: Mapping[str, Any] | None,
        **kwargs: object,
    ) -> Bound:
        if isinstance(value, str):
            return Fixed(_NUMBER.deserialize(value, attr, data, **kwargs))
        named = [key for key in LIMITS if isinstance(value, dict) and key in value]
        if not isinstance(value, dict) or len(named) != 1:
            raise ValidationError([wrong("no-limit", known=", ".join(LIMITS))])
        limit: Bound = _READERS[named[0]](LIMITS[named[0]].load(value))
        return limit

    def json(self) -> Json:
        """Return the field for the JSON Schema."""
        return {"$ref": "#/$defs/limit"}


class PercentShape(Shape):
    """A share of a counted fact, in per cent as printed."""

    percent = Amount(required=True)
    of = Word(required=True)
    rounding = OneOf(Rounding, required=True)


class EachShape(Shape):
    """So many for each of a counted fact: two for each bureau-level organisation."""

    each = Amount(required=True)
    of = Word(required=True)
    rounding = OneOf(Rounding, load_default=Rounding.UNSTATED)


class BeyondShape(Shape):
    """So much for every so many of a count or measure above a border: 1200 for each 10 m²."""

    add = Amount(required=True)
    for_every = Amount(required=True)
    above = Amount(load_default=Decimal(0))
    of = Word(required=True)
    rounding = OneOf(Rounding, required=True)

    @validates_schema(skip_on_field_errors=True)
    def _some(self, data: dict[str, Any], **_kwargs: object) -> None:
        if not data["for_every"]:
            raise ValidationError({"for_every": [wrong("for-every-nothing")]})


class LinkedShape(Shape):
    """So many for each unit of other things: licences for computers."""

    units_of = Listed(fields.Nested(SelectorShape), required=True)
    each = Amount(load_default=Decimal(1))
    rounding = OneOf(Rounding, load_default=Rounding.UNSTATED)


class UnseenShape(Shape):
    """A figure that is printed and that nobody has seen; why is said in both languages."""

    not_seen = fields.Nested(TitleShape, required=True)


class RaisedShape(Shape):
    """The limit of the table that is amended, and so much more."""

    raised_by = Amount(required=True)


class LoweredShape(Shape):
    """The limit of the table that is amended, and so much less."""

    lowered_by = Amount(required=True)


class StepShape(Shape):
    """One tier: one for every so many, up to a count; the last tier has no end."""

    up_to = Whole()
    every = Whole(required=True)


class OnePerShape(Shape):
    """One for every N of a counted fact, in tiers, each tier rounded for itself."""

    one_per = Listed(fields.Nested(StepShape), required=True)
    of = Word(required=True)
    rounding = OneOf(Rounding, required=True)

    @validates_schema(skip_on_field_errors=True)
    def _ascending(self, data: dict[str, Any], **_kwargs: object) -> None:
        """Every tier but the last ends, and each ends above the one before."""
        tiers = data["one_per"]
        below = 0
        for place, tier in enumerate(tiers):
            top, last = tier.get("up_to"), place == len(tiers) - 1
            if last == (top is not None):
                message = wrong("last-tier-ends" if last else "tier-without-end")
                raise ValidationError({"one_per": {place: {"up_to": [message]}}})
            if top is not None and top <= below:
                message = wrong("tier-too-low", below=below)
                raise ValidationError({"one_per": {place: {"up_to": [message]}}})
            below = top or below


class LeastShape(Shape):
    """The least of several limits: all of them bind."""

    least_of = Listed(Limit(), required=True, least=2)


class GreatestShape(Shape):
    """The greatest of several limits: any of them allows."""

    greatest_of = Listed(Limit(), required=True, least=2)


class TotalShape(Shape):
    """The sum of several limits."""

    total_of = Listed(Limit(), required=True, least=2)


class OptionShape(Shape):
    """One option: a limit with the conditions it asks for, or the rest without any."""

    when = Conditions()
    limit = Limit(required=True)


class FirstShape(Shape):
    """The first limit whose conditions all hold; the last option has none and is the rest."""

    first_that_applies = Listed(fields.Nested(OptionShape), required=True, least=2)

    @validates_schema(skip_on_field_errors=True)
    def _rest_last(self, data: dict[str, Any], **_kwargs: object) -> None:
        options = data["first_that_applies"]
        for place, option in enumerate(options):
            last = place == len(options) - 1
            if last == ("when" in option):
                message = wrong("rest-with-condition" if last else "missing")
                raise ValidationError({"first_that_applies": {place: {"when": [message]}}})


class QuestionShape(Shape):
    """A question of judgement and the role that answers it."""

    question = Word(required=True)
    role = Word(required=True)


class AsNeededShape(Shape):
    """No number: somebody has to judge."""

    as_needed = fields.Nested(QuestionShape, required=True)


class ConsentedShape(Shape):
    """One limit, and a higher one that takes a consent: a question of judgement to a role."""

    limit = Limit(required=True)
    up_to = Limit(required=True)
    question = Word(required=True)
    role = Word(required=True)


class WithConsentShape(Shape):
    """A limit that a consent raises."""

    with_consent = fields.Nested(ConsentedShape, required=True)


LIMITS: Mapping[str, Shape] = {
    "percent": PercentShape(),
    "each": EachShape(),
    "one_per": OnePerShape(),
    "add": BeyondShape(),
    "units_of": LinkedShape(),
    "not_seen": UnseenShape(),
    "raised_by": RaisedShape(),
    "lowered_by": LoweredShape(),
    "with_consent": WithConsentShape(),
    "least_of": LeastShape(),
    "greatest_of": GreatestShape(),
    "total_of": TotalShape(),
    "first_that_applies": FirstShape(),
    "as_needed": AsNeededShape(),
}
"""The forms a limit can have besides a number, by the key that tells them apart."""


def _options(read: dict[str, Any]) -> Choice:
    options = read["first_that_applies"]
    return Choice(
        tuple((conditions(option.get("when", {})), option["limit"]) for option in options)
    )


def _steps(read: dict[str, Any]) -> PerN:
    steps = tuple(Step(step["every"], step.get("up_to")) for step in read["one_per"])
    return PerN(read["of"], steps, read["rounding"])


_NUMBER = Amount()
_HUNDRED = Decimal(100)
_READERS: Mapping[str, Any] = {
    "percent": lambda read: Share(read["of"], read["percent"] / _HUNDRED, read["rounding"]),
    "each": lambda read: Share(read["of"], read["each"], read["rounding"]),
    "one_per": _steps,
    "add": lambda read: Beyond(
        read["of"], read["add"], read["for_every"], read["above"], read["rounding"]
    ),
    "units_of": lambda read: Linked(tuple(read["units_of"]), read["each"], read["rounding"]),
    "not_seen": lambda read: Unseen(Message(**read["not_seen"])),
    "raised_by": lambda read: Changed(read["raised_by"]),
    "lowered_by": lambda read: Changed(-read["lowered_by"]),
    "with_consent": lambda read: Consented(**read["with_consent"]),
    "least_of": lambda read: Combined(LEAST, tuple(read["least_of"])),
    "greatest_of": lambda read: Combined(GREATEST, tuple(read["greatest_of"])),
    "total_of": lambda read: Combined(TOTAL, tuple(read["total_of"])),
    "first_that_applies": _options,
    "as_needed": lambda read: AsNeeded(**read["as_needed"]),
}
