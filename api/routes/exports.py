"""Exports: a list as a file that says what it is, of which moment, and that it is whole."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from api.call import Call, Reply
from api.filters import FILTERS, WORDS, sought_of
from api.operation import Answer, Link, Query, Resource
from api.problem import refuse
from api.schemas.fields import Choice
from api.streaming import streamed
from approvals.auditor_reading import record_reading
from approvals.export_lists import LISTS
from approvals.export_reading import batches, ledger_state
from approvals.exported import ExportList, Row, Tally, manifest
from approvals.sought import Sought
from integrations.exports.forms import ExportForm
from integrations.exports.package import TYP, packed
from ledger.jws import sign_compact

EXPORTS = Resource("exports", "Lists as files, with a manifest that says what they hold.")
ZIP = "application/zip"


@dataclass(frozen=True, slots=True)
class _Asked:
    """An export as it was asked for; ``id`` is drawn for it."""

    listed: ExportList
    sought: Sought
    form: ExportForm
    id: str


@EXPORTS.operation(
    "GET",
    "/v1/exports",
    id="listExports",
    summary="The lists that can be exported, with their columns and what narrows each",
    answers={200: Answer(description="the lists", schema="ExportLists")},
)
def list_exports(_: Call) -> Reply:
    """Return the lists."""
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
                        word for word in WORDS if word.replace("class", "item_class") in it.words
                    ),
                }
                for it in LISTS.values()
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
        Query(
            name="format",
            field=Choice(ExportForm),
            description="csv, xlsx, jsonl or parquet; csv where it is not given",
        ),
        *FILTERS,
    ),
    answers={
        200: Answer(
            description="the package",
            schema="ExportPackage",
            media=ZIP,
            headers=("Content-Disposition",),
        )
    },
    links={
        "checkpoint": Link(
            operation="getCheckpoint",
            description="the ledger as it stands now, to hold against the one of the manifest",
            parameters={},
        )
    },
)
def get_export(call: Call) -> Reply:
    """Return an export; it is read and sent once the transaction has ended."""
    listed = LISTS.get(call.path["list"])
    if listed is None:
        refuse("not-found")
    asked = _Asked(
        listed,
        sought_of(call, listed.words),
        ExportForm(call.query.get("format", ExportForm.CSV)),
        call.services.office.ids(),
    )
    record_reading(
        call.connection,
        actor=call.actor,
        read="export",
        details={
            "export": asked.id,
            "list": listed.name,
            "form": asked.form.value,
            "filter": asked.sought.said(),
        },
        ids=call.services.office.ids,
        now=call.now,
    )
    scope = call.principal.scope

    def made() -> Reply:
        return Reply(
            lines=streamed(
                call.services.database, scope, lambda connection: _pieces(call, asked, connection)
            ),
            media=ZIP,
            headers={"Content-Disposition": f'attachment; filename="{_name(asked)}.zip"'},
        )

    return Reply(later=made)


def _name(asked: _Asked) -> str:
    return f"{asked.listed.name}-{asked.id}"


def _pieces(call: Call, asked: _Asked, connection: Connection) -> Iterator[bytes]:
    state, tally = ledger_state(connection), Tally(asked.listed.columns)
    signer, principal = call.services.office.signer, call.principal
    reader = {"role": principal.role.value, "person": principal.person}
    if principal.agency is not None:
        reader["agency"] = principal.agency

    def counted() -> Iterator[list[Row]]:
        for rows in batches(connection, asked.listed, asked.sought, call.now):
            tally.add(rows)
            yield rows

    yield from packed(
        asked.form,
        asked.listed.name,
        asked.listed.columns,
        counted(),
        lambda file: manifest(
            asked.listed,
            asked.sought,
            identifier=asked.id,
            reader=reader,
            at=call.now,
            state=state,
            tally=tally,
            file=file,
        ),
        lambda data: sign_compact(data, typ=TYP, signer=signer),
    )
