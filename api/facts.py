"""An agency's facts from a file, for an examination offline.

The file is the JSON of an agency: what ``GET /v1/agencies/{uscc}`` answers can be used as it is,
and headcounts, properties and devices may be lists as their own resources return them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from marshmallow import fields

from api import limits
from api.schemas.acts import DeviceIn, read_flag
from api.schemas.body import Body, Part, read_body
from api.schemas.fields import Choice, Code, Day, Flag, Integer, Text, Uscc
from api.schemas.free_software import ANY, FreeSoftwareIn
from api.schemas.gathered import Listed, Mapped
from api.schemas.order import ATTRIBUTE_FORM, read_attribute
from api.schemas.strict import fail
from approvals.fingerprint import DeviceEvidenceKind
from approvals.states import FreeSoftwareState
from validators.classes import ItemClass
from validators.evidence import Agency, Asset, Holding, Level, Standing
from validators.free_software import FreeSoftware
from validators.reading import read_agency, read_asset, read_attributes
from validators.reading_software import read_free_software

_MOST = 1_000_000
_EVER = "2000-01-01"
"""From when on a fact holds that no day is given for."""
_LOOSE = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}\Z"


class CountIn(Body):
    """A counted fact: ``since`` and ``valid_from`` are two names of the day it holds from."""

    basis = Code()
    value = Integer(0, limits.INTEGER, required=True)
    since = Day()
    valid_from = Day()
    source = Text()
    recorded_at = Text()
    recorded_by = Text()


_COUNT = CountIn()


class PropertyIn(Body):
    """A yes-or-no fact with the day it holds from."""

    property = Code(required=True)
    value = Flag(required=True)
    valid_from = Day()
    source = Text()
    recorded_at = Text()
    recorded_by = Text()


class HoldingIn(Body):
    """Units that take up quota."""

    item_class = Choice(ItemClass, required=True, name="class")
    attributes = Mapped(read_attribute, ATTRIBUTE_FORM)
    standing = Choice(Standing, required=True)
    quantity = Integer(0, limits.INTEGER, required=True)


class KnownDeviceIn(DeviceIn):
    """A device as the asset register shows it."""

    disposed_on = Day()
    approval = Text()
    licensed_by = Listed(Choice(DeviceEvidenceKind), _MOST)
    source = Text()
    etag = Text()


class ActIn(Body):
    """Who did something about an entry, as the list shows it."""

    person = Text()
    recorded_at = Text()
    note = Text(limits.LONG_TEXT)
    reason = Text(limits.LONG_TEXT)
    off_from = Day()


class KnownFreeSoftwareIn(FreeSoftwareIn):
    """An entry of the list of usable free software, as an office keeps it or the list shows it."""

    valid_from = Day()
    number = Text()
    agency = Uscc()
    state = Choice(FreeSoftwareState)
    on = Day()
    recorded = Part(ActIn)
    approval = Part(ActIn)
    removal = Part(ActIn)


class _Either(fields.Field[Any]):
    """A member that is a list or an object, each with its own reading."""

    def __init__(self, listed: Listed, mapped: fields.Field[Any]) -> None:
        super().__init__()
        self._listed, self._mapped = listed, mapped

    def _deserialize(self, value: object, *where: Any, **more: Any) -> Any:  # noqa: ANN401 - a JSON value
        if isinstance(value, list):
            return self._listed.deserialize(value, *where, **more)
        if isinstance(value, dict):
            return self._mapped.deserialize(value, *where, **more)
        return fail("not-an-object")


def _count(value: object) -> dict[str, Any]:
    if type(value) is int:
        value = {"value": value}
    if not isinstance(value, dict):
        fail("not-an-object")
    loaded: dict[str, Any] = _COUNT.load(value)
    return loaded


class FactsIn(Body):
    """An agency with its headcounts, properties, holdings, devices and list of free software."""

    uscc = Uscc(required=True)
    name = Text(required=True)
    jurisdiction = Code(required=True)
    level = Choice(Level, required=True)
    properties = _Either(Listed(Part(PropertyIn), _MOST), Mapped(read_flag, {}, most=_MOST))
    counts = _Either(
        Listed(Part(CountIn), _MOST), Mapped(_count, {}, most=_MOST, name_pattern=_LOOSE)
    )
    headcounts = _Either(
        Listed(Part(CountIn), _MOST), Mapped(_count, {}, most=_MOST, name_pattern=_LOOSE)
    )
    holdings = Listed(Part(HoldingIn), _MOST)
    assets = Listed(Part(KnownDeviceIn), _MOST)
    free_software = Listed(Part(KnownFreeSoftwareIn), _MOST)
    registered_at = Text()
    on = Day()
    approvers = Listed(Text(), _MOST)


_FACTS = FactsIn()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of an agency on a day."""

    agency: Agency
    holdings: tuple[Holding, ...] = ()
    assets: Mapping[str, Asset] = field(default_factory=lambda: MappingProxyType({}))
    free_software: tuple[FreeSoftware, ...] = ()


