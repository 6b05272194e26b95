"""One operation of the HTTP interface, declared once: routing, access and OpenAPI all read it.

A view is given a `Call` and returns a `Reply`; whoever calls it has already authenticated, checked
access and opened the transaction. (AESTHETICS §3.10: a view is parse, use case, dump.)
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, unique
from types import MappingProxyType
from typing import Any

from api import limits
from api.call import Call, Reply
from api.schemas.body import Body
from api.schemas.strict import Strict

View = Callable[[Call], Reply]
FORM = "application/x-www-form-urlencoded"
"""Media type of a form, which the token endpoint is asked by."""
YAML = ("application/yaml", "text/yaml")
"""Media types of a document of the law or the catalogue."""


@unique
class Eyes(Enum):
    """Through whose eyes an operation looks at the database."""

    NOBODY = "nobody"
    """It needs no database."""
    PUBLIC = "public"
    """Nobody's: only what belongs to no agency and no supplier."""
    OFFICE = "office"
    """The service's own, for answers that show no tenant's affairs."""
    OWN = "own"
    """Those of the principal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One query parameter; ``field`` reads its text and describes it."""

    name: str
    field: Strict
    description: str
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a status means, and the name of the component schema its body has.

    ``also`` are other media types it may have, each with the schema it has then.
    """

    description: str
    schema: str | None = None
    media: str = "application/json"
    headers: tuple[str, ...] = ()
    also: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where the answer leads: another operation, and where its parameters come from."""

    operation: str
    description: str
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method on one path.

    ``acts`` says that it changes something and wants an Idempotency-Key; ``secret`` that its body
    may hold what is kept nowhere, not even in a digest one could guess it from. ``document`` says
    that its body is a file of one of the types ``media`` and no JSON object; ``batch`` that it may
    as well be many such objects, one on a line; ``conditional`` that
    it heeds If-Match, and whether it needs it; ``problems`` are those beyond the ones every
    operation of its shape has.
    """

    id: str
    method: str
    path: str
    tag: str
    summary: str
    view: View
    answers: Mapping[int, Answer]
    eyes: Eyes = Eyes.OWN
    description: str = ""
    query: tuple[Query, ...] = ()
    body: type[Body] | None = None
    document: bool = False
    batch: bool = False
    media: tuple[str, ...] = YAML
    body_limit: int = limits.BODY_BYTES
    acts: bool = False
    secret: bool = False
    conditional: bool | None = None
    problems: frozenset[str] = frozenset()
    examples: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    links: Mapping[str, Link] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def has_body(self) -> bool:
        """Return whether a request of this operation carries one."""
        return self.body is not None or self.document


class Resource:
    """The operations of one resource, gathered as its module declares them."""

    def __init__(self, tag: str, description: str) -> None:
        self.tag, self.description = tag, description
        self._operations: list[Operation] = []

    def __iter__(self) -> Iterator[Operation]:
        """Yield the operations in the order they were declared."""
        return iter(self._operations)

    def operation(self, method: str, path: str, **declared: Any) -> Callable[[View], View]:  # noqa: ANN401 - the members of Operation
        """Declare the operation a view answers; see `Operation` for the members."""

        def keep(view: View) -> View:
            self._operations.append(
                Operation(method=method, path=path, tag=self.tag, view=view, **declared)
            )
            return view

        return keep
