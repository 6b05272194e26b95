"""From the plain tree of a document to what its shape loads, with every fault of form."""

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import ValidationError

from validators.finding import Message
from validators.standards_fault import Fault, Path
from validators.standards_fields import Shape
from validators.standards_sentences import wrong
from validators.standards_yaml import Tree


def shaped(tree: Tree, shapes: Mapping[str, Shape]) -> tuple[Mapping[str, Any], tuple[Fault, ...]]:
    """Return what a document holds as far as its form is right, and the faults of its form.

    Args:
        tree: the document as read.
        shapes: the shapes a document may have, by its ``format``.
    """
    if not tree.plain or not isinstance(tree.plain, dict):
        return {}, () if tree.faults else (tree.fault((), wrong("empty")),)
    shape = shapes.get(str(tree.plain.get("format")))
    if shape is None:
        known = ", ".join(f'"{name}"' for name in shapes)
        return {}, (tree.fault(("format",), wrong("unknown-format", known=known)),)
    try:
        loaded: Mapping[str, Any] = shape.load(tree.plain)
    except ValidationError as error:
        faults = tuple(tree.fault(path, why) for path, why in _flat(error.messages))
        valid = error.valid_data
        return valid if isinstance(valid, dict) else {}, faults
    return loaded, ()


def _flat(messages: Any, path: Path = ()) -> Iterator[tuple[Path, Message]]:  # noqa: ANN401 - nested as marshmallow nests it
    """Yield each message with the path it belongs to."""
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            yield from _flat(inner, path if key == "_schema" else (*path, key))
        return
    for message in messages:
        yield path, message if isinstance(message, Message) else _of_marshmallow(message)


def _of_marshmallow(message: str) -> Message:
    """Return in our words what the library said in its own."""
    missing = message == _MARSHMALLOW_MISSING
    return wrong("missing") if missing else wrong("not-understood", why=message)


_MARSHMALLOW_MISSING = "Missing data for required field."
