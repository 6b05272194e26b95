"""Publications and listings of the catalogue as JSON documents."""

from collections.abc import Mapping
from typing import Any

from api.presenting import kept
from catalog.catalogue import Held
from catalog.scheme import Publication, Scheme
from catalog.state_sentences import why
from validators.edition import Day
from validators.writing import listing_document, listing_event_document, message_document


def listing_held_document(held: Held) -> dict[str, Any]:
    """Return a listing with its state on the day asked for, and what it rests on.

    ``loaded`` says how much of what its publication lists of the kind is in the catalogue.
    """
    entry, standing = held.entry, held.standing
    return {
        **listing_document(entry.listing),
        "validity": held.validity.value,
        "state": standing.state.value,
        "why": message_document(why(held)),
        "rests_on": [listing_event_document(it) for it in standing.rests_on],
        **kept(last_day=None if standing.end is None else standing.end.isoformat()),
        "loaded": held.loaded,
        "family": entry.family,
        "uses": sorted(use.value for use in entry.uses),
        "evidence": entry.evidence,
        "exact_name": entry.exact,
        **kept(note=entry.note),
        "sources": list(entry.sources),
    }


def publication_document(publication: Publication, schemes: Mapping[str, Scheme]) -> dict[str, Any]:
    """Return a publication, and how much of it is loaded."""
    return {
        "id": publication.id,
        "revision": publication.revision,
        "digest": publication.digest,
        "scheme": publication.scheme,
        "scheme_title": message_document(schemes[publication.scheme].title),
        **kept(number=publication.number, url=publication.url),
        "evidence": publication.evidence,
        **kept(published=_day(publication.published), valid_until=_day(publication.valid_until)),
        "parts": {
            kind.value: {
                "loaded": part.loaded.value,
                **kept(count=part.count),
                "evidence": part.evidence,
            }
            for kind, part in publication.parts.items()
        },
        "listings": len(publication.entries),
    }


def _day(day: Day | None) -> str | None:
    return None if day is None else day.text
