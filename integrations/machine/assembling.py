"""Puts a reading together: derives from each statement, and tells whether all are of one system."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain, combinations, islice
from typing import Final

from integrations.machine.deriving import derived_from
from integrations.machine.faults import DocumentFault, refused
from integrations.machine.remarks import remark
from integrations.machine.stated import (
    DocumentFormat,
    Fact,
    OperatingSystemRead,
    OperatingSystemStated,
    Reading,
    Remark,
    Said,
    Signature,
)
from validators.matching import folded

MOST_SYSTEMS: Final = 50
"""Places of one document that may speak of an operating system."""


def bounded(stated: Iterable[OperatingSystemStated]) -> list[OperatingSystemStated]:
    """Return the statements, having looked no further than anybody would.

    Raises:
        FileRefused: there are more of them.
    """
    found = list(islice(stated, MOST_SYSTEMS + 1))
    if len(found) > MOST_SYSTEMS:
        raise refused(DocumentFault.TOO_MANY_SYSTEMS, most=MOST_SYSTEMS)
    return found


def assembled(
    document: DocumentFormat,
    stated: Sequence[OperatingSystemStated],
    *,
    format_version: str | None = None,
    remarks: Sequence[Remark] = (),
    signature: Signature | None = None,
) -> Reading:
    """Return the reading of a document that makes these statements.

    Raises:
        FileRefused: the statements are more than anybody could look through.
    """
    stated = bounded(stated)
    derived = [derived_from(it) for it in stated]
    systems = tuple(
        OperatingSystemRead(stated=it, derived=facts)
        for it, (facts, _) in zip(stated, derived, strict=True)
    )
    notes = [*remarks, *chain.from_iterable(found for _, found in derived)]
    system = None
    if not systems:
        notes.append(remark("no-operating-system"))
    elif any(_contradict(one, other) for one, other in combinations(systems, 2)):
        notes.append(remark("several-systems", count=len(systems)))
    else:
        system, of_all = _together(systems)
        notes += of_all
    return Reading(
        format=document,
        format_version=format_version,
        system=system,
        systems=systems,
        remarks=tuple(dict.fromkeys(notes)),
        signature=signature,
    )


def _contradict(one: OperatingSystemRead, other: OperatingSystemRead) -> bool:
    """Return whether two statements cannot be of the same system."""
    pairs = zip(_told(one.stated), _told(other.stated), strict=True)
    if any(a and b and folded(a.text) != folded(b.text) for a, b in pairs):
        return True
    facts = ((one.get(fact), other.get(fact)) for fact in Fact)
    return any(a is not None and b is not None and a != b for a, b in facts)


def _told(it: OperatingSystemStated) -> tuple[Said | None, ...]:
    return (it.name, it.version, it.edition, it.kernel, it.architecture, it.build)


def _together(
    systems: tuple[OperatingSystemRead, ...],
) -> tuple[OperatingSystemRead, tuple[Remark, ...]]:
    """Return what statements that contradict each other in nothing state together."""
    if len(systems) == 1:
        return systems[0], ()
    stated = [it.stated for it in systems]
    whole = replace(
        stated[0],
        name=_first(it.name for it in stated),
        version=_first(it.version for it in stated),
        edition=_first(it.edition for it in stated),
        kernel=_first(it.kernel for it in stated),
        architecture=_first(it.architecture for it in stated),
        build=_first(it.build for it in stated),
        vendor=_first(it.vendor for it in stated),
        cpe=tuple(chain.from_iterable(it.cpe for it in stated)),
        purl=tuple(chain.from_iterable(it.purl for it in stated)),
        swid_tag=tuple(chain.from_iterable(it.swid_tag for it in stated)),
        further=tuple(chain.from_iterable(it.further for it in stated)),
    )
    facts, notes = derived_from(whole)
    return OperatingSystemRead(stated=whole, derived=facts), notes


def _first(statements: Iterable[Said | None]) -> Said | None:
    return next((it for it in statements if it is not None), None)
