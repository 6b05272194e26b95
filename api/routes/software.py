"""The software ledgers an agency has to keep: read as JSON, or saved as a workbook."""

from enum import StrEnum, unique

from api.call import Call, Reply
from api.operation import Answer, Query, Resource
from api.presenting_software import ledgers_document
from api.routes.agencies import ON, day_of
from api.schemas.fields import Choice
from approvals.software_reading import software_of
from integrations.software_sheets import software_workbook

SOFTWARE = Resource(
    "software", "The ledgers of genuine software, derived from approvals, deliveries and imports."
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    """Return the ledgers of an agency."""
    uscc, on = call.path["uscc"], day_of(call)
    found = software_of(call.connection, uscc, on)
    if not _as_workbook(call):
        return Reply(document=ledgers_document(found))
    name = f"software-ledgers-{uscc}-{on.isoformat()}.xlsx"
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
