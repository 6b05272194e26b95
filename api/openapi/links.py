"""Where an answer leads, as OpenAPI links: what operations declare, and what their paths tell.

Paths of this service read as its things do: a list, a thing of it, an act on the thing. So a list
leads to the first thing it shows, what is made leads to reading it, a thing leads to its acts, and
an act back to its thing. Only what no path tells is declared beside its operation.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from api.openapi.forms import Form
from api.operation import Link, Operation

_PART = re.compile(r"<([a-z_]+)>")
_NAMES = ("number", "id")
"""Members by which a thing is named in the path of its own, the one people know first."""


class Links:
    """The links of all operations; ``forms`` are the component schemas of their answers."""

    def __init__(self, operations: Sequence[Operation], forms: Mapping[str, Form]) -> None:
        self._operations, self._forms = operations, forms

    def of(self, operation: Operation) -> Mapping[str, Any]:
        """Return the links of an operation's good answers, by name."""
        links = dict(operation.links)
        known = {link.operation for link in links.values()}
        links.update(
            (it.operation, it) for it in self._told(operation) if it.operation not in known
        )
        return {name: _shown(link) for name, link in links.items()}

    def _told(self, operation: Operation) -> Iterator[Link]:
        for other in self._operations:
            if other is operation:
                continue
            parent, _, last = other.path.rpartition("/")
            if parent == operation.path and (part := _PART.fullmatch(last)):
                where = self._name_in(operation)
                if where is not None and other.method == "GET":
                    yield _link(operation, other, {part[1]: f"$response.body#{where}"})
            elif _leads(operation.path, other):
                yield _link(operation, other, {})

    def _name_in(self, operation: Operation) -> str | None:
        """Return the pointer to the name of what an answer shows, or of the first it lists."""
        schema = next(iter(operation.answers.values())).schema
        members = self._forms.get(schema or "", {}).get("properties", {})
        items = members.get("items", {}).get("items")
        if items is None:
            return _name_of(members, "")
        name = items.get("$ref", "").rpartition("/")[2]
        return _name_of(self._forms.get(name, items).get("properties", {}), "/items/0")


def _name_of(members: Mapping[str, Form], where: str) -> str | None:
    return next((f"{where}/{name}" for name in _NAMES if name in members), None)


def _leads(path: str, other: Operation) -> bool:
    """Return whether the path of a thing leads to one of its acts, or that of an act back to it."""
    if not _PART.search(path):
        return False
    if other.path == path:
        return True
    if other.path.rpartition("/")[0] == path:
        return not _PART.fullmatch(other.path.rpartition("/")[2])
    return other.path == path.rpartition("/")[0] and other.method == "GET"


def _link(operation: Operation, other: Operation, given: Mapping[str, str]) -> Link:
    kept = {name: f"$request.path.{name}" for name in _PART.findall(operation.path)}
    wanted = _PART.findall(other.path)
    parameters = {name: where for name, where in {**kept, **given}.items() if name in wanted}
    return Link(operation=other.id, description=other.summary, parameters=parameters)


def _shown(link: Link) -> dict[str, Any]:
    return {
        "operationId": link.operation,
        "description": link.description,
        "parameters": dict(link.parameters),
    }
