"""Exports: a list as a file that says what it is, of which moment, and that it is whole."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import Connection

from api.access import allow, may
from api.call import Call, Reply
from api.export_access import READ_BY
from api.faults import ContentFaults, Fault, Note
from api.filters import FILTERS, WORDS, own_of, sought_of
from api.handing_over import FORMAT, LEDGER_NOW, PACKAGE, form_of, handed_over, record
from api.operation import Answer, Link, Resource
from api.presenting_audit import reader_document
from api.problem import refuse
from api.routes.audits import too_many_orders
from api.routes.catalogue import listings_asked
from api.routes.export_words import OWN
from api.routes.proposals import kinds_kept
from approvals.export_lists import LISTS
from approvals.export_reading import batches, ledger_state, sums_of
from approvals.exported import Asked, ExportList, Reach, Row, Tally, manifest
from approvals.red_list import TooManyOrders
from approvals.sought import Sought
from integrations.exports.forms import ExportForm
from integrations.exports.package import TYP, Table, packed
from ledger.jws import sign_compact
from storage.database import let_read

EXPORTS = Resource("exports", "Lists as files, with a manifest that says what they hold.")


_OWN = frozenset(it.name for it in OWN)


@dataclass(frozen=True, slots=True)
class _Export:
    """An export as it was asked for; ``id`` is drawn for it."""

    listed: ExportList
    sought: Sought
    own: Mapping[str, str]
    form: ExportForm
    id: str


@EXPORTS.operation(
    "GET",
    "/v1/exports",
    id="listExports",
    summary="The lists that can be exported, with their columns and what narrows each",
    answers={200: Answer(description="the lists", schema="ExportLists")},
    links={
        "sample": Link(
            operation="drawSample",
            description="a sample of the first of them",
            parameters={"list": "$response.body#/items/0/id"},
        )
    },
)
def list_exports(call: Call) -> Reply:
    """Return the lists whose rows the reader may read."""
    return Reply(
        document={
            "items": [
                {
                    "id": it.name,
                    "title": {"zh": it.zh, "en": it.en},
                    "columns": [
                        {"name": one.name, "kind": one.kind.value, "summed": one.summed}
                        for one in it.columns
                    ],
                    "filters": sorted(
                        it.own
                        | {
                            word
                            for word in WORDS
                            if word.replace("class", "item_class") in it.words
                        }
                    ),
                }
                for it in LISTS.values()
                if may(READ_BY[it.name], call.principal.role)
            ]
        }
    )


@EXPORTS.operation(
    "GET",
    "/v1/exports/<list>",
    id="getExport",
    summary="A list as a file: CSV, XLSX, JSON Lines or Parquet, with its manifest",
    description=(
        "A ZIP of three members: the rows, `manifest.json` (filter, columns, number of rows, sums, "
        "digest, size and root of the ledger at that moment) and its signature `manifest.jws`. It "
        "is sent as it is read, from one snapshot; a file that was cut off is no ZIP. "
        "`procheck export verify FILE` checks it. An auditor's export is an entry of the ledger."
    ),
    query=(
        FORMAT,
        *FILTERS,
        *OWN,
    ),
    answers=PACKAGE,
    links=LEDGER_NOW,
)
def get_export(call: Call) -> Reply:
    """Return an export; it is read and sent once the transaction has ended."""
    listed, sought, own = _wanted(call)
    asked = _Export(listed, sought, own, form_of(call), call.services.office.ids())
    told = {"export": asked.id, "list": listed.name, "form": asked.form.value}
    record(call, "export", {**told, "filter": {**sought.said(), **own}})
    name = f"{listed.name}-{asked.id}"
    return handed_over(call, name, lambda connection: _pieces(call, asked, connection))


@EXPORTS.operation(
    "GET",
    "/v1/exports/<list>/sums",
    id="getListSums",
    summary="How many rows of a list are asked for, and what they add up to",
    description=(
        "Of all that is asked for and not of a page: what the manifest of an export of the same "
        "moment says. Amounts are decimals as texts. An auditor's question is an entry of the "
        "ledger."
    ),
    query=(*FILTERS, *OWN),
    answers={200: Answer(description="the sums", schema="ListSums")},
)
def get_sums(call: Call) -> Reply:
    """Return the sums of what is asked for."""
    listed, sought, own = _wanted(call)
    record(call, "sums", {"list": listed.name, "filter": {**sought.said(), **own}})
    scope = call.principal.scope

    def made() -> Reply:
        with call.services.database.snapshot(scope) as connection:
            let_read(connection)
            asked = _asked(call, connection, listed, sought, own)
            with _few_enough():
                found = sums_of(connection, listed, asked)
        return Reply(
            document={
                "list": listed.name,
                "filter": asked.said(),
                "rows": found.rows,
                "sums": found.told(),
            }
        )

    return Reply(later=made)


def _wanted(call: Call) -> tuple[ExportList, Sought, dict[str, str]]:
    """Return the list a request is about, and what it is narrowed by.

    Raises:
        Refused: as ``not-found``, or as ``forbidden``: whoever may not read it takes nothing away.
        ContentFaults: a word narrows nothing here, or one is missing that the list needs.
    """
    listed = LISTS.get(call.path["list"])
    if listed is None:
        refuse("not-found")
    allow(READ_BY[listed.name], call.principal.role)
    given = {name: str(call.query[name]) for name in sorted(_OWN & call.query.keys())}
    faults = [Fault("", Note("word-unused"), it) for it in given.keys() - listed.own]
    faults += [Fault("", Note("required"), it) for it in listed.needs - given.keys()]
    if faults:
        raise ContentFaults(sorted(faults, key=lambda it: it.parameter or ""))
    about = given.get("listing")
    if about is not None and call.books.catalogue.as_of(call.today).held(about) is None:
        refuse("not-found")
    return listed, sought_of(call, listed.words), given


def _asked(
    call: Call,
    connection: Connection,
    listed: ExportList,
    sought: Sought,
    own: Mapping[str, str],
) -> Asked:
    """Return what is asked, with law and catalogue as the snapshot sees them."""
    call.enter(connection, call.principal)
    reading = call.services.reading
    reach = Reach(
        books=reading.books(connection),
        laws=reading.laws_of_then,
        held=lambda: listings_asked(call),
        kinds=kinds_kept(call.principal.role),
    )
    sought = own_of(call.principal, sought, listed.words)
    return Asked(now=call.now, sought=sought, own=own, reach=reach)


@contextmanager
def _few_enough() -> Iterator[None]:
    try:
        yield
    except TooManyOrders:
        raise too_many_orders() from None


def _pieces(call: Call, export: _Export, connection: Connection) -> Iterator[bytes]:
    listed = export.listed
    asked = _asked(call, connection, listed, export.sought, export.own)
    state, tally = ledger_state(connection), Tally(listed.columns)
    signer = call.services.office.signer
    found = batches(connection, listed, asked)
    with _few_enough():
        # What cannot be answered is told before anything is sent.
        first = next(found, [])

    def counted() -> Iterator[list[Row]]:
        for rows in chain([first], found):
            tally.add(rows)
            yield rows

    yield from packed(
        export.form,
        [Table(listed.name, listed.columns, counted())],
        lambda files: manifest(
            listed,
            asked,
            identifier=export.id,
            reader=reader_document(call.principal),
            state=state,
            tally=tally,
            file=files[0],
        ),
        lambda data: sign_compact(data, typ=TYP, signer=signer),
    )
