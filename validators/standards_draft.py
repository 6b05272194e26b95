"""Lays a draft edition beside the law as if it were in force, to see what it would have done.

Nothing is published: the law that comes of it is for rehearsals alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from validators.edition import Day, Edition, Status
from validators.finding import Message
from validators.standards_fault import StandardsFault, in_order
from validators.standards_file import parse
from validators.standards_together import Parsed, faults_between

_NO_EDITION = Message(
    "推演的对象是配置标准(procheck/edition/1),此文件不是",
    "a rehearsal is about an edition (procheck/edition/1), and this is none",
)


def read_draft(
    name: str,
    data: bytes,
    law: Iterable[tuple[str, bytes]],
    as_if_from: date | None = None,
) -> Edition:
    """Return the edition in ``data`` as one in force, free of contradictions to the law of today.

    It takes the place of an edition of the same id, whichever revision that is.

    Args:
        name: the name of the file, for faults; nothing is opened.
        data: its bytes.
        law: name and bytes of every document of the law in force.
        as_if_from: the first day it is in force, whatever it says itself; ``None``: what it says.

    Raises:
        StandardsFault: the draft has faults, is no edition, or contradicts the law; all are told.
    """
    draft, faults = parse(name, data)
    if draft is None:
        raise StandardsFault(in_order(faults))
    if not isinstance(draft.value, Edition):
        raise StandardsFault((draft.tree.fault(("format",), _NO_EDITION),))
    edition = replace(draft.value, status=_in_force(draft.value.status))
    if as_if_from is not None:
        edition = replace(edition, since=Day(as_if_from, as_if_from))
    others = [one for one in _parsed(law) if not _same(one, edition)]
    beside = [*others, replace(draft, value=edition)]
    wrong = tuple(faults_between(beside))
    if wrong:
        raise StandardsFault(in_order(wrong))
    return edition


def _in_force(status: Status) -> Status:
    return Status.ADOPTED if status is Status.DRAFT else status


def _parsed(law: Iterable[tuple[str, bytes]]) -> Iterator[Parsed]:
    for name, data in law:
        parsed, faults = parse(name, data)
        if parsed is None:
            raise StandardsFault(in_order(faults))
        yield parsed


def _same(one: Parsed, edition: Edition) -> bool:
    return isinstance(one.value, Edition) and one.value.id == edition.id
