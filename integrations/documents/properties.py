"""Members of an order that no format has a place for, as properties of a free name.

A property called ``procheck:`` and a JSON pointer is that member of the line, or of the order where
it stands in the head: ``procheck:/operating_system/preloaded`` with the value ``true``. So a whole
order goes into a document and comes back (``order_out``). A text that could be taken for something
else stands in quotation marks. Other names are left as they are.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from integrations.documents.draft import DerivedMember, DraftRule
from integrations.documents.open_points import OpenCode, point
from integrations.documents.stated import Property
from integrations.machine.stated import Remark

PREFIX: Final = "procheck:"
_FLAGS: Final = frozenset({"preloaded", "non_infringement", "services_included"})
_COUNTS: Final = frozenset({"count"})
_LISTS: Final = frozenset(
    {"evidence", "software", "replaces", "includes", "codes", "tender_demands"}
)
_DEEPEST: Final = 8
_MOST_ITEMS: Final = 1_000

_WORDS: Final[Mapping[str, bool]] = {"true": True, "false": False}
_EMPTY: Final = frozenset({"{}", "[]"})
_QUOTE: Final = '"'


class Told(NamedTuple):
    """What properties say of an order or a line, and which of them say nothing it has."""

    members: dict[str, Any]
    derived: tuple[DerivedMember, ...]
    places: dict[str, str]
    open: tuple[Remark, ...]


def told(properties: Iterable[Property], elsewhere: frozenset[str]) -> Told:
    """Return the members that properties of our names make.

    Args:
        properties: of a line, or of the document as a whole.
        elsewhere: members that have a place of their own in every format, and no property.
    """
    members: dict[str, Any] = {}
    derived, opened = [], []
    places: dict[str, str] = {}
    for it in properties:
        if not it.name.text.startswith(PREFIX):
            continue
        pointer = it.name.text.removeprefix(PREFIX)
        name = pointer[1:].partition("/")[0]
        if name in elsewhere or not _put(members, pointer, it.value.text):
            found = it.name.text
            opened.append(point(OpenCode.PROPERTY_UNKNOWN, it.name.place, found=found))
            continue
        places[pointer] = it.value.place
        derived.append(
            DerivedMember(
                pointer=pointer,
                value=it.value.text,
                rule=DraftRule.PROPERTY,
                grounds=(it.value.place,),
            )
        )
    return Told(members, tuple(derived), places, tuple(opened))


def flattened(value: object, pointer: str = "") -> Iterator[tuple[str, str]]:
    """Yield every member of a document that holds no other, by pointer, as properties write it."""
    if isinstance(value, Mapping | list | tuple) and not value:
        yield pointer, "{}" if isinstance(value, Mapping) else "[]"
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from flattened(inner, f"{pointer}/{name}")
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from flattened(inner, f"{pointer}/{index}")
    elif isinstance(value, bool):
        yield pointer, "true" if value else "false"
    elif isinstance(value, str) and _needs_quotes(value):
        yield pointer, f"{_QUOTE}{value}{_QUOTE}"
    else:
        yield pointer, str(value)


def _needs_quotes(text: str) -> bool:
    quoted = text.startswith(_QUOTE) and text.endswith(_QUOTE)
    return quoted or text in _EMPTY or text in _WORDS or (text.isascii() and text.isdecimal())


def _put(members: dict[str, Any], pointer: str, text: str) -> bool:
    """Put a value where a pointer says; ``False`` where it says nothing, or something twice."""
    begin, *names = pointer.split("/")
    if begin or not names or len(names) > _DEEPEST or not all(names):
        return False
    here: Any = members
    for place, name in enumerate(names):
        last = place == len(names) - 1
        within = names[place - 1] if place else ""
        new: Any = _value(name, within, text) if last else ([] if name in _LISTS else {})
        if isinstance(here, list):
            index = int(name) if name.isascii() and name.isdecimal() else -1
            if not 0 <= index <= min(len(here), _MOST_ITEMS) or (last and index < len(here)):
                return False
            if index == len(here):
                here.append(new)
            here = here[index]
        elif isinstance(here, dict):
            if last and name in here:
                return False
            here = here.setdefault(name, new)
        else:
            return False
    return True


def _value(name: str, within: str, text: str) -> str | int | bool | dict[str, Any] | list[Any]:
    """Return a value of the type its member has; an attribute's own form tells it."""
    if len(text) > 1 and text.startswith(_QUOTE) and text.endswith(_QUOTE):
        return text[1:-1]
    if text in _EMPTY:
        return {} if text == "{}" else []
    attribute = within == "attributes"
    if (name in _FLAGS or attribute) and text in _WORDS:
        return _WORDS[text]
    if (name in _COUNTS or attribute) and text.isascii() and text.isdecimal() and len(text) < 10:  # noqa: PLR2004 - what an integer holds
        return int(text)
    return text
