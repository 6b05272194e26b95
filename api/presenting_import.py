"""What an import of an official list comes to, as a JSON document and as lines for people."""

from collections.abc import Iterator
from typing import Any

from api.presenting import kept
from catalog.difference import Difference, Statement
from catalog.scheme import Entry, Part
from integrations.list_import import Imported
from integrations.list_notes import ListNote
from validators.edition import Day
from validators.writing import message_document

_SHOWN_OTHERWISE = frozenset({"parts"})
"""What a publication says of itself that is shown as its completeness."""


def import_document(made: Imported) -> dict[str, Any]:
    """Return what was made of a list, how it differs from what is in force, and what to look at."""
    return {
        "publication": made.publication.id,
        "revision": made.publication.revision,
        "digest": made.publication.digest,
        "listings": len(made.publication.entries),
        "document": made.document.decode(),
        "difference": difference_document(made.difference),
        "doubts": [note_document(it) for it in made.told],
    }


def difference_document(change: Difference) -> dict[str, Any]:
    """Return what a publication says otherwise than its revision in force."""
    return {
        "new": change.new,
        "empty": change.empty,
        "stated": [
            {"name": it.name, **kept(before=_said(it.before), after=_said(it.after))}
            for it in _told(change)
        ],
        "added": [_entry(it) for it in change.added],
        "removed": [_entry(it) for it in change.removed],
        "changed": [
            {"fields": list(it.fields), "before": _entry(it.before), "after": _entry(it.after)}
            for it in change.changed
        ],
        "same": change.same,
        "completeness": [
            {"kind": it.kind.value, **kept(before=_part(it.before), after=_part(it.after))}
            for it in change.completeness
        ],
    }


def note_document(said: ListNote) -> dict[str, Any]:
    """Return one thing said about a list, with the place where it is printed."""
    return {
        "place": str(said.place),
        "code": said.code,
        "message": message_document(said.message),
    }


def import_lines(made: Imported) -> Iterator[str]:
    """Yield the same for people: what is new, gone and different, then what to look at."""
    change, publication = made.difference, made.publication
    yield (
        f"{publication.id} revision {publication.revision}: {len(change.added)} added,"
        f" {len(change.removed)} removed, {len(change.changed)} changed, {change.same} the same"
    )
    for it in change.completeness:
        yield f"  {it.kind.value}: {_part_line(it.before)} -> {_part_line(it.after)}"
    for said in _told(change):
        yield f"  {said.name}: {_line(said.before)} -> {_line(said.after)}"
    for entry in change.added:
        yield f"+ {_entry_line(entry)}"
    for entry in change.removed:
        yield f"- {_entry_line(entry)}"
    for each in change.changed:
        yield f"~ {_entry_line(each.after)}  ({', '.join(each.fields)})"
    for doubt in made.told:
        yield f"? {doubt}"


def _told(change: Difference) -> Iterator[Statement]:
    for it in change.stated:
        same_nothing = it.before is None and _said(it.after) is None
        if it.name not in _SHOWN_OTHERWISE and not same_nothing:
            yield it


def _entry(entry: Entry) -> dict[str, Any]:
    listing = entry.listing
    return {
        "id": listing.id,
        "kind": listing.kind.value,
        "family": entry.family,
        "name": listing.name,
        "names": list(listing.names),
        **kept(
            version=listing.version,
            kernel=listing.kernel,
            vendor=listing.vendor,
            level=listing.level,
            note=entry.note,
        ),
        "uses": sorted(use.value for use in entry.uses),
        "evidence": entry.evidence,
        "exact_name": entry.exact,
        "proves": listing.proves,
        "certain": listing.certain,
        "sources": list(entry.sources),
    }


def _part(part: Part | None) -> dict[str, Any] | None:
    if part is None:
        return None
    return {"loaded": part.loaded.value, **kept(count=part.count), "evidence": part.evidence}


def _said(value: Any) -> str | None:  # noqa: ANN401 - any value of a publication
    """Return a value of a publication as a text; sources by their ids and addresses."""
    match value:
        case None | ():
            return None
        case Day():
            return f"{value.text} ({value.evidence})"
        case tuple():
            return ", ".join(f"{it.id} {it.url}" for it in value)
        case _:
            return str(value)


def _line(value: Any) -> str:  # noqa: ANN401 - as above
    return _said(value) or "-"


def _part_line(part: Part | None) -> str:
    if part is None:
        return "not spoken of"
    count = "" if part.count is None else f" of {part.count}"
    return f"{part.loaded.value}{count} ({part.evidence})"


def _entry_line(entry: Entry) -> str:
    listing = entry.listing
    parts = (listing.name, listing.version, listing.kernel, listing.level, listing.vendor)
    proving = "" if listing.proves else "  proves nothing"
    return f"{'  '.join(it for it in parts if it)}  [{listing.id}]{proving}"
