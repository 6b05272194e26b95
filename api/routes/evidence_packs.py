"""Evidence packs: everything about one order in one file that verifies itself."""

from api.call import Call, Reply
from api.operation import Answer, Resource
from api.problem import RETRY, Problem, Refused
from api.verifier import PACK_VERIFIER
from approvals import store
from approvals.auditor_reading import record_reading
from approvals.evidence_pack import files_of, packed
from approvals.life import life_of
from ledger.errors import UnknownLeafError

EVIDENCE_PACKS = Resource("evidence-packs", "All evidence of one order, with its verifier.")
ZIP = "application/zip"


@EVIDENCE_PACKS.operation(
    "GET",
    "/v1/orders/<order_id>/evidence-pack",
    id="getEvidencePack",
    summary="All evidence of an order in one file, with a verifier that needs nothing but Python",
    description=(
        "Order, receipts, editions, listings, signed approval, entries of the ledger with their "
        "proofs and the signed checkpoint; `python verify.py` in the unpacked folder recomputes "
        "digests, signatures and proofs and names the file that does not hold. In the seconds "
        "after an act its entry has no place yet: 409 `not-recorded-yet` with `Retry-After`."
    ),
    answers={
        200: Answer(
            description="the pack",
            schema="EvidencePack",
            media=ZIP,
            headers=("Content-Disposition",),
        )
    },
    problems=frozenset({"not-recorded-yet"}),
)
def get_pack(call: Call) -> Reply:
    """Return the evidence pack of an order, as of one moment."""
    held = store.order(call.connection, call.path["order_id"])
    record_reading(
        call.connection,
        actor=call.actor,
        read="evidence-pack",
        details={"order": held.id},
        ids=call.services.office.ids,
        now=call.now,
    )
    services, scope = call.services, call.principal.scope

    def made() -> Reply:
        try:
            with services.database.snapshot(scope) as connection:
                files = files_of(connection, life_of(connection, held.id), PACK_VERIFIER)
        except UnknownLeafError as error:
            raise Refused(
                Problem(
                    kind="not-recorded-yet",
                    zh="账本尚未收录此申请的记录,请稍候",
                    en="the ledger is about to give the order's entries their places",
                    headers=RETRY,
                )
            ) from error
        return Reply(
            content=packed(files, held.id, services.keys, services.office.signer, call.now),
            media=ZIP,
            headers={"Content-Disposition": f'attachment; filename="{held.id}.evidence.zip"'},
        )

    return Reply(later=made)
