"""Remembers which statements of a document were taken, so that none is dropped silently."""

import re
from collections.abc import Iterator
from typing import Final

from integrations.documents.nodes import Node
from integrations.documents.stated import Property
from integrations.machine.stated import Said

LONGEST_SHOWN: Final = 2_000
"""Characters of a statement; of a longer one, such as an attached file, that much is told."""


class Taking:
    """One document while it is read."""

    def __init__(self, root: Node) -> None:
        self._root = root
        self._taken: set[str] = set()

    def text(self, node: Node, path: str = "") -> Said | None:
        """Take the text of the first element at a path that has one."""
        return next(self.texts(node, path), None)

    def texts(self, node: Node, path: str = "") -> Iterator[Said]:
        """Take the text of every element at a path that has one."""
        for it in node.all(path) if path else (node,):
            if it.text:
                self._taken.add(it.place)
                yield _said(it.name, it.text, it.place)

    def attribute(self, node: Node | None, name: str) -> Said | None:
        """Take an attribute, if it is there and says anything."""
        value = None if node is None else node.get(name)
        if node is None or value is None or not value.strip():
            return None
        place = f"{node.place}/@{name}"
        self._taken.add(place)
        return _said(name, value.strip(), place)

    def property(self, name: Said | None, value: Said | None) -> Iterator[Property]:
        """Yield a property that has both its parts."""
        if name is not None and value is not None:
            yield Property(name=name, value=value)
        elif name is not None or value is not None:
            # Half a property says nothing: its half stays among what was not read.
            self._taken.discard((name or value or _NOTHING).place)

    def rest(self) -> tuple[Said, ...]:
        """Return every statement that was not taken, in the order of the document."""
        return (*_instructions(self._root), *self._rest(self._root))

    def _rest(self, node: Node) -> Iterator[Said]:
        for name, value in node.attributes:
            place = f"{node.place}/@{name}"
            if value.strip() and place not in self._taken:
                yield _said(name, value.strip(), place)
        if node.text and node.place not in self._taken:
            yield _said(node.name, node.text, node.place)
        for child in node.children:
            yield from self._rest(child)


_NOTHING: Final = Said(key="", text="", place="")
_UNSHOWN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def _instructions(root: Node) -> Iterator[Said]:
    for number, (target, text) in enumerate(root.instructions, 1):
        yield _said(target, text or target, f"/processing-instruction()[{number}]")


def _said(key: str, text: str, place: str) -> Said:
    """Return a statement; signs that would hide or turn what people are shown are named."""
    whole = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}… ({len(text)})"
    shown = _UNSHOWN.sub(lambda found: f"\\u{ord(found.group()):04x}", whole)
    return Said(key=key, text=shown, place=place)
