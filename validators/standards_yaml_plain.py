"""The plain tree of a YAML document in which nothing is odd, read in one go.

Nearly every document is one. Whatever is odd in another is told by `validators.standards_yaml`,
which reads it again with the line of everything; that takes three times as long.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, NoReturn

import yaml

Plain = str | list["Plain"] | dict[str, "Plain"]
"""A document without types: text, lists and maps."""

MOST_DEPTH: Final = 24
QUOTED: Final = ('"', "'")
"""How the values of a document are written."""
EVENTS: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Odd(Exception):  # noqa: N818 - named for what was found
    """Something in the document has to be looked at."""


class _Tower:
    """The lists and maps that are open, and the key that waits in each; below them the document."""

    def __init__(self) -> None:
        self.documents: list[Plain] = []
        self._values: list[Any] = [self.documents]
        self._keys: list[str | None] = [None]

    def scalar(self, event: yaml.ScalarEvent) -> None:
        """Take a text: a key, or a value in quotation marks that hides nothing."""
        text, here = event.value, self._values[-1]
        if event.anchor is not None or event.tag is not None:
            raise _Odd
        if type(here) is dict and self._keys[-1] is None:
            if text in here:
                raise _Odd
            self._keys[-1] = text
        elif event.style in QUOTED and text.isprintable():
            self._put(text)
        else:
            raise _Odd

    def begin(self, event: yaml.CollectionStartEvent) -> None:
        """Open a list or a map."""
        if event.anchor is not None or event.tag is not None or len(self._values) >= MOST_DEPTH:
            raise _Odd
        value: Plain = {} if type(event) is yaml.MappingStartEvent else []
        self._put(value)
        self._values.append(value)
        self._keys.append(None)

    def end(self, _: yaml.Event) -> None:
        """Close what was opened last."""
        self._values.pop()
        self._keys.pop()

    def frame(self, _: yaml.Event) -> None:
        """Take what stands around documents."""

    def odd(self, _: yaml.Event) -> NoReturn:
        """Refuse any other event: an alias."""
        raise _Odd

    def _put(self, value: Plain) -> None:
        here, key = self._values[-1], self._keys[-1]
        if type(here) is list:
            here.append(value)
        elif key is None:
            raise _Odd
        else:
            here[key] = value
            self._keys[-1] = None


_TAKEN: Final[Mapping[type[yaml.Event], Callable[[_Tower, Any], None]]] = {
    yaml.ScalarEvent: _Tower.scalar,
    yaml.MappingStartEvent: _Tower.begin,
    yaml.SequenceStartEvent: _Tower.begin,
    yaml.MappingEndEvent: _Tower.end,
    yaml.SequenceEndEvent: _Tower.end,
    yaml.StreamStartEvent: _Tower.frame,
    yaml.StreamEndEvent: _Tower.frame,
    yaml.DocumentStartEvent: _Tower.frame,
    yaml.DocumentEndEvent: _Tower.frame,
}


def plain_of(text: str) -> dict[str, Plain] | None:
    """Return a document that is as it should be, or ``None`` where anything about it is odd."""
    tower = _Tower()
    try:
        for event in yaml.parse(text, Loader=EVENTS):
            _TAKEN.get(type(event), _Tower.odd)(tower, event)
    except (yaml.YAMLError, _Odd):
        return None
    documents = tower.documents
    return documents[0] if len(documents) == 1 and isinstance(documents[0], dict) else None
