"""Anybody verifies an approval, with no account: by number, printed code, or a file of it.

A file is the signed PDF, a statement, or a bundle.
"""

from typing import Any, Final

from api.pages.page import Desk, Menu, Outcome, Shown
from api.pages.visit import Visit
from api.problem import Problem
from api.strict_json import MalformedJson, parse
from integrations.print_verifying import MOST_BYTES

VERIFYING = Desk()
_ASKS: Final = ("getApprovalStatus", "verifyApproval", "verifyApprovalDocument")
_MOST_BYTES: Final = MOST_BYTES + 65_536
_PDF: Final = b"%PDF-"
_PDF_WITHIN: Final = 1024
_NOTHING: Final[dict[str, Any]] = {
    "number": "",
    "statement": "",
    "status": None,
    "found": None,
    "paper": None,
    "problem": None,
    "unread": False,
}


@VERIFYING.page(
    "GET",
    "/verify",
    id="verify",
    asks=_ASKS,
    menu=Menu(zh="核验批准书", en="Verify an approval", place=90),
)
def verify(visit: Visit) -> Outcome:
    """Show where to put in what is to be verified; or what a printed code leads to."""
    number = visit.query.get("approval", "")
    if not number:
        return _shown()
    return _by_number(visit, number, visit.query.get("statement"))


@VERIFYING.page("POST", "/verify", id="verify-what-is-sent", asks=_ASKS, most_bytes=_MOST_BYTES)
def verify_what_is_sent(visit: Visit) -> Outcome:
    """Show what is established about a number, a statement or a file."""
    file, number = visit.files.get("file"), visit.form.get("number", "").strip()
    if file is not None and file.filename:
        data = file.read()
        file.close()
        if _PDF in data[:_PDF_WITHIN]:
            return _by_document(visit, data)
        return _by_statement(visit, statement_in(data))
    if number:
        return _by_number(visit, number, None)
    return _by_statement(visit, visit.form.get("statement", "").strip())


def statement_in(data: bytes) -> str:
    """Return the statement a file holds: of a bundle its member, of anything else the text.

    Blank where it is no text.
    """
    try:
        text = data.decode("utf-8-sig").strip()
        bundle = parse(text.encode()) if text.startswith("{") else None
    except (UnicodeDecodeError, MalformedJson):
        return ""
    if isinstance(bundle, dict):
        return str(bundle.get("statement", ""))
    return text


def _by_number(visit: Visit, number: str, digest: str | None) -> Outcome:
    number = number.strip().upper()
    query = {} if digest is None else {"statement": digest}
    found = visit.attempt("getApprovalStatus", {"number": number}, query=query)
    if isinstance(found, Problem):
        return _shown(status_code=found.status, number=number, problem=found.document())
    return _shown(number=number, status=found.document)


def _by_document(visit: Visit, data: bytes) -> Outcome:
    told = visit.attempt("verifyApprovalDocument", data=data, media="application/pdf")
    if isinstance(told, Problem):
        return _shown(status_code=told.status, problem=told.document())
    paper = told.document
    return _shown(paper=paper, status=paper.get("approval"))


def _by_statement(visit: Visit, statement: str) -> Outcome:
    if not statement:
        return _shown(status_code=422, unread=True)
    found = visit.attempt("verifyApproval", body={"statement": statement})
    if isinstance(found, Problem):
        return _shown(status_code=found.status, statement=statement, problem=found.document())
    return _shown(statement=statement, found=found.document)


def _shown(status_code: int = 200, **values: Any) -> Shown:  # noqa: ANN401 - what a template shows
    return Shown(template="verify.html", values=_NOTHING | values, status=status_code)
