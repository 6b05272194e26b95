"""An approval on paper: a signed PDF, and the certificate it is signed by."""

import json
from base64 import urlsafe_b64decode
from datetime import datetime
from typing import Any

from api.call import Call, Reply
from api.document_key import read_document_key
from api.document_key_rotation import published_certificates
from api.law_terms import called, terms_of
from api.operation import Answer, Eyes, Resource
from api.print_answer import print_document
from api.problem import RETRY, Problem, Refused
from api.reading_files import one_at_a_time
from api.services import Services
from approvals import agency_store, store
from approvals.state_words import state_words
from approvals.states import ApprovalState
from approvals.store import StoredApproval
from integrations.approval_printing import Printed, print_approval
from integrations.errors import FileRefused
from integrations.print_verifying import MOST_BYTES, verify_print
from ledger.canonical import digest
from storage.scope import SYSTEM
from validators.law import Law
from validators.rulebook import TITLES

PRINTING = Resource("printing", "Approvals as documents for people to file.")
_HOUR = 3600


@PRINTING.operation(
    "GET",
    "/v1/approvals/<number>/document",
    id="getApprovalDocument",
    summary="The approval as a signed PDF, to print and file",
    description=(
        "Made when it is asked for, from the signed statement: all lines, amounts and their basis, "
        "editions, waivers, the state at this moment, and a QR code with the number and the digest "
        "of the statement. Signed as PAdES by the document key; the statement is what binds."
    ),
    answers={
        200: Answer(
            description="the document",
            schema="Pdf",
            media="application/pdf",
            headers=("Content-Disposition",),
        )
    },
)
def get_document(call: Call) -> Reply:
    """Return the document; it is made once the transaction has ended."""
    held = store.approval_by_number(call.connection, call.path["number"])

    def made() -> Reply:
        return Reply(
            content=_document(call.services, held, call.now),
            media="application/pdf",
            headers={"Content-Disposition": f'attachment; filename="{held.number}.pdf"'},
        )

    return Reply(later=made)


@PRINTING.operation(
    "GET",
    "/v1/approvals/document-certificate",
    id="getDocumentCertificate",
    summary="The certificate printed approvals are signed by, and after it former ones (PEM)",
    eyes=Eyes.NOBODY,
    answers={
        200: Answer(
            description="the certificate", schema="Pem", media="application/pem-certificate-chain"
        )
    },
)
def get_certificate(call: Call) -> Reply:
    """Return the certificates, the one that signs first; each names the issuer and itself signs."""
    data = published_certificates(call.services.settings)
    return Reply(content=data, media="application/pem-certificate-chain", max_age=_HOUR)


@PRINTING.operation(
    "POST",
    "/v1/approvals/document-verification",
    id="verifyApprovalDocument",
    summary="Verify a printed approval, as its PDF",
    description=(
        "Open to everybody; nothing is stored. The document has to be signed as a whole by a "
        "certificate of `GET /v1/approvals/document-certificate`; then the statement attached to it"
        " is verified, and `approval` tells how it stands now, as by its number. Documents of "
        "earlier releases carry number and digest alone. What is in a document that was changed, "
        "or signed elsewhere, is not looked at."
    ),
    eyes=Eyes.OFFICE,
    document=True,
    media=("application/pdf",),
    body_limit=MOST_BYTES,
    answers={200: Answer(description="what it proves", schema="DocumentVerification")},
    problems=frozenset({"faulty-document", "unavailable"}),
)
def verify_document(call: Call) -> Reply:
    """Read the document in a process of its own, after the transaction, and look its approval up.

    Whoever prints or reads files with a key does not wait for what anybody may ask.
    """
    services, pdf, now = call.services, call.body, call.now
    certificates = published_certificates(services.settings)

    def made() -> Reply:
        with one_at_a_time(anybody=True):
            paper = verify_print(pdf, certificates)
        with services.database.transaction(SYSTEM) as connection:
            return Reply(document=print_document(services, connection, paper, now))

    return Reply(later=made)


def _document(services: Services, held: StoredApproval, now: datetime) -> bytes:
    # Half a second to import, and most processes never print.
    from integrations.pdf_signing import sign_pdf  # noqa: PLC0415 - see above

    # A supplier may not read the agency, and has to know who buys.
    with services.database.transaction(SYSTEM) as connection:
        agency = agency_store.find_agency(connection, held.agency).name
        law = services.reading.books(connection).law
    state = held.state_at(now)
    printed = Printed(
        claims=_claims(held.statement),
        digest=digest(held.statement.encode()),
        kid=held.kid,
        agency=agency,
        titles={it.id: called(it).zh for it in law.editions},
        words=_words(law),
        alive=state is ApprovalState.IN_FORCE,
        state=state_words("approval", state),
        as_of=int(now.timestamp()),
    )
    try:
        with one_at_a_time():
            pdf = print_approval(printed)
    except FileRefused as error:
        # Nobody's file is at fault: the machine is too busy, or an approval too long.
        raise Refused(Problem(kind="unavailable", headers=RETRY)) from error
    key, certificate = read_document_key(services.settings)
    reason = f"procurement approval {held.number}"
    return sign_pdf(
        pdf,
        key=key,
        certificate=certificate,
        reason=reason,
        statement=(held.number, held.statement),
    )


def _words(law: Law) -> dict[str, str]:
    """Return what codes in a statement are called in Chinese: attributes as in any edition."""
    words = {rule: title.zh for rule, title in TITLES.items()}
    for it in terms_of(law):
        words.setdefault(it.code, it.name.zh)
    return words


def _claims(statement: str) -> dict[str, Any]:
    """Return what a statement of our own says; it was signed here, and is not verified again."""
    payload = statement.split(".")[1]
    claims: dict[str, Any] = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims
