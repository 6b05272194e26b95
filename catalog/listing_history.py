"""The whole history of a listing: what was said of it, from when, and since when it is known here.

Nothing is ever deleted: what a later revision of a document says otherwise stands beside it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from catalog.documents import DocumentKind
from catalog.notice import Notice, NoticeEvent
from catalog.scheme import Entry, Publication
from catalog.seeds import read_document
from catalog.store import published_contents, publishings_naming
from validators.edition import Day

_KINDS = (DocumentKind.PUBLICATION, DocumentKind.NOTICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What one revision of a document says of a listing: that it was listed, or one event.

    ``stated`` is the document, and ``day`` its own day; ``standing`` says whether the revision
    is the latest of its document. The document was published at ``recorded_at``, with ``leaf`` in
    the ledger, in the revision ``book`` of the books.
    """

    stated: Publication | Notice
    said: Entry | NoticeEvent
    standing: bool
    recorded_at: datetime
    book: int
    leaf: str

    @property
    def day(self) -> Day | None:
        """Return the document's own day, as precisely as it is known."""
        return self.stated.day if isinstance(self.stated, Notice) else self.stated.published


def history_of(connection: Connection, listing: str) -> tuple[Recorded, ...]:
    """Return everything that was ever published of a listing, as it was recorded."""
    found = publishings_naming(connection, listing, _KINDS)
    latest: dict[tuple[str, str], int] = {}
    for it in published_contents(connection):
        key = (it.kind, it.identity)
        latest[key] = max(it.revision, latest.get(key, 0))
    rows = [(it, read_document(it.document.name, it.document.data)) for it in found]
    return tuple(
        Recorded(
            stated=stated,
            said=said,
            standing=latest[one.document.kind.value, one.document.identity]
            == one.document.revision,
            recorded_at=one.published_at,
            book=one.book,
            leaf=one.leaf,
        )
        for one, stated in rows
        if isinstance(stated, Publication | Notice)
        for said in _said(stated, listing)
    )


def _said(stated: Publication | Notice, listing: str) -> Iterator[Entry | NoticeEvent]:
    if isinstance(stated, Notice):
        yield from (it for it in stated.events if it.listing == listing)
    else:
        yield from (it for it in stated.entries if it.listing.id == listing)
