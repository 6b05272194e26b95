"""Packages of releases and records, and the compiled release of a life.

Every release tells all that was known, so the last one is what all of them compile to: the
standard's merging changes but identifier, date and tag.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from approvals.life import Life
from integrations.ocds.moments import moments_of
from integrations.ocds.release import Document, Telling, instant, release

VERSION = "1.1"
EXTENSION_PATH = "/v1/ocds/extension.json"
"""Where the extension of this service is described."""

_encoder = msgspec.json.Encoder(decimal_format="number")


def releases_of(life: Life, now: datetime) -> tuple[Document, ...]:
    """Return the releases of an order's life up to an instant, the first first.

    Acts of one instant may say the same twice: that is one release, since what it says names it.
    """
    told = Telling.of(life)
    said = (release(told, it) for it in moments_of(life, now))
    return tuple({it["id"]: it for it in said}.values())


def compiled(releases: Sequence[Document]) -> Document:
    """Return the compiled release of all releases of one process, in their order."""
    last = releases[-1]
    return {**last, "tag": ["compiled"], "id": f"{last['ocid']}-{last['date']}"}


def record_of(releases: Sequence[Document]) -> Document:
    """Return the record of one process."""
    return {
        "ocid": releases[-1]["ocid"],
        "releases": list(releases),
        "compiledRelease": compiled(releases),
    }


def record_package(records: Sequence[Document], issuer: str, uri: str, at: datetime) -> Document:
    """Return records as a package."""
    return {**head(issuer, uri, at), "records": list(records)}


def head(issuer: str, uri: str, at: datetime) -> Document:
    """Return what every package begins with: who published it, where and when."""
    return {
        "uri": f"{issuer}{uri}",
        "version": VERSION,
        "publishedDate": instant(at),
        "publisher": {"name": "procheck", "uri": issuer},
        "extensions": [f"{issuer}{EXTENSION_PATH}"],
    }


def encoded(document: Any) -> bytes:  # noqa: ANN401 - a JSON value
    """Return a document as JSON, its amounts as numbers with every digit they have."""
    return _encoder.encode(document)


def release_package(releases: Iterable[Document], opening: Document) -> Iterator[bytes]:
    """Yield a package of releases in pieces, as they come."""
    yield encoded(opening)[:-1] + b',"releases":['
    for place, it in enumerate(releases):
        yield (b"," if place else b"") + encoded(it)
    yield b"]}\n"
