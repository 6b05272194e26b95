"""An order in a form: the name of a field is a JSON pointer into the order.

So a fault, a finding or a remedy that names a pointer names a field. What a form has no field for
stays as it was, in one hidden field; what cannot be read as it should be stays as it was typed, and
the interface says what is wrong with it. Nothing is decided here.
"""

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from api.problem import refuse
from api.strict_json import parse

BASE: Final = "order"
"""The hidden field that holds the whole order as JSON, as it was when the form was shown."""
NOTHING: Final = "-"
"""The choice of a list that says: nothing at all. Without it nothing is said."""
_LIST = "/price_basis/includes"
_COUNT = re.compile(r"/lines/\d+/(quantity|operating_system/licence/count|attributes/[^/]+)")
_FLAG = re.compile(r"/lines/\d+/(operating_system/preloaded|attributes/[^/]+)")
_LINE = re.compile(r"/lines/(\d+)(/.*)?")
_DIGITS = re.compile(r"0|[1-9][0-9]{0,8}")
_FLAGS: Final[Mapping[str, bool]] = {"true": True, "false": False}
_DEEPEST: Final = 10
"""How deep a field may lie; no member of an order lies deeper."""
_MOST_NEW: Final = 1
"""By how many a field may lengthen a list: a name is never room for a million lines."""


def order_of(form: MultiDict[str, str]) -> dict[str, Any]:
    """Return the order that a form holds.

    Raises:
        MalformedJson: the hidden part of the form is no JSON.
        Refused: as ``foreign-form``; it is no order, or a field names what no order has.
    """
    order = parse((form.get(BASE) or "{}").encode())
    if not isinstance(order, dict):
        refuse("foreign-form")
    for name in form:
        if name.startswith("/"):
            _put(order, name, _value(name, form.getlist(name)))
    whole: dict[str, Any] = _without_blanks(order)
    # A line that was added and not filled in yet stays a line.
    whole["lines"] = [_without_blanks(line) for line in _lines(order)]
    return whole


def changed(order: Mapping[str, Any], pointer: str, value: str) -> dict[str, Any]:
    """Return an order with one member changed, as the remedy of a finding names it."""
    made = deepcopy(dict(order))
    _put(made, pointer, _value(pointer, [value]))
    return made


def with_line(order: Mapping[str, Any], item_class: str = "") -> dict[str, Any]:
    """Return an order with one line more."""
    line = {"class": item_class} if item_class else {}
    return {**order, "lines": [*_lines(order), line]}


def without_line(order: Mapping[str, Any], index: int) -> dict[str, Any]:
    """Return an order with a line left out."""
    rest = [line for place, line in enumerate(_lines(order)) if place != index]
    return {**order, "lines": rest}


def fields_of(order: Any, pointer: str = "") -> dict[str, str]:  # noqa: ANN401 - a JSON value
    """Return every member of an order as text, by its pointer."""
    if isinstance(order, Mapping):
        parts: Iterable[tuple[object, Any]] = order.items()
    elif isinstance(order, list):
        parts = enumerate(order)
    else:
        return {pointer: str(order).lower() if isinstance(order, bool) else str(order)}
    return {
        name: text
        for key, value in parts
        for name, text in fields_of(value, f"{pointer}/{_written(str(key))}").items()
    }


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return what differs between two orders: pointer, old text, new text; blank: not there."""
    before, after = fields_of(old), fields_of(new)
    return [
        (pointer, before.get(pointer, ""), after.get(pointer, ""))
        for pointer in dict.fromkeys((*before, *after))
        if before.get(pointer) != after.get(pointer)
    ]


def line_of(pointer: str) -> int | None:
    """Return which line a pointer leads into; ``None``: none."""
    found = _LINE.fullmatch(pointer)
    return None if found is None else int(found[1])


def line_dropped(pointer: str) -> int | None:
    """Return which line a remedy drops that names it as a whole; ``None``: it drops none."""
    found = _LINE.fullmatch(pointer)
    return int(found[1]) if found is not None and found[2] is None else None


def by_line(told: Iterable[Mapping[str, Any]]) -> dict[int | None, list[Mapping[str, Any]]]:
    """Return findings or faults by the line they are about; those of the whole under ``None``."""
    found: dict[int | None, list[Mapping[str, Any]]] = {}
    for one in told:
        found.setdefault(line_of(str(one.get("pointer", ""))), []).append(one)
    return found


def _lines(order: Mapping[str, Any]) -> list[Any]:
    lines = order.get("lines")
    return lines if isinstance(lines, list) else []


def _value(name: str, texts: list[str]) -> Any:  # noqa: ANN401 - a JSON value
    """Return what a field says; what is no number where one is asked stays text, to be told."""
    if name == _LIST:
        said = [text for text in texts if text]
        return [] if said == [NOTHING] else said or None
    text = texts[-1].strip()
    if _FLAG.fullmatch(name) and text in _FLAGS:
        return _FLAGS[text]
    if _COUNT.fullmatch(name) and _DIGITS.fullmatch(text):
        return int(text)
    return text or None


def _put(order: dict[str, Any], pointer: str, value: Any) -> None:  # noqa: ANN401 - a JSON value
    """Set a member, making what lies above it; ``None`` leaves a blank to be taken out.

    Raises:
        Refused: as ``foreign-form``; an order cannot have such a member.
    """
    here: Any = order
    tokens = [_read(token) for token in pointer.split("/")[1:]]
    if len(tokens) > _DEEPEST:
        refuse("foreign-form")
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        last = following is None
        if isinstance(here, list):
            if not _DIGITS.fullmatch(token) or int(token) >= len(here) + _MOST_NEW:
                refuse("foreign-form")
            place: Any = int(token)
            if place == len(here):
                here.append(None)
        elif isinstance(here, dict):
            place = token
        else:
            refuse("foreign-form")
        if last:
            here[place] = value
            return
        made = here[place] if isinstance(here, list) else here.get(place)
        if not isinstance(made, dict | list):
            if value is None:
                return
            here[place] = made = [] if _DIGITS.fullmatch(following or "") else {}
        here = made


def _without_blanks(value: Any) -> Any:  # noqa: ANN401 - a JSON value
    """Return a value without members that are blank, or became so; an empty list is no blank."""
    if isinstance(value, dict):
        parts = {name: _without_blanks(part) for name, part in value.items()}
        return {name: part for name, part in parts.items() if part is not None and part != {}}
    if isinstance(value, list):
        parts_of_list = [_without_blanks(part) for part in value]
        kept = [part for part in parts_of_list if part is not None and part != {}]
        return kept if kept or not value else None
    return value


def _read(token: str) -> str:
    return token.replace("~1", "/").replace("~0", "~")


def _written(token: str) -> str:
    return token.replace("~", "~0").replace("/", "~1")
