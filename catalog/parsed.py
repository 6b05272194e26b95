"""A document of the catalogue on its way from bytes to a value: what its checks are given."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.notice import Notice
from catalog.scheme import Publication, Scheme
from validators.finding import Message
from validators.standards_fault import Path
from validators.standards_yaml import Tree

Wrong = tuple[Path, Message]
"""Where something is wrong, and what."""

Document = Mapping[str, Any]
"""A document as its shape loaded it."""

Stated = Scheme | Publication | Notice
"""What a document of the catalogue states."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document without faults of its own: its tree, its loaded map and its value."""

    tree: Tree
    loaded: Document
    value: Stated
