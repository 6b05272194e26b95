"""What an answer repeats of the record is not kept twice: the answer names the place instead.

The answer to an order is its verdict, which its receipt seals, and its approval's statement, and
little else. Both are kept for ever and never changed, so that what was cut out of the kept answer
can be put back byte for byte.
"""

import json
from collections.abc import Iterable
from enum import StrEnum, unique
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from approvals.examination import Examination
from approvals.receipt_store import receipt_of
from approvals.store import approval_by_number

_ENDS = 1
"""The verdict is the last member of a receipt: behind it stands the brace that ends the whole."""

_encode = msgspec.json.Encoder().encode
_BEGINNING = 64
"""Bytes of a passage that are looked for before it is compared."""


@unique
class Source(StrEnum):
    """Where a passage is kept."""

    VERDICT = "verdict"
    """The end of the first receipt of an order."""
    STATEMENT = "statement"
    """The statement of an approval."""


class Passage(NamedTuple):
    """Bytes of an answer that are kept elsewhere too, under an order's id or approval's number."""

    source: Source
    key: str
    text: bytes


def passages_of(found: Examination) -> tuple[Passage, ...]:
    """Return what the answer to a placed order repeats, in the order in which it says it."""
    verdict = Passage(Source.VERDICT, found.placed.id, found.sealed.verdict)
    if found.granted is None:
        return (verdict,)
    statement = found.granted.statement.encode()
    return (verdict, Passage(Source.STATEMENT, found.granted.number, statement))


class Cut(NamedTuple):
    """An answer without its passages, and where which of them were; ``None``: it had none."""

    body: bytes
    passages: str | None


def cut(body: bytes, passages: Iterable[Passage]) -> Cut:
    """Return an answer without those of the passages it holds, to be put back by `whole`.

    Args:
        body: the answer as it is sent.
        passages: in the order in which the answer has them.
    """
    kept, found, end = [], [], 0
    for it in passages:
        at = _find(body, it.text, end)
        if at >= 0:
            kept.append(body[end:at])
            found.append((it.source.value, it.key, at, len(it.text)))
            end = at + len(it.text)
    return Cut(b"".join([*kept, body[end:]]), _encode(found).decode() if found else None)


def _find(body: bytes, text: bytes, start: int) -> int:
    """Return what ``body.find(text, start)`` does.

    For a long text that prepares tables which take longer than to write the answer did. How it
    begins is found at once, and is rarely found where not all of it stands.
    """
    beginning, at = text[:_BEGINNING], body.find(text[:_BEGINNING], start)
    while at >= 0 and not body.startswith(text, at):
        at = body.find(beginning, at + 1)
    return at


def whole(connection: Connection, kept: Cut) -> bytes:
    """Return an answer as it was sent.

    Raises:
        ReceiptNotFound: the reader may no longer see what the answer repeated.
        ApprovalNotFound: as that.
    """
    if kept.passages is None:
        return kept.body
    parts, end, put_in = [], 0, 0
    for source, key, at, length in json.loads(kept.passages):
        # ``at`` counts what was put in before it, which the kept bytes are shorter by.
        parts += [kept.body[end : at - put_in], _read(connection, Source(source), key, length)]
        end, put_in = at - put_in, put_in + length
    return b"".join([*parts, kept.body[end:]])


def _read(connection: Connection, source: Source, key: str, length: int) -> bytes:
    match source:
        case Source.VERDICT:
            return receipt_of(connection, key, 1).body[-length - _ENDS : -_ENDS]
        case Source.STATEMENT:
            return approval_by_number(connection, key).statement.encode()
