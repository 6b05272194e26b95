"""The catalogue to read: lists, what was listed as of a day, and what rests on it."""

from datetime import date

from api.call import Call, Reply
from api.catalogue_file import signed_catalogue
from api.faults import ContentFaults, Fault, Note
from api.operation import Answer, Eyes, Query, Resource
from api.paging import bad_cursor, cursor, instant_of, limit_of, page, page_queries
from api.presenting import kept
from api.presenting_catalogue import listing_held_document, publication_document
from api.presenting_register import expiry_document, recorded_document, reliance_document
from api.problem import refuse
from api.schemas.fields import Choice, Code, Day, Text
from approvals.legal_day import end_of
from approvals.listing_expiry import expiries_page
from approvals.reliance import relying_on
from catalog.catalogue import Catalogue, Held
from catalog.listing_history import history_of
from catalog.listing_text import has_text
from catalog.state_sentences import why
from validators.listing import ListingKind
from validators.writing import message_document

CATALOGUE = Resource("catalogue", "Official lists of certified products, and what is on them.")
_AS_OF = Query(name="as_of", field=Day(), description="the day; today where it is not given")
_KNOWN = Query(
    name="known",
    field=Day(),
    description="by what was known at the end of this day; by what is known now where it is absent",
)
_LONGEST_TEXT = 200
_SCHEME = Query(name="scheme", field=Code(), description="only of this scheme")
LISTING_WORDS = (
    _AS_OF,
    _KNOWN,
    _SCHEME,
    Query(name="kind", field=Choice(ListingKind), description="only of this kind"),
    Query(
        name="in_force",
        field=Choice(("true", "false")),
        description="only those in force on the day, or only the others",
    ),
    Query(
        name="text",
        field=Text(_LONGEST_TEXT),
        description="only where a name, version or vendor has it, whatever its width and case",
    ),
)
"""What listings are narrowed by."""


@CATALOGUE.operation(
    "GET",
    "/v1/catalog/listings",
    id="listListings",
    summary="What was listed as of a day, by what is known now or was known then",
    description=(
        "Two clocks: `as_of` is the day the state is asked for, `known` the day whose knowledge "
        "answers. Each listing tells its state, why, the notices it rests on, and how much of its "
        "publication is loaded."
    ),
    eyes=Eyes.PUBLIC,
    query=(
        *page_queries(),
        *LISTING_WORDS,
    ),
    answers={
        200: Answer(description="a page of listings", schema="ListingPage", headers=("Link",))
    },
)
def list_listings(call: Call) -> Reply:
    """Return a page of listings, by publication and then as printed."""
    asked, limit, catalogue = call.query, limit_of(call), _catalogue(call)
    found = _sought(call, catalogue)
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


def listings_asked(call: Call) -> list[Held]:
    """Return the listings a request asks for by `LISTING_WORDS`, by publication and as printed."""
    return _sought(call, _catalogue(call))


def _sought(call: Call, catalogue: Catalogue) -> list[Held]:
    asked = call.query
    wanted = asked.get("text", "")
    return [
        held
        for held in catalogue.as_of(_day(call)).listings(
            scheme=_scheme(call, catalogue),
            kind=None if "kind" not in asked else ListingKind(asked["kind"]),
            in_force=None if "in_force" not in asked else asked["in_force"] == "true",
        )
        if has_text(held.entry.listing, wanted)
    ]


@CATALOGUE.operation(
    "GET",
    "/v1/catalog/listings/<listing>",
    id="getListing",
    summary="A listing on a day, and its whole history",
    description=(
        "`history` has everything that was ever published of it, by when it was recorded: when it "
        "takes effect, and since when it is known here. What a later revision of its document says "
        "otherwise is shown too, and does not stand."
    ),
    eyes=Eyes.PUBLIC,
    query=(_AS_OF, _KNOWN),
    answers={200: Answer(description="the listing", schema="ListingHistory")},
)
def get_listing(call: Call) -> Reply:
    """Return a listing with its history."""
    name, catalogue = call.path["listing"], _catalogue(call)
    held = catalogue.as_of(_day(call)).held(name)
    history = history_of(call.connection, name)
    if held is None and not history:
        refuse("not-found")
    return Reply(
        document={
            "id": name,
            "as_of": _day(call).isoformat(),
            "catalogue": catalogue.digest,
            **kept(listing=None if held is None else listing_held_document(held)),
            "history": [recorded_document(it) for it in history],
        }
    )


