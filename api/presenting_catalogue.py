"""Publications and listings of the catalogue as JSON documents."""

from collections.abc import Collection, Mapping
from typing import Any

from api.presenting import kept
from catalog.catalogue import Catalogue, Held
from catalog.notice import Notice
from catalog.scheme import Entry, Publication, Scheme
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
        **_printed(entry),
    }


def catalogue_document(catalogue: Catalogue, ids: Collection[str]) -> dict[str, Any]:
    """Return what documents of a catalogue say on no day: schemes, publications, notices, listings.

    A listing tells its first and last day where they are known, and the events that move them.

    Args:
        catalogue: the whole of it.
        ids: of the documents that are told.
    """
    return {
        "schemes": [_scheme(it) for name, it in sorted(catalogue.schemes.items()) if name in ids],
        "publications": [
            publication_document(it, catalogue.schemes)
            for it in catalogue.publications
            if it.id in ids
        ],
        "notices": [_notice(it) for it in catalogue.notices if it.id in ids],
        "listings": [
            {**listing_document(it.listing), **_printed(it)}
            for it in catalogue.listings()
            if it.listing.publication in ids
        ],
    }


def _printed(entry: Entry) -> dict[str, Any]:
    """Return what of an entry is the same on every day, beside the listing itself."""
    return {
        "family": entry.family,
        "uses": sorted(use.value for use in entry.uses),
        "evidence": entry.evidence,
        "exact_name": entry.exact,
        **kept(note=entry.note, cpe=list(entry.cpe) or None, purl=list(entry.purl) or None),
        "sources": list(entry.sources),
    }


def _scheme(scheme: Scheme) -> dict[str, Any]:
    return {
        "id": scheme.id,
        "revision": scheme.revision,
        "digest": scheme.digest,
        "title": message_document(scheme.title),
        **kept(validity_years=scheme.validity_years),
        "levels": list(scheme.levels),
    }


def _notice(notice: Notice) -> dict[str, Any]:
    return {
        "id": notice.id,
        "revision": notice.revision,
        "digest": notice.digest,
        "scheme": notice.scheme,
        **kept(number=notice.number, url=notice.url, day=_day(notice.day)),
        "evidence": notice.evidence,
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
