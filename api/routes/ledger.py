"""The ledger: checkpoint, entries, proofs, and the keys to check them with."""

from typing import Any

from api.call import Call, Reply
from api.conditions import etag_of
from api.instants import instant
from api.operation import Answer, Eyes, Query, Resource
from api.paging import WholeNumberText, bad_cursor, cursor, limit_of, page, page_queries
from api.presenting_ledger import base64_text, entry_document
from api.problem import refuse
from api.schemas.fields import LeafText
from ledger import store
from ledger.errors import UnknownLeafError, UnknownSizeError
from ledger.store import InclusionProof, SignedCheckpoint

LEDGER = Resource("ledger", "The tamper-evident record of every act, and proofs about it.")
_LARGEST = 2**62


@LEDGER.operation(
    "GET",
    "/v1/ledger/checkpoint",
    id="getCheckpoint",
    summary="The latest signed checkpoint (C2SP tlog-checkpoint)",
    eyes=Eyes.PUBLIC,
    answers={
        200: Answer(
            description="the signed note",
            schema="Text",
            media="text/plain; charset=utf-8",
            headers=("ETag",),
        )
    },
)
def get_checkpoint(call: Call) -> Reply:
    """Return the signed note as it was signed."""
    signed = store.latest_checkpoint(call.connection)
    if signed is None:
        refuse("unavailable", "账本尚未签署", "the ledger has no checkpoint yet")
    return Reply(
        content=signed.note, media="text/plain; charset=utf-8", etag=etag_of(signed.note.hex())
    )


@LEDGER.operation(
    "GET",
    "/v1/ledger/entries",
    id="listEntries",
    summary="Entries the reader may see, in the order of the tree",
    description="`data` is the canonical entry in Base64: its bytes are what the tree commits to.",
    query=page_queries(),
    answers={200: Answer(description="a page of entries", schema="EntryPage", headers=("Link",))},
)
def list_entries(call: Call) -> Reply:
    """Return a page of entries."""
    limit, after = limit_of(call), call.query.get("after")
    start = 0 if after is None else _place(after[0])
    found = store.entries_page(call.connection, start=start, limit=limit + 1)
    following = cursor(str(found[limit].index)) if len(found) > limit else None
    return page(call, [entry_document(it) for it in found[:limit]], following)


@LEDGER.operation(
    "GET",
    "/v1/ledger/proofs/inclusion",
    id="proveInclusion",
    summary="Proof that an entry is in the tree of the latest checkpoint (RFC 6962)",
    eyes=Eyes.PUBLIC,
    query=(
        Query(
            name="leaf",
            field=LeafText(),
            description="the leaf hash an act was answered with, in hexadecimal",
            required=True,
        ),
    ),
    answers={200: Answer(description="the proof", schema="InclusionProof")},
    problems=frozenset({"not-found"}),
)
def prove_inclusion(call: Call) -> Reply:
    """Return an inclusion proof with the checkpoint it leads to."""
    try:
        proof = store.prove_inclusion(call.connection, bytes.fromhex(call.query["leaf"]))
    except UnknownLeafError:
        refuse(
            "not-found",
            "账本中没有此条目;刚写入的条目需稍候",
            "no such entry is in the tree; one just written takes a moment to get in",
        )
    return Reply(document=_inclusion(proof))


@LEDGER.operation(
    "GET",
    "/v1/ledger/proofs/consistency",
    id="proveConsistency",
    summary="Proof that a newer tree only appends to an older one (RFC 6962)",
    eyes=Eyes.PUBLIC,
    query=(
        Query(
            name="older",
            field=WholeNumberText(1, _LARGEST),
            description="size of the older tree",
            required=True,
        ),
        Query(
            name="newer",
            field=WholeNumberText(1, _LARGEST),
            description="size of the newer tree",
            required=True,
        ),
    ),
    answers={200: Answer(description="the proof", schema="ConsistencyProof")},
    problems=frozenset({"not-found"}),
)
def prove_consistency(call: Call) -> Reply:
    """Return a consistency proof."""
    older, newer = call.query["older"], call.query["newer"]
    try:
        proof = store.prove_consistency(call.connection, older=older, newer=newer)
    except UnknownSizeError as error:
        refuse(
            "not-found",
            f"没有大小为 {error.size} 的账本",
            f"there is no tree of size {error.size} with {newer} entries",
        )
    return Reply(
        document={
            "older": proof.older,
            "newer": proof.newer,
            "older_root": base64_text(proof.older_root),
            "newer_root": base64_text(proof.newer_root),
            "hashes": [base64_text(one) for one in proof.hashes],
        }
    )


@LEDGER.operation(
    "GET",
    "/v1/ledger/keys",
    id="getLedgerKeys",
    summary="Public keys of the checkpoints (C2SP verifier keys)",
    eyes=Eyes.NOBODY,
    answers={200: Answer(description="the keys", schema="LedgerKeys")},
)
def get_keys(call: Call) -> Reply:
    """Return the verifier keys, one line each."""
    key = call.services.ledger_key
    return Reply(document={"origin": key.name, "keys": [key.text]}, max_age=300)


def _place(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text[:20]) > _LARGEST:
        raise bad_cursor()
    return int(text)


def _inclusion(proof: InclusionProof) -> dict[str, Any]:
    return {
        "leaf": proof.leaf_hash.hex(),
        "index": proof.index,
        "size": proof.size,
        "hashes": [base64_text(one) for one in proof.hashes],
        "root": base64_text(proof.signed.checkpoint.root),
        **_checkpoint(proof.signed),
    }


def _checkpoint(signed: SignedCheckpoint) -> dict[str, str]:
    return {"checkpoint": signed.note.decode(), "signed_at": instant(signed.signed_at)}
