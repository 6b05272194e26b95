"""The law to read: editions as published, and the limits in force by place, class and day."""

from datetime import date

from api.call import Call, Reply
from api.conditions import etag_of
from api.faults import ContentFaults, Fault, Note
from api.law_terms import terms_of
from api.operation import Answer, Eyes, Query, Resource
from api.presenting import kept
from api.presenting_law import (
    code_table_document,
    edition_document,
    edition_summary,
    limit_document,
    loosening_document,
)
from api.problem import refuse
from api.schemas.fields import Choice, Code, Day
from catalog.documents import DocumentKind
from catalog.store import publishing
from validators.classes import ItemClass
from validators.edition import Edition
from validators.evidence import Level
from validators.limits import limits
from validators.loosening import cells_of
from validators.writing import message_document

LAW = Resource("law", "Every edition in force or known, and what it limits.")
_MINUTE = 60


@LAW.operation(
    "GET",
    "/v1/editions",
    id="listEditions",
    summary="Every published edition in its latest revision",
    eyes=Eyes.PUBLIC,
    answers={200: Answer(description="the editions", schema="EditionList", headers=("ETag",))},
)
def list_editions(call: Call) -> Reply:
    """Return editions and code tables."""
    books = call.books
    return Reply(
        document={
            "law": books.law_digest,
            "revision": books.revision,
            "items": [edition_summary(it, books.law) for it in books.law.editions],
            "code_tables": [
                code_table_document(index.table) for _, index in sorted(books.law.codes.items())
            ],
        },
        etag=etag_of("editions", books.law_digest, books.revision),
    )


@LAW.operation(
    "GET",
    "/v1/terms",
    id="listTerms",
    summary="What the codes of facts, questions, roles and attributes are called",
    description=(
        "Findings name what is missing, who has it, and what has to be judged by codes. These are "
        "their words in Chinese and English: those without an edition hold everywhere, the others "
        "where a finding cites that edition. Questions of clauses are `EDITION/CLAUSE`, those of "
        "duties the duty's name, and a part of it behind a stroke. An edition itself is called by "
        "its title and the number it was issued under."
    ),
    eyes=Eyes.PUBLIC,
    answers={200: Answer(description="the terms", schema="TermList", headers=("ETag",))},
)
def list_terms(call: Call) -> Reply:
    """Return the terms of the law in force."""
    books = call.books
    return Reply(
        document={
            "law": books.law_digest,
            "items": [
                {
                    "code": it.code,
                    "name": message_document(it.name),
                    **kept(edition=it.edition),
                }
                for it in terms_of(books.law)
            ],
        },
        etag=etag_of("terms", books.law_digest),
    )


@LAW.operation(
    "GET",
    "/v1/editions/<edition>",
    id="getEdition",
    summary="One edition: rows, caps, duties, clauses and sources, each figure cited",
    eyes=Eyes.PUBLIC,
    answers={200: Answer(description="the edition", schema="Edition", headers=("ETag",))},
)
def get_edition(call: Call) -> Reply:
    """Return an edition."""
    edition = _edition(call)
    return Reply(
        document=edition_document(edition, call.books.law),
        etag=etag_of("edition", edition.digest, call.books.law_digest),
    )


@LAW.operation(
    "GET",
    "/v1/editions/<edition>/document",
    id="getEditionDocument",
    summary="The bytes an edition was published as; its digest is that of these bytes",
    eyes=Eyes.PUBLIC,
    answers={
        200: Answer(
            description="the document",
            schema="LawDocument",
            media="application/yaml",
            headers=("ETag",),
        )
    },
)
def get_edition_document(call: Call) -> Reply:
    """Return the published bytes."""
    edition = _edition(call)
    held = publishing(call.connection, DocumentKind.EDITION, edition.id, edition.revision)
    return Reply(content=held.document.data, media="application/yaml", etag=f'"{edition.digest}"')


@LAW.operation(
    "GET",
    "/v1/editions/<edition>/loosenings",
    id="listLoosenings",
    summary="Where an edition allows more than the tier above it, cell by cell",
    description=(
        "A report and no refusal: whether a lower tier had leave to loosen is no question of "
        "figures. A cell that is not comparable depends on facts that only one of the two asks for."
    ),
    eyes=Eyes.PUBLIC,
    answers={200: Answer(description="the cells", schema="Loosenings", headers=("ETag",))},
)
def list_loosenings(call: Call) -> Reply:
    """Compare an edition with those of its series in the places above."""
    edition, law = _edition(call), call.books.law
    return Reply(
        document={"items": [loosening_document(it) for it in cells_of(edition, law)]},
        etag=etag_of("loosenings", edition.digest, call.books.law_digest),
    )


@LAW.operation(
    "GET",
    "/v1/limits",
    id="getLimits",
    summary="Limits in force, by jurisdiction, class and day",
    eyes=Eyes.PUBLIC,
    query=(
        Query(
            name="jurisdiction",
            field=Code(),
            description="id of a place, such as cn",
            required=True,
        ),
        Query(
            name="class",
            field=Choice(ItemClass),
            description="only rows about this class; all of them where it is not given",
        ),
        Query(name="on", field=Day(), description="the day; today where it is not given"),
        Query(
            name="level",
            field=Choice(Level),
            description="tier of the agency; that of the place where it is not given",
        ),
    ),
    answers={200: Answer(description="the limits", schema="Limits")},
)
def get_limits(call: Call) -> Reply:
    """Return what each edition in force says of a kind of thing."""
    law, asked = call.books.law, call.query
    place = law.jurisdictions.get(asked["jurisdiction"])
    if place is None:
        raise ContentFaults([Fault("", Note("unknown-jurisdiction"), "jurisdiction")])
    level = Level(asked["level"]) if "level" in asked else place.level
    on = date.fromisoformat(asked["on"]) if "on" in asked else call.today
    item_class = ItemClass(asked["class"]) if "class" in asked else None
    held = law.in_force(place.id, level, on)
    return Reply(
        document={
            "jurisdiction": place.id,
            "level": level.value,
            "on": on.isoformat(),
            "editions": [
                {
                    "id": it.used.id,
                    "revision": it.used.revision,
                    "digest": it.used.digest,
                    "certain": it.certain,
                    "why": {"zh": it.used.why.zh, "en": it.used.why.en},
                }
                for it in held.editions
            ],
            "items": [limit_document(it) for it in limits(law, place.id, level, on, item_class)],
        },
        max_age=_MINUTE,
    )


def _edition(call: Call) -> Edition:
    wanted = call.path["edition"]
    for edition in call.books.law.editions:
        if edition.id == wanted:
            return edition
    return refuse("not-found")
