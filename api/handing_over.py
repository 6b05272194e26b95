"""What every package of rows is asked for by, is answered by, and leaves in the ledger."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from sqlalchemy import Connection

from api.call import Call, Reply
from api.operation import Answer, Link, Query
from api.schemas.fields import Choice
from api.streaming import streamed
from approvals.auditor_reading import record_reading
from integrations.exports.forms import ExportForm

ZIP: Final = "application/zip"
FORMAT: Final = Query(
    name="format",
    field=Choice(ExportForm),
    description="csv, xlsx, jsonl or parquet; csv where it is not given",
)
PACKAGE: Final[Mapping[int, Answer]] = MappingProxyType(
    {
        200: Answer(
            description="the package",
            schema="ExportPackage",
            media=ZIP,
            headers=("Content-Disposition",),
        )
    }
)
LEDGER_NOW: Final[Mapping[str, Link]] = MappingProxyType(
    {
        "checkpoint": Link(
            operation="getCheckpoint",
            description="the ledger as it stands now, to hold against the one of the manifest",
            parameters={},
        )
    }
)


def form_of(call: Call) -> ExportForm:
    """Return the form that rows are asked for in."""
    return ExportForm(call.query.get("format", ExportForm.CSV))


def record(call: Call, read: str, details: Mapping[str, object]) -> None:
    """Leave an entry of what an auditor reads, in the transaction of the request."""
    record_reading(
        call.connection,
        actor=call.actor,
        read=read,
        details=details,
        ids=call.services.office.ids,
        now=call.now,
    )


def handed_over(call: Call, name: str, pieces: Callable[[Connection], Iterator[bytes]]) -> Reply:
    """Return a package; it is read and sent once the transaction has ended.

    Args:
        call: the request.
        name: of the file, without its ending.
        pieces: reads the package from a snapshot of its own.
    """
    scope = call.principal.scope

    def made() -> Reply:
        return Reply(
            lines=streamed(call.services.database, scope, pieces),
            media=ZIP,
            headers={"Content-Disposition": f'attachment; filename="{name}.zip"'},
        )

    return Reply(later=made)
