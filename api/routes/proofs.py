"""What a supplier or an auditor keeps of an approval: the bundle that proves it, its verifier."""

from api.call import Call, Reply
from api.operation import Answer, Eyes, Resource
from api.problem import RETRY, Problem, Refused
from api.services import Services
from api.verifier import VERIFIER
from approvals.bundle import ProvenGrant, bundle_of, proven_grant
from approvals.status_store import signed_list
from ledger.errors import UnknownLeafError
from storage.scope import SYSTEM

PROOFS = Resource("proofs", "What is kept of an approval: it proves itself without the service.")
_HOUR = 3600


@PROOFS.operation(
    "GET",
    "/v1/approvals/<number>/bundle",
    id="getBundle",
    summary="All that proves an approval offline, in one file",
    description=(
        "Statement, ledger entry, inclusion proof, signed checkpoint and status list of that very "
        "tree. `GET /v1/approvals/verifier` is the program that verifies it. In the seconds after "
        "the grant its entry has no place yet: 409 `not-recorded-yet` with `Retry-After`."
    ),
    answers={
        200: Answer(description="the bundle", schema="Bundle", headers=("Content-Disposition",))
    },
    problems=frozenset({"not-recorded-yet"}),
)
def get_bundle(call: Call) -> Reply:
    """Return the bundle of an approval, with the status of this moment."""
    number = call.path["number"]
    try:
        grant = proven_grant(call.connection, number)
    except UnknownLeafError as error:
        raise Refused(
            Problem(
                kind="not-recorded-yet",
                zh="账本尚未收录此批准,请稍候",
                en="the ledger is about to give the approval its place",
                headers=RETRY,
            )
        ) from error

    def made() -> Reply:
        return Reply(
            content=_bundle(call.services, grant, call),
            headers={"Content-Disposition": f'attachment; filename="{number}.bundle.json"'},
        )

    return Reply(later=made)


def _bundle(services: Services, grant: ProvenGrant, call: Call) -> bytes:
    # The list is of everybody's approvals, so it is made through the service's own eyes; after the
    # proof, so that it misses nothing that the tree of the proof holds.
    with services.database.transaction(SYSTEM) as connection:
        tree = grant.proof.signed.checkpoint
        listed = signed_list(connection, services.office, call.now, tree)
    return bundle_of(grant, listed, services.keys)


@PROOFS.operation(
    "GET",
    "/v1/approvals/verifier",
    id="getVerifier",
    summary="The program that verifies a bundle: one file of Python, needs only `cryptography`",
    eyes=Eyes.NOBODY,
    answers={
        200: Answer(description="the program", schema="Text", media="text/x-python; charset=utf-8")
    },
)
def get_verifier(_: Call) -> Reply:
    """Return the verifier as it stands in the repository."""
    return Reply(content=VERIFIER, media="text/x-python; charset=utf-8", max_age=_HOUR)
