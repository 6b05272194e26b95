"""YAML as the law is written in it: quoted text, lists and maps, and nothing else.

YAML guesses types (``no`` is false, ``010`` is eight, ``5000.10`` a float) and lets a second key
silently win. So nothing is constructed here: the events of the parser become strings, lists and
maps, and everything that could mean something else than it shows is a fault: a value without
quotes, a repeated key, an anchor, an alias, a tag, a control or direction mark.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import yaml

from validators.finding import Message
from validators.standards_fault import Fault, Path, key_of
from validators.standards_sentences import wrong
from validators.standards_yaml_plain import EVENTS, MOST_DEPTH, QUOTED, Plain, plain_of

MOST_BYTES = 2_000_000


@dataclass(frozen=True)
class Tree:
    """A document as read from its text, and every fault of its form."""

    file: str
    plain: Plain
    text: str
    faults: tuple[Fault, ...]

    @cached_property
    def lines(self) -> Mapping[Path, int]:
        """The line (from 1) on which each key and item stands; found once somebody asks.

        Faults alone need them, and of a list of many thousand rows they are most of what is kept.
        """
        builder = _Builder(self.file)
        builder.build(self.text)
        return builder.lines

    def fault(self, path: Path, message: Message) -> Fault:
        """Return a fault at ``path``, on the line of the nearest thing that is there."""
        here = path
        while here and here not in self.lines:
            here = here[:-1]
        return Fault(self.file, self.lines.get(here, 1), key_of(path), message)


def read_tree(file: str, data: bytes) -> Tree:
    """Return the document in ``data`` with all faults of its form.

    A document that is no YAML at all reads as an empty map with one fault. ``file`` is only a
    name for messages; nothing is opened.
    """
    if len(data) > MOST_BYTES:
        fault = Fault(file, 1, key_of(()), wrong("too-large", size=len(data), most=MOST_BYTES))
        return Tree(file, {}, "", (fault,))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        fault = Fault(file, line, key_of(()), wrong("not-utf-8"))
        return Tree(file, {}, "", (fault,))
    hidden = tuple(_marks(file, text))
    if hidden:
        return Tree(file, {}, "", hidden)
    plain = plain_of(text)
    if plain is not None:
        return Tree(file, plain, text, ())
    return told(file, text)


def told(file: str, text: str) -> Tree:
    """Return the document of a text in which something may be odd, with all faults of its form."""
    builder = _Builder(file)
    builder.build(text)
    return Tree(file, builder.root, text, tuple(builder.faults))


def _marks(file: str, text: str) -> Iterator[Fault]:
    """Yield a fault for each line with a character that people who read the file cannot see."""
    for number, line in enumerate(text.split("\n"), start=1):
        hidden = _hidden(line.removesuffix("\r"))
        if hidden:
            yield Fault(file, number, key_of(()), wrong("invisible", hidden=hidden))


def _hidden(text: str) -> str:
    """Return the names of characters in ``text`` that nobody sees; empty where there are none."""
    if text.isprintable():
        return ""
    hidden = {mark for mark in text if unicodedata.category(mark) in ("Cc", "Cf", "Zl", "Zp")}
    return ", ".join(sorted(f"U+{ord(mark):04X}" for mark in hidden))


@dataclass(slots=True)
class _Open:
    """A list or map being read: the value, its path, and the key that waits for its value."""

    value: list[Plain] | dict[str, Plain]
    path: Path
    key: str | None = None


@dataclass(slots=True)
class _Builder:
    """Builds plain values from the events of one document, and notes what is not allowed."""

    file: str
    root: Plain = field(default_factory=dict)
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    documents: int = 0

    def build(self, text: str) -> None:
        """Read all events of ``text``; stop at the first that is no YAML or goes too deep."""
        try:
            for event in yaml.parse(text, Loader=EVENTS):
                self._take(event)
                if len(self.stack) > MOST_DEPTH:
                    self._note((), event, wrong("too-deep", most=MOST_DEPTH))
                    return
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = 1 if mark is None else mark.line + 1
            why = ", ".join(part for part in (error.context, error.problem) if part)
            self.faults.append(Fault(self.file, line, key_of(()), wrong("no-yaml", why=why)))
        except yaml.YAMLError as error:
            self.faults.append(Fault(self.file, 1, key_of(()), wrong("no-yaml", why=error)))
        if not self.faults and not isinstance(self.root, dict):
            fault = Fault(self.file, 1, key_of(()), wrong("no-map"))
            self.faults.append(fault)

    def _take(self, event: yaml.Event) -> None:
        match event:
            case yaml.ScalarEvent():
                self._scalar(event)
            case yaml.MappingStartEvent():
                self._open(event, {})
            case yaml.SequenceStartEvent():
                self._open(event, [])
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self.stack.pop()
            case yaml.AliasEvent():
                self._note(self._place(event), event, wrong("alias"))
                self._put("")
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    self._note((), event, wrong("second-document"))
            case _:
                pass

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        here = self.stack[-1] if self.stack else None
        if here is not None and isinstance(here.value, dict) and here.key is None:
            self._key(here, here.value, event)
            return
        path = self._place(event)
        self._refuse_marks(path, event)
        if event.style not in QUOTED:
            self._note(path, event, _unquoted(event.value))
        if hidden := _hidden(event.value):
            self._note(path, event, wrong("invisible", hidden=hidden))
        self._put(event.value)

    def _key(self, here: _Open, value: dict[str, Plain], event: yaml.ScalarEvent) -> None:
        path = (*here.path, event.value)
        self._refuse_marks(path, event)
        if event.value in value:
            first = self.lines[path]
            self._note(path, event, wrong("key-twice", first=first))
        self.lines.setdefault(path, _line(event))
        here.key = event.value

    def _open(
        self, event: yaml.CollectionStartEvent, value: dict[str, Plain] | list[Plain]
    ) -> None:
        path = self._place(event)
        self._refuse_marks(path, event)
        self._put(value)
        self.stack.append(_Open(value, path))

    def _place(self, event: yaml.Event) -> Path:
        """Return the path of the value that begins, and note its line if it has no key."""
        if not self.stack:
            return ()
        here = self.stack[-1]
        if isinstance(here.value, list):
            path: Path = (*here.path, len(here.value))
            self.lines[path] = _line(event)
            return path
        if here.key is None:
            self._note(here.path, event, wrong("key-no-word"))
            here.key = ""
        return (*here.path, here.key)

    def _put(self, value: Plain) -> None:
        if not self.stack:
            self.root = value
            return
        here = self.stack[-1]
        if isinstance(here.value, list):
            here.value.append(value)
        else:
            here.value[here.key or ""] = value
            here.key = None

    def _refuse_marks(self, path: Path, event: yaml.NodeEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor is not None:
            self._note(path, event, wrong("anchor", name=event.anchor))
        if getattr(event, "tag", None) is not None:
            self._note(path, event, wrong("tag"))

    def _note(self, path: Path, event: yaml.Event, message: Message) -> None:
        self.faults.append(Fault(self.file, _line(event), key_of(path), message))


def _unquoted(value: str) -> Message:
    if value in _NOTHING:
        return wrong("no-value")
    shown = value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"
    return wrong("unquoted", shown=shown)


def _line(event: yaml.Event) -> int:
    return 1 if event.start_mark is None else event.start_mark.line + 1


_SHOWN = 40
_NOTHING = ("", "~", "null", "Null", "NULL")
