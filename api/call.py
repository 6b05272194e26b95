"""What a view is given, and what it returns: no view sees Flask."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Any, Protocol

from sqlalchemy import Connection

from api.identity import Principal
from api.schemas.body import Body, read_body
from api.services import Services
from api.strict_json import parse
from approvals.legal_day import legal_day
from approvals.passages import Passage
from catalog.books import Books
from ledger.entry import Actor
from storage.closing import Closing


class Headers(Protocol):
    """The headers of a request, by name in any spelling."""

    def get(self, key: str, /) -> str | None:
        """Return a header, if it was sent."""


@dataclass(slots=True, kw_only=True)
class Call:
    """One request, as far as a view needs it.

    ``path`` and ``query`` were read by their declarations; ``body`` is what was sent, as bytes.
    ``lines`` is the body of a batch, as a file. ``closing`` takes what an act writes last, to go
    with the commit.
    """

    services: Services
    now: datetime
    path: Mapping[str, str]
    query: Mapping[str, Any]
    body: bytes
    headers: Headers
    url: str = ""
    query_string: str = ""
    raw_query: Mapping[str, str] = field(default_factory=dict)
    lines: IO[bytes] | None = None
    remote: str = ""
    """The address the request came from."""
    closing: Closing = field(default_factory=Closing)
    _connection: Connection | None = None
    _principal: Principal | None = None
    _books: Books | None = None

    def enter(self, connection: Connection, principal: Principal | None = None) -> None:
        """Put the request into a transaction, and name who asks once he is known."""
        self._connection, self._principal = connection, principal

    @property
    def connection(self) -> Connection:
        """The transaction of this request; its edge commits."""
        if self._connection is None:
            msg = "this operation declares that it needs no database"
            raise RuntimeError(msg)
        return self._connection

    @property
    def principal(self) -> Principal:
        """Who asks."""
        if self._principal is None:
            msg = "this operation declares that it is public"
            raise RuntimeError(msg)
        return self._principal

    @property
    def actor(self) -> Actor:
        """Who the ledger says acts."""
        return self.principal.actor

    @property
    def today(self) -> date:
        """The day of law."""
        return legal_day(self.now)

    @property
    def books(self) -> Books:
        """Law and catalogue in force, the same for every process; asked for once a request."""
        if self._books is None:
            stamp = None if self._principal is None else self._principal.stamp
            self._books = self.services.reading.books(self.connection, stamp)
        return self._books

    def read(self, schema: Body) -> dict[str, Any]:
        """Return the body as ``schema`` reads it.

        Raises:
            MalformedJson: it is not JSON as it is accepted here.
            ContentFaults: it is not what the schema describes.
        """
        return read_body(schema, parse(self.body))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a view answers: a JSON document, or ``content`` of another media type.

    ``lines`` are content that is sent as it is made, after the transaction. ``later`` makes the
    answer itself once the transaction is over, for what takes longer to write than a transaction
    may lie idle: only of operations that change nothing, and from values alone.
    """

    status: int = 200
    document: Any = None
    content: bytes | None = None
    lines: Iterator[bytes] | None = None
    later: Callable[[], "Reply"] | None = None
    media: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str | None = None
    passages: tuple[Passage, ...] = ()
    """What of the document the record holds as well, so that its answer is kept without."""
    max_age: int | None = None
    """For how many seconds anyone may keep it; ``None``: nobody may."""

    @property
    def plain(self) -> bool:
        """Return whether it is a JSON document for whoever asked, with nothing more to be said."""
        return (
            self.document is not None
            and self.etag is None
            and self.max_age is None
            and not self.headers
        )
