"""The evidence pack of one order: all that shows what was decided and on what, with a verifier.

`ledger.verify_pack` is the verifier, and says what is recomputed of it. The form is versioned: a
pack is kept for as long as the purchase can be questioned. (FA18.)
"""

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from approvals.life import Life
from catalog.past_law import law_documents
from ledger.canonical import canonical
from ledger.jws import PublishedKey, jwks, sign_compact
from ledger.naming import ProvenEntry, entries_naming
from ledger.signing import Signer

FORMAT: Final = "procheck-evidence-pack/1"
"""The form of a pack; a changed form is a new number beside this one."""
TYP: Final = "evidence-pack+jws"
"""The ``typ`` header of the signature of its manifest."""
_MADE: Final = (1980, 1, 1, 0, 0, 0)
_README: Final = """\
证据包 / evidence pack of order {order}

python verify.py                      核对本文件夹 / hold this folder against itself
python verify.py . --keys JWKS        并与您所留的公钥核对 / and against the keys you keep

order.json     申请 / what was asked for
receipts/      每次审查的回执:事实、法规与目录、结论 / each examination: facts, law, lists, verdict
editions/      所依法规版本原文 / the editions the last verdict rests on, byte for byte
catalogue.json 查阅的目录条目 / the listings that were looked at
statement.jws  批准书 / the signed approval, where one was granted
entries/, proofs/, checkpoint   账本条目及包含证明 / entries of the ledger, and their proofs
"""


def files_of(connection: Connection, life: Life, verifier: bytes) -> dict[str, bytes]:
    """Return the files of a pack, but for keys, manifest and signature.

    Args:
        connection: a snapshot that sees the order and its entries.
        life: of the order.
        verifier: the program that goes with it.

    Raises:
        UnknownLeafError: an entry has no place in the tree yet; it gets one within seconds.
    """
    held, granted = life.order, life.approval
    names = [held.id, *([] if granted is None else [granted.number])]
    proven = entries_naming(connection, held.agency, names, held.placed_at)
    receipt = json.loads(life.receipts[-1].body)
    files = {
        "order.json": held.document,
        "catalogue.json": canonical(receipt["evidence"].get("registers", [])),
        "checkpoint": proven[0].proof.signed.note,
        "verify.py": verifier,
        "README.txt": _README.format(order=held.id).encode(),
        **{f"receipts/{it.examination:04}.json": it.body for it in life.receipts},
        **_editions(connection, receipt),
    }
    if granted is not None:
        files["statement.jws"] = granted.statement.encode()
    for place, it in enumerate(proven):
        files[f"entries/{place:04}.json"] = it.data
        files[f"proofs/{place:04}.json"] = _proof(it)
    return files


def packed(
    files: Mapping[str, bytes],
    order_id: str,
    keys: Iterable[PublishedKey],
    signer: Signer,
    now: datetime,
) -> bytes:
    """Return the pack as a ZIP, with its keys, its manifest and the signature of that."""
    whole = {**files, "keys.json": canonical(jwks(keys))}
    manifest = canonical(
        {
            "format": FORMAT,
            "order": order_id,
            "made_at": now.isoformat(),
            "files": {
                name: f"sha256:{hashlib.sha256(data).hexdigest()}" for name, data in whole.items()
            },
        }
    )
    whole["manifest.json"] = manifest
    whole["manifest.jws"] = sign_compact(manifest, typ=TYP, signer=signer).encode()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(whole):
            archive.writestr(zipfile.ZipInfo(name, _MADE), whole[name], zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _editions(connection: Connection, receipt: Mapping[str, object]) -> dict[str, bytes]:
    verdict = receipt["verdict"]
    assert isinstance(verdict, dict)  # noqa: S101 - our own receipt
    wanted = {it["digest"] for it in verdict["editions"]}
    return {
        f"editions/{it.identity}@{it.revision}.yaml": it.data
        for it in law_documents(connection, str(receipt["law"]))
        if it.digest in wanted
    }


def _proof(proven: ProvenEntry) -> bytes:
    hashes = [base64.b64encode(it).decode() for it in proven.proof.hashes]
    return canonical({"index": proven.proof.index, "hashes": hashes})
