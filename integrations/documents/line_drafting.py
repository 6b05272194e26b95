"""Drafts one line of an order from one line of a document."""

from datetime import date
from typing import Any, Final, NamedTuple

from integrations.documents.classing import Codes, classed
from integrations.documents.draft import DerivedMember, DraftRule, Given, LineDraft
from integrations.documents.figures import figures
from integrations.documents.open_points import OpenCode, point
from integrations.documents.properties import told
from integrations.documents.stated import DocumentKind, DocumentStated, LineStated
from integrations.documents.systems import system_words
from integrations.machine.stated import Remark, Said
from validators.classes import ItemClass

LONGEST: Final = 200
"""Characters of a text of an order."""
_ELSEWHERE: Final = frozenset({"quantity", "unit_price"})
_DAY: Final = len("2026-12-20")

WITH_SYSTEM: Final = frozenset(
    {
        ItemClass.DESKTOP,
        ItemClass.ALL_IN_ONE,
        ItemClass.LAPTOP,
        ItemClass.TABLET,
        ItemClass.WORKSTATION,
        ItemClass.SERVER,
        ItemClass.THIN_CLIENT,
    }
)
"""Classes of computers: of these, silence about a system is worth a remark."""


class Made(NamedTuple):
    """A drafted line, and the places in the document of its members, by pointer."""

    draft: LineDraft
    places: dict[str, str]


class _Members:
    """The members of a line while they are gathered: what was set first holds."""

    def __init__(self, members: dict[str, Any], places: dict[str, str]) -> None:
        self.members, self.places = members, places
        self.derived: list[DerivedMember] = []
        self.remarks: list[Remark] = []

    def put(self, name: str, said: Said | None, rule: DraftRule) -> None:
        """Set a member to a text of the document, unless it is there or the text is too long."""
        if said is None or name in self.members:
            return
        text = said.text if said.text.isprintable() else " ".join(said.text.split())
        if len(text) > LONGEST:
            found = len(text)
            self.remarks.append(point(OpenCode.TOO_LONG, said.place, found=found, most=LONGEST))
            return
        self.members[name] = text
        self.note(f"/{name}", text, rule, said.place)

    def note(self, pointer: str, value: str, rule: DraftRule, *grounds: str) -> None:
        """Keep how a member came about."""
        self.derived.append(
            DerivedMember(pointer=pointer, value=value, rule=rule, grounds=tuple(grounds))
        )
        if grounds:
            self.places.setdefault(pointer, grounds[0])


def drafted_line(document: DocumentStated, line: LineStated, given: Given, codes: Codes) -> Made:
    """Return the line of an order that a line of a document makes, or what is open about it."""
    said = told(line.properties, _ELSEWHERE)
    draft = _Members(said.members, said.places)
    opened = list(said.open)
    counted = figures(document, line)
    opened += counted.open
    stated = said.members.pop("class", None)
    own = _given_class(document, line, given) or _class_of(stated)
    item = classed(line, codes, own, given.scheme)
    opened += item.open
    if stated is not None and _class_of(stated) is None:
        opened.append(point(OpenCode.CLASS_UNCLEAR, line.place, found="class", classes=stated))
    opened += _day(line.deliver_by, draft, DraftRule.AS_STATED)
    opened += _day(document.deliver_by, draft, DraftRule.DAY_OF_DOCUMENT)
    draft.put("model", line.model, DraftRule.AS_STATED)
    if document.kind is not DocumentKind.TABLE:
        # What a row is called is what kind of thing it is.
        draft.put("model", line.name, DraftRule.MODEL_BY_NAME)
    _system(line, draft, item.item_class)
    _recipient(line, draft)
    for it in (*counted.derived, *item.derived):
        draft.note(it.pointer, it.value, it.rule, *it.grounds)
    made = None
    if item.item_class and counted.quantity is not None and counted.unit_price and not opened:
        made = {
            **draft.members,
            "class": item.item_class.value,
            "quantity": counted.quantity,
            "unit_price": f"{counted.unit_price:f}",
        }
        if item.codes:
            made["codes"] = [{"scheme": scheme, "code": code} for scheme, code in item.codes]
    return Made(
        LineDraft(
            stated=line,
            derived=(*said.derived, *draft.derived),
            open=tuple(opened),
            remarks=(*item.remarks, *draft.remarks),
            line=made,
        ),
        draft.places,
    )


def keys_of(line: LineStated) -> tuple[str, ...]:
    """Return the names by which a sender can mean a line: its number, and its item numbers."""
    said = (*(() if line.id is None else (line.id,)), *line.items)
    return tuple(dict.fromkeys(it.text for it in said))


def _given_class(document: DocumentStated, line: LineStated, given: Given) -> ItemClass | None:
    """Return the class the sender gives a line beside the document."""
    ids = [it.id.text for it in document.lines if it.id is not None]
    for key in keys_of(line):
        if key in given.classes and ids.count(key) <= 1:
            return given.classes[key]
    return None


def _class_of(stated: object) -> ItemClass | None:
    return next((it for it in ItemClass if it.value == stated), None)


def _day(said: Said | None, draft: _Members, rule: DraftRule) -> list[Remark]:
    """Set the day of delivery: a date, or the date of an instant."""
    if said is None or "deliver_by" in draft.members:
        return []
    text = said.text.strip()
    day = text[:_DAY] if len(text) == _DAY or text[_DAY : _DAY + 1] in {"T", "Z", "+"} else text
    try:
        found = date.fromisoformat(day)
    except ValueError:
        found = None
    if found is None or found.isoformat() != day:
        return [point(OpenCode.DAY_MALFORMED, said.place, found=said.text)]
    draft.members["deliver_by"] = day
    draft.note("/deliver_by", day, rule, said.place)
    return []


def _system(line: LineStated, draft: _Members, item_class: ItemClass | None) -> None:
    """Set what the words say of a system, unless properties of ours say it."""
    if "operating_system" in draft.members:
        return
    found = system_words(line)
    if found is None:
        if item_class in WITH_SYSTEM:
            draft.remarks.append(point(OpenCode.SYSTEM_MISSING, line.place))
        return
    grounds = tuple(it.place for it in found.grounds)
    if found.unclear:
        draft.remarks.append(point(OpenCode.SYSTEM_UNCLEAR, grounds[0]))
        return
    system: dict[str, Any] = {}
    if found.absent:
        system["preloaded"] = False
        draft.note("/operating_system/preloaded", "false", DraftRule.SYSTEM_ABSENT, *grounds)
    if found.preloaded:
        system["preloaded"] = True
        rule = DraftRule.SYSTEM_PRELOADED
        draft.note("/operating_system/preloaded", "true", rule, *grounds)
    if found.name is not None and len(found.name) <= LONGEST:
        system["name"] = found.name
        draft.note("/operating_system/name", found.name, DraftRule.SYSTEM_NAMED, *grounds)
    draft.members["operating_system"] = system


def _recipient(line: LineStated, draft: _Members) -> None:
    said = line.department
    if said is not None and "for" not in draft.members and len(said.text) <= LONGEST:
        draft.members["for"] = {"department": said.text}
        draft.note("/for/department", said.text, DraftRule.AS_STATED, said.place)