@CATALOGUE.operation(
    "GET",
    "/v1/catalog/listings/<listing>/impact",
    id="getListingImpact",
    summary="What rests on a listing, each with the act required today",
    description=(
        "Open orders, approvals in force and devices in service whose order names the very "
        "product. An agency sees its own. Nothing acts by itself: see docs/catalogue.md."
    ),
    query=page_queries(),
    answers={200: Answer(description="a page of orders", schema="ImpactPage", headers=("Link",))},
)
def get_listing_impact(call: Call) -> Reply:
    """Return a page of orders that rest on a listing."""
    name, limit = call.path["listing"], limit_of(call)
    held = call.books.catalogue.as_of(call.today).held(name)
    if held is None:
        refuse("not-found")
    after = str(call.query["after"][0]) if "after" in call.query else ""
    found = relying_on(call.connection, name, now=call.now, after=after, limit=limit + 1)
    more = len(found) > limit
    state = held.standing.state
    return page(
        call,
        [reliance_document(it, state) for it in found[:limit]],
        cursor(found[limit - 1].order_id) if more else None,
        listing=name,
        as_of=call.today.isoformat(),
        state=state.value,
        why=message_document(why(held)),
    )


@CATALOGUE.operation(
    "GET",
    "/v1/catalog/expiries",
    id="listExpiries",
    summary="Listings that came within 90, 60 or 30 days of their last day, the latest told first",
    description="Each is told once for each of the three, with what rested on it then.",
    query=page_queries(parts=3),
    answers={200: Answer(description="a page of them", schema="ExpiryPage", headers=("Link",))},
)
def list_expiries(call: Call) -> Reply:
    """Return a page of what was told."""
    limit, before = limit_of(call), None
    if "after" in call.query:
        at, listing, days = call.query["after"]
        if not (days.isascii() and days.isdigit() and len(days) <= _LONGEST_DAYS):
            raise bad_cursor()
        before = instant_of(at), listing, int(days)
    found = expiries_page(call.connection, limit=limit + 1, before=before)
    following = None
    if len(found) > limit:
        last = found[limit - 1]
        following = cursor(last.noticed_at.isoformat(), last.listing, str(last.days))
    return page(call, [expiry_document(it) for it in found[:limit]], following)


_LONGEST_DAYS = 4


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
    catalogue = call.books.catalogue
    scheme = _scheme(call, catalogue)
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


@CATALOGUE.operation(
    "GET",
    "/v1/catalog/file",
    id="getCatalogueFile",
    summary="The whole catalogue as one signed file (compact JWS), for use without the service",
    description=(
        "Schemes, publications, notices and listings of the revision in force, with its digest and "
        "the instant, and the documents themselves as they were published. A large catalogue is "
        "several statements, one a line. `procheck check --catalogue` reads it and verifies it "
        "with a key of `/.well-known/jwks.json`."
    ),
    eyes=Eyes.PUBLIC,
    answers={200: Answer(description="the file", schema="CatalogueFile", media="application/jose")},
)
def get_catalogue_file(call: Call) -> Reply:
    """Return the catalogue in force, signed now, and sent part by part as each is signed."""
    office = call.services.office
    lines = signed_catalogue(
        call.connection,
        call.books,
        issuer=office.policy.issuer,
        now=call.now,
        signer=office.signer,
    )
    return Reply(lines=lines, media="application/jose", max_age=_FILE_SECONDS)


_FILE_SECONDS = 300
"""For how long the file may be kept before it is asked for again."""


def _day(call: Call) -> date:
    asked: str | None = call.query.get("as_of")
    return call.today if asked is None else date.fromisoformat(asked)


def _catalogue(call: Call) -> Catalogue:
    """Return the catalogue as it is known now, or was at the end of the day asked for."""
    asked: str | None = call.query.get("known")
    if asked is None or date.fromisoformat(asked) >= call.today:
        return call.books.catalogue
    before = end_of(date.fromisoformat(asked))
    known = call.services.reading.catalogue_known(call.connection, before)
    if known is None:
        raise ContentFaults([Fault("", Note("nothing-known"), "known")])
    return known


def _scheme(call: Call, catalogue: Catalogue) -> str | None:
    """Return the scheme asked for; an unknown one is told, and not answered with an empty list."""
    scheme: str | None = call.query.get("scheme")
    known = catalogue.schemes
    if scheme is not None and scheme not in known:
        note = Note("unknown-value", {"known": ", ".join(sorted(known))})
        raise ContentFaults([Fault("", note, "scheme")])
    return scheme
