"""The purchase-module extract: orders, lines, receipts and returns as tables that fit together."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from api.call import Call, Reply
from api.filters import FILTERS, own_of, sought_of
from api.handing_over import FORMAT, LEDGER_NOW, PACKAGE, form_of, handed_over, record
from api.operation import Resource
from api.presenting_audit import reader_document
from approvals.export_reading import batches, ledger_state
from approvals.exported import Asked, ExportList, Row, Tally
from approvals.sought import Sought
from integrations.exports.extract_manifest import extract_manifest
from integrations.exports.extract_names import purchase_module
from integrations.exports.forms import ExportForm
from integrations.exports.package import TYP, Table, packed
from ledger.jws import sign_compact

PURCHASE_MODULE = Resource("extracts", "Tables that fit together, for the programs of auditors.")


@PURCHASE_MODULE.operation(
    "GET",
    "/v1/exports/purchase-module",
    id="getPurchaseModule",
    summary="Approved orders, their lines, receipts and returns as tables that fit together",
    description=(
        "A ZIP of one file a table, `manifest.json` and its signature `manifest.jws`, as of one "
        "moment. What is narrowed are orders: every table is of the same approved ones. Tables and "
        "columns have the names of ISO 21378:2019 as far as others have made them public; the "
        "manifest tells where each was read and which are this service's own (`procheck_…`). No "
        "conformance is claimed. Invoices, payments, contracts and requisitions are not recorded "
        "here. `procheck export verify FILE` checks it. An auditor's extract is an entry of the "
        "ledger."
    ),
    query=(
        FORMAT,
        *FILTERS,
    ),
    answers=PACKAGE,
    links=LEDGER_NOW,
)
def get_purchase_module(call: Call) -> Reply:
    """Return the extract; it is read and sent once the transaction has ended."""
    sought = sought_of(call)
    form, identifier, name = form_of(call), call.services.office.ids(), purchase_module().id
    told = {"export": identifier, "list": name, "form": form.value}
    record(call, "export", {**told, "filter": sought.said()})
    return handed_over(
        call,
        f"{name}-{identifier}",
        lambda connection: _pieces(call, connection, sought, form, identifier),
    )


def _pieces(
    call: Call, connection: Connection, sought: Sought, form: ExportForm, identifier: str
) -> Iterator[bytes]:
    call.enter(connection, call.principal)
    extract, asked = purchase_module(), Asked(now=call.now, sought=own_of(call.principal, sought))
    state, tallies = ledger_state(connection), [Tally(it.columns) for it in extract.tables]
    signer = call.services.office.signer

    def tables() -> Iterator[Table]:
        for listed, tally in zip(extract.tables, tallies, strict=True):
            yield Table(listed.name, listed.columns, counted(listed, tally))

    def counted(listed: ExportList, tally: Tally) -> Iterator[list[Row]]:
        for rows in batches(connection, listed, asked):
            tally.add(rows)
            yield rows

    def told(files: Any) -> dict[str, Any]:  # noqa: ANN401 - what is told of each file
        return extract_manifest(
            extract,
            asked,
            identifier=identifier,
            reader=reader_document(call.principal),
            state=state,
            tallies=tallies,
            files=files,
        )

    yield from packed(form, tables(), told, lambda data: sign_compact(data, typ=TYP, signer=signer))
