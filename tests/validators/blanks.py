"""An order and its evidence, again and again with one thing less said."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from types import MappingProxyType
from typing import Any

from msgspec import NODEFAULT, Struct, structs

from validators.evidence import Evidence
from validators.order import Order

NO_FACTS = {
    # Claims of their own: to leave one out is to claim nothing, so a breach of the claim goes too.
    "OrderLine.replaces",
    "OrderLine.codes",
    # A record, not a fact that can be left blank: stock that is not recorded is not there.
    "Evidence.holdings",
    # The same of a grant: a number under which none is recorded is a text somebody stated.
    "Evidence.licences",
    # The devices that are asked about; whether evidence is used elsewhere, the office looks up.
    "Evidence.units",
    "DeliveredUnit.evidence_used",
    # The same of a device: which order is to replace it already, the office looks up.
    "Asset.replaced_by",
    # And of unused licences: what orders rest on of them.
    "Evidence.spares",
    # What the certificate does not limit is not limited; a second person confirmed it as it is.
    "LicenceGrant.edition",
    "LicenceGrant.versions",
    "LicenceGrant.valid_until",
    # What an entry of the agency's list does not limit is not limited, and what nobody took off
    # stands: a second person approved it as it is.
    "FreeSoftware.version",
    "FreeSoftware.edition",
    "FreeSoftware.department",
    "FreeSoftware.off_from",
    # Bought with the line: to leave it out is not to buy it.
    "OrderLine.software",
    # Marks a listing as in doubt; to leave it out is to say that it is not.
    "Listing.certain",
    # A notice is a document two people published: one that says nothing of a listing is none.
    "Listing.events",
    # Marks an event as inferred; to leave it out is to say that it was read.
    "ListingEvent.proves",
}

Blanked = Iterator[tuple[str, Any]]


def less_said(order: Order, evidence: Evidence) -> Iterator[tuple[str, Order, Evidence]]:
    """Each fact left out in turn: where it stood, the order, the evidence."""
    for path, less in _of(order, "order"):
        yield path, less, evidence
    for path, less in _of(evidence, "evidence"):
        yield path, order, less


def _of(value: Any, path: str) -> Blanked:  # noqa: ANN401 - any value of the order or the evidence
    members = _members(value)
    if members is not None:
        yield from _of_value(value, path, *members)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            rest = {name: item for name, item in value.items() if name != key}
            yield f"{path}[{key}]", MappingProxyType(rest)
            for where, less in _of(inner, f"{path}[{key}]"):
                yield where, MappingProxyType({**value, key: less})
    elif isinstance(value, tuple):
        for place, inner in enumerate(value):
            if path.endswith("attributes"):
                yield f"{path}[{inner[0]}]", value[:place] + value[place + 1 :]
            for where, less in _of(inner, f"{path}[{place}]"):
                yield where, (*value[:place], less, *value[place + 1 :])


Without = Callable[[Mapping[str, Any]], object]


def _members(value: Any) -> tuple[Mapping[str, object], Without] | None:  # noqa: ANN401 - see `_of`
    """Each member of a value of ours with what it is if nobody states it, and how to change one."""
    if isinstance(value, Struct):
        blanks = {
            it.name: MISSING if it.default is NODEFAULT else it.default
            for it in structs.fields(value)
        }
        return blanks, lambda less: structs.replace(value, **less)
    if hasattr(value, "_field_defaults"):
        blanks = {name: value._field_defaults.get(name, MISSING) for name in value._fields}
        return blanks, lambda less: value._replace(**less)
    if is_dataclass(value) and not isinstance(value, type):
        blanks = {
            field.name: field.default
            if field.default_factory is MISSING
            else field.default_factory()
            for field in fields(value)
            if field.init
        }
        return blanks, lambda less: replace(value, **less)
    return None


def _of_value(
    value: object,
    path: str,
    blanks: Mapping[str, object],
    without: Without,
) -> Blanked:
    for name, blank in blanks.items():
        if f"{type(value).__name__}.{name}" in NO_FACTS:
            continue
        inner, here = getattr(value, name), f"{path}.{name}"
        if blank is not MISSING and inner != blank:
            yield here, without({name: blank})
        for where, less in _of(inner, here):
            yield where, without({name: less})
