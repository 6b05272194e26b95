"""Official lists as offices publish them, made documents that a keeper may propose."""

from api import examples, limits
from api.call import Call, Reply
from api.faults import ContentFaults, fault
from api.operation import Answer, Link, Resource
from api.presenting_import import import_document
from api.reading_files import one_at_a_time
from api.schemas.imports import IMPORT, ImportIn
from integrations.list_import import Imported, import_list, import_publication, is_document

IMPORTS = Resource("imports", "Tables of certified products read as lists; nothing is stored.")

_NOTICE = {
    "zh": "预览:未保存,未生效;请将 document 提交为提案,由另一人公布",
    "en": "a preview: nothing is stored; propose the document, and a second person publishes it",
}


@IMPORTS.operation(
    "POST",
    "/v1/catalog/imports",
    id="importList",
    summary="Read an official list, and show what it would change",
    description=(
        "XLSX, CSV or rows of JSON with a statement which list it is, or a publication in YAML. "
        "Taken whole or not at all: every fault is told with the place where it is printed. "
        "The answer has the document to propose; `doubts` are what to look at before."
    ),
    body=ImportIn,
    body_limit=limits.DOCUMENT_BYTES,
    answers={200: Answer(description="what it would change", schema="ImportedList")},
    problems=frozenset({"faulty-document", "unavailable"}),
    examples={"a table of one row": dict(examples.IMPORT)},
    links={
        "proposal": Link(
            operation="proposeDocument",
            description="propose the document, as its body",
            parameters={"name": "$response.body#/name"},
        )
    },
)
def import_a_list(call: Call) -> Reply:
    """Read a list beside the catalogue in force."""
    made = _made(call, call.read(IMPORT))
    return Reply(
        document={
            "kind": "preview",
            "notice": _NOTICE,
            "name": f"{made.publication.id}.yaml"[: limits.CODE],
            **import_document(made),
        }
    )


def _made(call: Call, asked: dict[str, bytes]) -> Imported:
    """Return what becomes of a file.

    Raises:
        ContentFaults: the statement is missing, or not needed.
    """
    content, statement, catalogue = asked["content"], asked.get("statement"), call.books.catalogue
    if is_document(content):
        if statement is not None:
            raise ContentFaults([fault("/statement", "statement-not-needed")])
        return import_publication(str(asked.get("name", "list")), content, catalogue)
    if statement is None:
        raise ContentFaults([fault("/statement", "required")])
    with one_at_a_time() as bounds:
        return import_list(content, ("statement", statement), catalogue, bounds)
