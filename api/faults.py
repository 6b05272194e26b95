"""Faults of syntax: what is wrong with a request, where, and in two languages.

A client can rely on the codes, and a person can read their sentences (`api.fault_sentences`).
Syntax is validated here at the edge; whether an order keeps the law is examined elsewhere.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from api import limits
from api.fault_sentences import SENTENCES
from api.texts import HOSTILE

_LONGEST_TOKEN = 80
_LONGEST_VALUE = limits.LONG_TEXT * 3 // 4
"""Longest value told in a sentence; the sentence around it takes far less than the rest."""


@dataclass(frozen=True, slots=True)
class Words:
    """A value that is itself said in two languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Note:
    """What is wrong, without where: a code of ``SENTENCES`` and the values its sentence shows."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a request.

    ``pointer`` is an RFC 6901 pointer into the body; where it is about the query, ``parameter``
    names it instead.
    """

    pointer: str
    note: Note
    parameter: str | None = None

    def document(self) -> dict[str, Any]:
        """Return the fault as the member of a problem document."""
        zh, en = SENTENCES[self.note.code]
        where = (
            {"pointer": self.pointer} if self.parameter is None else {"parameter": self.parameter}
        )
        return {
            **where,
            "code": self.note.code,
            "message": {
                "zh": zh.format_map(_said(self.note.values, "zh")),
                "en": en.format_map(_said(self.note.values, "en")),
            },
        }


def _said(values: Mapping[str, object], language: str) -> dict[str, object]:
    return {
        name: _brief(getattr(value, language) if isinstance(value, Words) else value)
        for name, value in values.items()
    }


def _brief(value: object) -> object:
    """Return a value as a sentence of the contract's length has room for it: a list's beginning."""
    if not isinstance(value, str) or len(value) <= _LONGEST_VALUE:
        return value
    return f"{value[:_LONGEST_VALUE].rpartition(', ')[0]}, …"


def fault(pointer: str, code: str, /, **values: object) -> Fault:
    """Return the fault of that code at that place."""
    return Fault(pointer, Note(code, values))


class ContentFaults(Exception):  # noqa: N818 - it carries faults, of which one is enough
    """A request of the right outline says something it may not: every fault of it, in order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{one.pointer or '/'}: {one.note.code}" for one in self.faults))


def pointer_token(name: object) -> str:
    """Return one reference token of a JSON pointer, escaped (RFC 6901 §3).

    A name nobody knows may be anything: it is told shortened, and what hides in it is shown.
    """
    text = str(name)[:_LONGEST_TOKEN]
    text = HOSTILE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
    return text.replace("~", "~0").replace("/", "~1")


def flatten(messages: object, pointer: str = "") -> Iterator[Fault]:
    """Yield the faults of marshmallow's nested messages, depth first, with their pointers."""
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            # marshmallow files what concerns the object itself under "_schema".
            here = pointer if name == "_schema" else f"{pointer}/{pointer_token(name)}"
            yield from flatten(inner, here)
    elif isinstance(messages, list | tuple):
        for message in messages:
            yield from flatten(message, pointer)
    else:
        yield Fault(pointer, messages if isinstance(messages, Note) else Note(str(messages)))
