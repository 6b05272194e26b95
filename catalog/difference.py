"""What a revision of an official list says otherwise than the one before. Pure; stored nowhere.

A list in another order is the same list, and neither its revision nor the digest of its bytes is
part of what it says. So a difference tells exactly what a keeper is asked to put in force.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any, NamedTuple

from catalog.scheme import Entry, Part, Publication
from validators.listing import Listing, ListingKind

_OF_THE_LIST = (
    "scheme",
    "number",
    "url",
    "evidence",
    "published",
    "valid_until",
    "parts",
    "sources",
)


class Statement(NamedTuple):
    """Something a publication says of itself: ``before`` and ``after`` are its values."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Change:
    """A listing that stays and says something else."""

    before: Entry
    after: Entry

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the names of what it says otherwise, in the order of the values' fields."""
        return (
            *_differing(self.before.listing, self.after.listing),
            *(name for name in _differing(self.before, self.after) if name != "listing"),
        )


class Completeness(NamedTuple):
    """How much of one kind is loaded before and after; ``None``: nobody spoke of the kind."""

    kind: ListingKind
    before: Part | None
    after: Part | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a publication says otherwise than before.

    Attributes:
        publication: its id.
        new: whether there was none of that id.
        stated: what it says otherwise of itself; all it says where it is new.
        added: listings that were not there, as printed.
        removed: listings that are there no longer.
        changed: listings that say something else.
        same: how many say what they said.
        completeness: of every kind that either speaks of, changed or not.
    """

    publication: str
    new: bool
    stated: tuple[Statement, ...]
    added: tuple[Entry, ...]
    removed: tuple[Entry, ...]
    changed: tuple[Change, ...]
    same: int
    completeness: tuple[Completeness, ...]

    @property
    def empty(self) -> bool:
        """Return whether both say the same."""
        return not (self.new or self.stated or self.added or self.removed or self.changed)


def difference(before: Publication | None, after: Publication) -> Difference:
    """Return what ``after`` says otherwise than ``before``, the publication of the same id.

    Args:
        before: what is in force; ``None`` where the list is new.
        after: what would be in force.

    Raises:
        ValueError: they are two lists, and no revisions of one.
    """
    if before is not None and before.id != after.id:
        message = f"{before.id} and {after.id} are two lists"
        raise ValueError(message)
    held = _by_id(() if before is None else before.entries)
    now = _by_id(after.entries)
    changed = tuple(
        Change(held[id_], entry) for id_, entry in now.items() if id_ in held and held[id_] != entry
    )
    return Difference(
        publication=after.id,
        new=before is None,
        stated=tuple(_stated(before, after)),
        added=tuple(entry for id_, entry in now.items() if id_ not in held),
        removed=tuple(entry for id_, entry in held.items() if id_ not in now),
        changed=changed,
        same=len(now.keys() & held.keys()) - len(changed),
        completeness=tuple(_completeness(before, after)),
    )


def applied(before: Publication | None, change: Difference) -> Publication:
    """Return what a publication says once a difference is applied to it, in the form of `said`.

    Raises:
        ValueError: it is the difference to another publication.
    """
    if (before is None) is not change.new or (before and before.id != change.publication):
        message = f"this is no difference to what is given, but to {change.publication}"
        raise ValueError(message)
    gone = {entry.listing.id for entry in change.removed}
    entries = _by_id(() if before is None else before.entries)
    entries |= _by_id(it.after for it in change.changed)
    entries |= _by_id(change.added)
    kept = tuple(entry for id_, entry in entries.items() if id_ not in gone)
    stated: dict[str, Any] = {it.name: it.after for it in change.stated}
    if before is not None:
        return said(replace(before, **stated, entries=kept))
    return said(Publication(id=change.publication, revision=0, digest="", entries=kept, **stated))


def said(publication: Publication) -> Publication:
    """Return only what a publication says: no revision, no digest, its listings by their ids."""
    entries = sorted(publication.entries, key=lambda entry: entry.listing.id)
    parts = MappingProxyType(dict(publication.parts))
    return replace(publication, revision=0, digest="", entries=tuple(entries), parts=parts)


def _by_id(entries: Iterable[Entry]) -> dict[str, Entry]:
    return {entry.listing.id: entry for entry in entries}


def _stated(before: Publication | None, after: Publication) -> Iterator[Statement]:
    for name in _OF_THE_LIST:
        then, now = getattr(before, name, None), getattr(after, name)
        if before is None or then != now:
            yield Statement(name, then, now)


def _completeness(before: Publication | None, after: Publication) -> Iterator[Completeness]:
    for kind in ListingKind:
        then = None if before is None else before.parts.get(kind)
        now = after.parts.get(kind)
        if then is not None or now is not None:
            yield Completeness(kind, then, now)


def _differing(before: Entry | Listing, after: Entry | Listing) -> Iterator[str]:
    for field in fields(before):
        if getattr(before, field.name) != getattr(after, field.name):
            yield field.name
