"""What documents and machines say of an operating system: read, and looked up in the lists."""

from datetime import date

from api import limits
from api.call import Call, Reply
from api.established import established
from api.operation import Answer, Query, Resource
from api.reading_files import one_at_a_time
from api.schemas.fields import Day
from integrations.machine.door import read_machine_document

MACHINE_DOCUMENTS = Resource(
    "machine-documents", "Software lists, tags and release files of machines: what they establish."
)


@MACHINE_DOCUMENTS.operation(
    "POST",
    "/v1/machine-documents",
    id="readMachineDocument",
    summary="Read which operating system a document speaks of",
    description=(
        "The body is the document as it came: CycloneDX or SPDX JSON, SPDX tag-value, a SWID tag, "
        "`os-release` with `os-version` and `uname` after it, a package URL or a CPE name (see "
        "docs/machine-documents.md). Nothing is stored. What was stated is told apart from what "
        "follows from it; the system is looked up in the lists as one of an order line would be. "
        "It proves no licence."
    ),
    query=(
        Query(name="on", field=Day(), description="the day on which listings are in force or not"),
    ),
    document=True,
    media=("application/octet-stream", "application/json", "application/xml", "text/plain"),
    body_limit=limits.FILE_BYTES,
    answers={200: Answer(description="what it establishes", schema="MachineDocument")},
    problems=frozenset({"faulty-document", "unavailable"}),
)
def read_document(call: Call) -> Reply:
    """Read a document in a process of its own, and look its system up."""
    asked: str | None = call.query.get("on")
    on = call.today if asked is None else date.fromisoformat(asked)
    with one_at_a_time() as bounds:
        reading = read_machine_document(call.body, bounds=bounds)
    return Reply(document=established(reading, call.books.catalogue, on))
