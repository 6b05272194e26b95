"""The software ledgers an agency has to keep: read, saved as a workbook, filled in from a file."""

import hashlib
from enum import StrEnum, unique

from api import limits
from api.call import Call, Reply
from api.operation import Answer, Link, Query, Resource
from api.presenting_software import indicators_document, ledgers_document
from api.reading_files import workbook_of
from api.routes.agencies import ON, day_of
from api.schemas.fields import Choice, Text
from approvals import agency_store
from approvals.record_installations import record_installations
from approvals.software_indicators import indicators_of
from approvals.software_reading import AgencySoftware, laid_out, material_of
from integrations.office_installations import read_installations
from integrations.software_sheets import software_workbook

SOFTWARE = Resource(
    "software", "The ledgers of genuine software, derived from approvals, deliveries and imports."
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
SOURCE = Query(
    name="source", field=Text(), description="the document it was taken from", required=True
)
"""What every table that is sent to be recorded says of itself."""


@unique
class LedgerFormat(StrEnum):
    """In which form the ledgers are answered."""

    JSON = "json"
    XLSX = "xlsx"


@SOFTWARE.operation(
    "GET",
    "/v1/agencies/<uscc>/software-ledgers",
    id="getSoftwareLedgers",
    summary="The four software ledgers of an agency on a day",
    description=(
        "Summary, usage by computer, installations and removals by software, and usable free "
        "software, with the columns of the official forms. What is not known is left out, and "
        "`gaps` tells it. As a workbook with `format=xlsx`, or where `Accept` names its media type "
        "and not JSON."
    ),
    query=(
        ON,
        Query(
            name="format",
            field=Choice(LedgerFormat),
            description="json or xlsx; where it is not given, `Accept` decides",
        ),
    ),
    answers={
        200: Answer(
            description="the ledgers",
            schema="SoftwareLedgers",
            headers=("Content-Disposition",),
            also={XLSX: "Workbook"},
        )
    },
)
def get_ledgers(call: Call) -> Reply:
    """Return the ledgers of an agency: read in the transaction, made and written after it."""
    on, wanted = day_of(call), _as_workbook(call)
    material = material_of(call.connection, call.path["uscc"], on)

    def written() -> Reply:
        found = laid_out(material, on)
        return _workbook(found) if wanted else Reply(document=ledgers_document(found))

    return Reply(later=written)


@SOFTWARE.operation(
    "POST",
    "/v1/agencies/<uscc>/software-installations",
    id="recordInstallations",
    summary="Enter the software of machines that were there before, from an office's own table",
    description=(
        "The body is the file (XLSX or CSV, see docs/software-ledgers.md). It is entered whole or "
        "not at all, and every fault is told with its cell."
    ),
    query=(SOURCE,),
    document=True,
    media=(XLSX, CSV),
    body_limit=limits.FILE_BYTES,
    acts=True,
    answers={201: Answer(description="entered", schema="InstallationsEntered")},
    problems=frozenset({"faulty-document", "not-acceptable-fact", "unavailable"}),
    links={
        "ledgers": Link(
            operation="getSoftwareLedgers",
            description="the ledgers as they stand now",
            parameters={"uscc": "$response.body#/agency"},
        )
    },
)
def enter_installations(call: Call) -> Reply:
    """Enter the rows of a file."""
    uscc = agency_store.find_agency(call.connection, call.path["uscc"]).uscc
    made = record_installations(
        call.connection,
        actor=call.actor,
        uscc=uscc,
        found=read_installations(workbook_of(call)),
        source=call.query["source"],
        digest=f"sha256:{hashlib.sha256(call.body).hexdigest()}",
        ids=call.services.office.ids,
        now=call.now,
    )
    document = {
        "id": made.id,
        "agency": uscc,
        "rows": made.rows,
        "computers": made.computers,
        "ledger": {"leaf": made.leaf.text},
    }
    return Reply(status=201, document=document)


@SOFTWARE.operation(
    "GET",
    "/v1/agencies/<uscc>/software-indicators",
    id="getSoftwareIndicators",
    summary="How an agency keeps its software, in figures with definition and denominator",
    query=(ON,),
    answers={200: Answer(description="the indicators", schema="SoftwareIndicators")},
)
def get_indicators(call: Call) -> Reply:
    """Return the indicators of an agency; read and made as its ledgers are."""
    on = day_of(call)
    material = material_of(call.connection, call.path["uscc"], on)

    def reckoned() -> Reply:
        found = laid_out(material, on)
        return Reply(document=indicators_document(found, indicators_of(found, material)))

    return Reply(later=reckoned)


def _workbook(found: AgencySoftware) -> Reply:
    name = f"software-ledgers-{found.agency}-{found.on.isoformat()}.xlsx"
    return Reply(
        content=software_workbook(found),
        media=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _as_workbook(call: Call) -> bool:
    """Return whether a workbook is asked for: by the query, or else by ``Accept`` alone."""
    asked: str | None = call.query.get("format")
    if asked is not None:
        return asked == LedgerFormat.XLSX
    accepted = (call.headers.get("Accept") or "").split(",")
    named = {it.partition(";")[0].strip().casefold() for it in accepted}
    return XLSX in named and "application/json" not in named
