"""The catalogue to read: publications, and what was listed as of a day."""

from datetime import date

from api.call import Call, Reply
from api.faults import ContentFaults, Fault, Note
from api.operation import Answer, Eyes, Query, Resource
from api.paging import bad_cursor, cursor, limit_of, page, page_queries
from api.presenting_catalogue import listing_held_document, publication_document
from api.schemas.fields import Choice, Code, Day
from validators.listing import ListingKind

CATALOGUE = Resource("catalogue", "Official lists of certified products, and what is on them.")
_AS_OF = Query(name="as_of", field=Day(), description="the day; today where it is not given")
_SCHEME = Query(name="scheme", field=Code(), description="only of this scheme")


@CATALOGUE.operation(
    "GET",
    "/v1/catalog/listings",
    id="listListings",
    summary="What was listed as of a day, by what is known now",
    eyes=Eyes.PUBLIC,
    query=(
        *page_queries(),
        _AS_OF,
        _SCHEME,
        Query(name="kind", field=Choice(ListingKind), description="only of this kind"),
        Query(
            name="in_force",
            field=Choice(("true", "false")),
            description="only those in force on the day, or only the others",
        ),
    ),
    answers={
        200: Answer(description="a page of listings", schema="ListingPage", headers=("Link",))
    },
)
def list_listings(call: Call) -> Reply:
    """Return a page of listings, by publication and then as printed."""
    catalogue, asked, limit = call.books.catalogue, call.query, limit_of(call)
    found = list(
        catalogue.as_of(_day(call)).listings(
            scheme=_scheme(call),
            kind=None if "kind" not in asked else ListingKind(asked["kind"]),
            in_force=None if "in_force" not in asked else asked["in_force"] == "true",
        )
    )
    start = 0
    if "after" in asked:
        places = [at for at, held in enumerate(found) if held.entry.listing.id == asked["after"][0]]
        if not places:
            raise bad_cursor()
        start = places[0] + 1
    shown = found[start : start + limit]
    more = len(found) > start + limit
    return page(
        call,
        [listing_held_document(held) for held in shown],
        cursor(shown[-1].entry.listing.id) if more else None,
        as_of=_day(call).isoformat(),
        catalogue=catalogue.digest,
    )


@CATALOGUE.operation(
    "GET",
    "/v1/catalog/publications",
    id="listPublications",
    summary="Official lists known as of a day, and how much of each is loaded",
    eyes=Eyes.PUBLIC,
    query=(_AS_OF, _SCHEME),
    answers={200: Answer(description="the publications", schema="PublicationList")},
)
def list_publications(call: Call) -> Reply:
    """Return publications with their completeness."""
    catalogue, scheme = call.books.catalogue, _scheme(call)
    return Reply(
        document={
            "as_of": _day(call).isoformat(),
            "catalogue": catalogue.digest,
            "items": [
                publication_document(it, catalogue.schemes)
                for it in catalogue.as_of(_day(call)).publications
                if scheme in {None, it.scheme}
            ],
        }
    )


def _day(call: Call) -> date:
    asked: str | None = call.query.get("as_of")
    return call.today if asked is None else date.fromisoformat(asked)


def _scheme(call: Call) -> str | None:
    """Return the scheme asked for; an unknown one is told, and not answered with an empty list."""
    scheme: str | None = call.query.get("scheme")
    known = call.books.catalogue.schemes
    if scheme is not None and scheme not in known:
        note = Note("unknown-value", {"known": ", ".join(sorted(known))})
        raise ContentFaults([Fault("", note, "scheme")])
    return scheme