def read_facts(document: object, on: date) -> Facts:
    """Return the facts of a document in force on a day.

    Raises:
        ContentFaults: with every fault of the document.
    """
    stated = read_body(_FACTS, document)
    agency = {name: stated[name] for name in ("uscc", "name", "jurisdiction", "level")}
    agency["properties"] = _properties(stated.get("properties", {}), on)
    agency["counts"] = {
        **_counts(stated.get("counts", {}), on),
        **_counts(stated.get("headcounts", {}), on),
    }
    assets = {it["serial"]: read_asset(it) for it in stated.get("assets", ())}
    holdings = stated.get("holdings")
    return Facts(
        agency=read_agency(agency),
        holdings=_on_hand(assets.values(), on)
        if holdings is None
        else tuple(_holding(it) for it in holdings),
        assets=MappingProxyType(assets),
        free_software=tuple(
            _free(it, place) for place, it in enumerate(stated.get("free_software", ()), 1)
        ),
    )


def nothing_known(uscc: str) -> Facts:
    """Return a central agency of which nothing else is known."""
    return Facts(agency=Agency(uscc=uscc, name="—", jurisdiction="cn", level=Level.CENTRAL))


def _properties(stated: Any, on: date) -> dict[str, bool]:  # noqa: ANN401 - list or object
    if isinstance(stated, dict):
        return stated
    latest: dict[str, tuple[str, bool]] = {}
    for fact in stated:
        since = fact.get("valid_from", _EVER)
        if since <= on.isoformat() and since >= latest.get(fact["property"], ("", False))[0]:
            latest[fact["property"]] = (since, fact["value"])
    return {name: value for name, (_, value) in latest.items()}


def _counts(stated: Any, on: date) -> dict[str, dict[str, Any]]:  # noqa: ANN401 - list or object
    facts = (
        [{**fact, "basis": basis} for basis, fact in stated.items()]
        if isinstance(stated, dict)
        else stated
    )
    latest: dict[str, dict[str, Any]] = {}
    for fact in facts:
        since = fact.get("since") or fact.get("valid_from") or _EVER
        basis = fact.get("basis", "filled-establishment")
        if since <= on.isoformat() and since >= latest.get(basis, {"since": ""})["since"]:
            latest[basis] = {
                "value": fact["value"],
                "since": since,
                "source": fact.get("source", "facts file"),
            }
    return latest


def _holding(document: Mapping[str, Any]) -> Holding:
    return Holding(
        item_class=ItemClass(document["class"]),
        attributes=read_attributes(document.get("attributes", {})),
        standing=Standing(document["standing"]),
        quantity=document["quantity"],
    )


def _free(document: Mapping[str, Any], place: int) -> FreeSoftware:
    """Return an entry of the list; one that an office keeps by itself is what it approves of."""
    removal, version = document.get("removal", {}), document["version"]
    return read_free_software(
        {
            **{it: document[it] for it in ("name", "edition", "department") if it in document},
            **({} if version == ANY else {"version": version}),
            **({"off_from": removal["off_from"]} if "off_from" in removal else {}),
            "number": document.get("number", str(place)),
            "reason": document["reason"],
            "approved": "approval" in document or "state" not in document,
            "valid_from": document.get("valid_from", _EVER),
            "off_reason": removal.get("reason"),
        }
    )


def _on_hand(assets: Iterable[Asset], on: date) -> tuple[Holding, ...]:
    counted = Counter(
        (asset.item_class, asset.attributes)
        for asset in assets
        if asset.disposed_on is None or asset.disposed_on > on
    )
    return tuple(
        Holding(
            item_class=item_class,
            attributes=attributes,
            standing=Standing.ON_HAND,
            quantity=quantity,
        )
        for (item_class, attributes), quantity in counted.items()
    )
