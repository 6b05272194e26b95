"""Orders as the Open Contracting Data Standard tells them (OCDS 1.1.5)."""

from api.call import Call, Reply
from api.operation import Answer, Eyes, Resource
from approvals.auditor_reading import record_reading
from approvals.life import life_of
from integrations.ocds.extension import EXTENSION, SCHEMA
from integrations.ocds.packages import encoded, record_of, record_package, releases_of

OCDS = Resource("ocds", "Orders as open contracting data.")
_HOUR = 3600


@OCDS.operation(
    "GET",
    "/v1/orders/<order_id>/ocds",
    id="getOrderRecord",
    summary="An order as an OCDS record: its releases, and what they compile to",
    description=(
        "A record package of OCDS 1.1: a release for each examination, approval, amendment, act on "
        "a delivery and end, with verdicts, approvals and gross and net sums by an extension. The "
        "identifier of a release is the digest of what it says: a correction is another release."
    ),
    answers={200: Answer(description="the record", schema="OcdsRecordPackage")},
)
def get_record(call: Call) -> Reply:
    """Return the record of an order."""
    order_id, issuer = call.path["order_id"], call.services.settings.issuer
    life = life_of(call.connection, order_id)
    record_reading(
        call.connection,
        actor=call.actor,
        read="ocds-record",
        details={"order": order_id},
        ids=call.services.office.ids,
        now=call.now,
    )
    record = record_of(releases_of(life, call.now))
    return Reply(content=encoded(record_package([record], issuer, call.url, call.now)))


@OCDS.operation(
    "GET",
    "/v1/ocds/extension.json",
    id="getOcdsExtension",
    summary="The extension by which releases tell verdicts, approvals and gross and net sums",
    eyes=Eyes.NOBODY,
    answers={200: Answer(description="its description", schema="OcdsExtension")},
)
def get_extension(_: Call) -> Reply:
    """Return the description of the extension."""
    return Reply(document=EXTENSION, max_age=_HOUR)


@OCDS.operation(
    "GET",
    "/v1/ocds/release-schema.json",
    id="getOcdsSchema",
    summary="What that extension adds to the schema of a release",
    eyes=Eyes.NOBODY,
    answers={200: Answer(description="the schema", schema="OcdsExtension")},
)
def get_schema(_: Call) -> Reply:
    """Return the schema of the extension."""
    return Reply(document=SCHEMA, max_age=_HOUR)
