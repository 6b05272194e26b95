"""Verify the evidence pack of one order (核验一份采购申请的证据包). Python 3.11 is all it needs.

    python verify.py [PACK] [--keys JWKS] [--json]

PACK is the pack, packed (.zip) or unpacked; without it, the folder this program lies in. JWKS are
the public keys of the service as you kept them; without them the pack is only held against itself,
and that is said. Exit 0: all holds. 1: something does not, and the file is named. 64: wrong usage.

What is recomputed: the digest of every file; the signature of the manifest, of the approval and of
the ledger's checkpoint; the way of every entry to the root of that checkpoint (RFC 9162); that
entries name the very receipts, statement and order of this pack; that the receipt holds the order,
that the editions it rests on are those enclosed, and that the approved amount is the sum of its
lines. It shares no code with the service on purpose (RFC 8032 is the Ed25519 below).
"""

import argparse
import base64
import hashlib
import json
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

FORMAT = "procheck-evidence-pack/1"
MANIFEST, SIGNED, KEYS, CHECKPOINT = "manifest.json", "manifest.jws", "keys.json", "checkpoint"
ORDER, STATEMENT = "order.json", "statement.jws"
GOOD, BROKEN, USAGE = 0, 1, 64
Read = Callable[[str], bytes]
"""Returns a file of the pack by its name."""


class Broken(Exception):  # noqa: N818 - named for what was found
    """A file does not hold, for a reason told in Chinese and English."""

    def __init__(self, file: str, zh: str, en: str) -> None:
        self.file, self.zh, self.en = file, zh, en
        super().__init__(f"{file}: {zh} / {en}")


def verify(read: Read, kept: bytes | None = None) -> Mapping[str, Any]:
    """Verify a pack; return what it proves.

    Args:
        read: gives its files.
        kept: the public keys (JWKS) somebody kept; ``None``: those enclosed are taken as they are.

    Raises:
        Broken: naming the file that does not hold.
    """
    # 1. Every file is the one the manifest names, and the manifest is signed by an approval key.
    manifest = _told(MANIFEST, lambda: _json(read(MANIFEST)))
    files = _told(MANIFEST, lambda: dict(manifest["files"]))
    _need(manifest.get("format") == FORMAT, MANIFEST, f"不是 {FORMAT}", f"it is no {FORMAT}")
    keys = _keys(KEYS, read(KEYS))
    if kept is not None:
        known = _keys("--keys", kept)
        _need(
            all(known.get(kid, {}).get("x") == it["x"] for kid, it in keys.items()),
            *(KEYS, "不在所留公钥之中", "they are not among the keys you keep"),
        )
        keys = {kid: known[kid] for kid in keys}
    signed = _signed(SIGNED, read(SIGNED), "evidence-pack+jws", keys)
    _need(
        signed == read(MANIFEST), MANIFEST, "与签名不符", "it is not the manifest that was signed"
    )
    for name, digest in files.items():
        same = "sha256:" + hashlib.sha256(read(name)).hexdigest() == digest
        _need(same, name, "与清单的摘要不符", "it has not the digest that the manifest tells")
    # 2. The ledger: its checkpoint, and the way of every entry to its root.
    size, root = _checkpoint(read(CHECKPOINT), keys)
    entries = [
        _entry(name, read(name), read(f"proofs/{name.partition('/')[2]}"), size, root)
        for name in sorted(files)
        if name.startswith("entries/")
    ]
    # 3. What the entries name is what lies here.
    receipts = {name: read(name) for name in sorted(files) if name.startswith("receipts/")}
    _receipts(receipts, entries, read(ORDER))
    told = {"order": manifest["order"], "entries": len(entries), "tree_size": size}
    if STATEMENT in files:
        told |= _statement(read(STATEMENT), keys, entries, list(receipts.values()), read(ORDER))
    # 4. The editions the last receipt rests on are enclosed, byte for byte.
    _editions(next(reversed(receipts)), _json(next(reversed(receipts.values()))), files)
    return told


def _receipts(
    receipts: Mapping[str, bytes], entries: Sequence[Mapping[str, Any]], order: bytes
) -> None:
    named = {it["body"].get("receipt") for it in entries}
    for name, data in receipts.items():
        same = "sha256:" + hashlib.sha256(data).hexdigest() in named
        _need(same, name, "账本未记载此回执", "no entry of the ledger names this receipt")
        held = _told(name, partial(_member, data, "order"))
        _need(held == _told(ORDER, lambda: _json(order)), name, "所载申请不同", "of another order")
    _need(bool(receipts), "receipts/", "没有回执", "there is no receipt")


def _statement(
    token: bytes,
    keys: Mapping[str, Any],
    entries: Sequence[Mapping[str, Any]],
    receipts: Sequence[bytes],
    order: bytes,
) -> dict[str, Any]:
    claims = _told(STATEMENT, lambda: _json(_signed(STATEMENT, token, "approval+jws", keys)))
    digest = "sha256:" + hashlib.sha256(token).hexdigest()
    granted = [it for it in entries if it["kind"] == "approval.granted"]
    _need(
        [it["body"].get("statement") for it in granted] == [digest],
        *(STATEMENT, "账本未记载此批准", "no entry of the ledger records this statement"),
    )
    _need(
        claims["receipt"] in {"sha256:" + hashlib.sha256(it).hexdigest() for it in receipts},
        *(STATEMENT, "所依回执不在包内", "the receipt it rests on is not enclosed"),
    )
    _need(
        claims["order"] == "sha256:" + hashlib.sha256(order).hexdigest(),
        *(ORDER, "不是所批准的内容", "it is not the content that was approved"),
    )
    total = sum(Decimal(it["unit_price"]) * it["quantity"] for it in claims["lines"])
    _need(total == Decimal(claims["amount"]), STATEMENT, "金额不符", f"its lines come to {total}")
    return {"approval": claims["jti"], "amount": claims["amount"]}


def _editions(name: str, receipt: Mapping[str, Any], files: Mapping[str, str]) -> None:
    enclosed = {digest for file, digest in files.items() if file.startswith("editions/")}
    for it in receipt["verdict"]["editions"]:
        _need(
            it["digest"] in enclosed,
            *(name, f"未附版本 {it['id']}", f"the edition {it['id']} is not enclosed"),
        )


def _entry(name: str, data: bytes, proof: bytes, size: int, root: bytes) -> Mapping[str, Any]:
    """Return an entry once it leads to the root (RFC 9162 §2.1.3.2)."""
    told = _told(f"proofs/{name.partition('/')[2]}", lambda: _json(proof))
    index, path = told["index"], [base64.b64decode(it) for it in told["hashes"]]
    place, last, reached = index, size - 1, hashlib.sha256(b"\0" + data).digest()
    holds = type(index) is int and 0 <= index < size
    for one in path:
        holds = holds and last > 0
        left = place & 1 or place == last
        reached = hashlib.sha256(b"\1" + (one + reached if left else reached + one)).digest()
        while left and place and not place & 1:
            place, last = place >> 1, last >> 1
        place, last = place >> 1, last >> 1
    holds = holds and last == 0 and reached == root
    _need(holds, name, "不通向检查点的根", "it does not lead to the root of the checkpoint")
    entry: Mapping[str, Any] = _told(name, lambda: _json(data))
    return entry


def _checkpoint(note: bytes, keys: Mapping[str, Any]) -> tuple[int, bytes]:
    """Return size and root of the tree (C2SP tlog-checkpoint), signed by a ledger key."""
    text, _, lines = _told(CHECKPOINT, note.decode).rpartition("\n\n")
    origin, size, root = _told(CHECKPOINT, lambda: _three(text))
    for line in lines.splitlines():
        name, _, data = line.removeprefix("— ").partition(" ")
        raw = _told(CHECKPOINT, partial(base64.b64decode, data, validate=True))
        for key in keys.values():
            public = _base64url(key["x"])
            hint = hashlib.sha256(f"{name}\n\1".encode() + public).digest()[:4]
            if name == origin and key.get("procheck_use") == "ledger" and hint == raw[:4]:
                good = ed25519(public, f"{text}\n".encode(), raw[4:])
                _need(good, CHECKPOINT, "签名与内容不符", "the signature is not of this content")
                return int(size), base64.b64decode(root)
    raise Broken(CHECKPOINT, "不是由账本密钥签署", "it is not signed by a ledger key")


def _three(text: str) -> tuple[str, str, str]:
    origin, size, root = text.split("\n")
    return origin, size, root


def _signed(file: str, token: bytes, typ: str, keys: Mapping[str, Any]) -> bytes:
    """Return what a compact JWS states (RFC 7515, 9864), signed by an approval key."""
    head, payload, signature = _told(file, lambda: _dots(token))
    header = _told(file, lambda: _json(_base64url(head)))
    key = keys.get(header.get("kid"), {})
    form = header == {"alg": "Ed25519", "kid": header.get("kid"), "typ": typ}
    known = form and key.get("procheck_use") == "approval"
    _need(known, file, "不是由批准密钥签署", "it is not signed by an approval key")
    signed = _told(file, lambda: _base64url(signature))
    good = ed25519(_base64url(key["x"]), f"{head}.{payload}".encode(), signed)
    _need(good, file, "签名与内容不符", "the signature is not of this content")
    stated: bytes = _told(file, lambda: _base64url(payload))
    return stated


def _dots(token: bytes) -> tuple[str, str, str]:
    head, payload, signature = token.decode("ascii").split(".")
    return head, payload, signature


def _keys(file: str, jwks: bytes) -> dict[str, Any]:
    keys: dict[str, Any] = _told(file, lambda: {it["kid"]: it for it in _json(jwks)["keys"]})
    for kid, it in keys.items():
        thumb = json.dumps({"crv": "Ed25519", "kty": "OKP", "x": it["x"]}, separators=(",", ":"))
        digest = base64.urlsafe_b64encode(hashlib.sha256(thumb.encode()).digest()).rstrip(b"=")
        _need(digest.decode() == kid, file, "公钥与指纹不符", "a key has not its thumbprint")
    return keys


def _told(file: str, asked: Callable[[], Any]) -> Any:  # noqa: ANN401 - what is read
    try:
        return asked()
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise Broken(file, "无法读取", f"it cannot be read: {error!r}") from error


def _need(holds: bool, file: str, zh: str, en: str) -> None:  # noqa: FBT001 - what is needed
    if not holds:
        raise Broken(file, zh, en)


def _json(data: bytes) -> Any:  # noqa: ANN401 - a JSON value
    return json.loads(data.decode())


def _member(data: bytes, name: str) -> Any:  # noqa: ANN401 - a JSON value
    return _json(data)[name]


def _base64url(text: str) -> bytes:
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64.urlsafe_b64encode(data).rstrip(b"=").decode() != text:
        raise ValueError(text)  # decoders pass over foreign characters and loose bits
    return data


# Ed25519 as RFC 8032 §5.1.7 has it, in extended coordinates (§5.1.4). Slow, and enough for a pack.
_P, _Q = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_Point = tuple[int, int, int, int]


def ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether a signature is one of this message by this key."""
    key, shown = _point(public), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or key is None or shown is None or scalar >= _Q:  # noqa: PLR2004 - RFC 8032
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    base = _point((4 * pow(5, -1, _P) % _P).to_bytes(32, "little"))
    assert base is not None  # noqa: S101 - the base point is one
    left = _times(scalar, base)
    right = _add(shown, _times(int.from_bytes(digest, "little") % _Q, key))
    return not (
        (left[0] * right[2] - right[0] * left[2]) % _P
        or (left[1] * right[2] - right[1] * left[2]) % _P
    )


def _point(data: bytes) -> _Point | None:
    if len(data) != 32:  # noqa: PLR2004 - RFC 8032
        return None
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P if y < _P else -1
    x = pow(square, (_P + 3) // 8, _P) if square >= 0 else 0
    if (x * x - square) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if y >= _P or (x * x - square) % _P or (x == 0 and sign):
        return None
    x = _P - x if x & 1 != sign else x
    return x, y, 1, x * y % _P


def _add(a: _Point, b: _Point) -> _Point:
    one, two = (a[1] - a[0]) * (b[1] - b[0]) % _P, (a[1] + a[0]) * (b[1] + b[0]) % _P
    three, four = 2 * a[3] * b[3] * _D % _P, 2 * a[2] * b[2] % _P
    e, f, g, h = two - one, four - three, four + three, two + one
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(scalar: int, point: _Point) -> _Point:
    found: _Point = (0, 1, 1, 0)
    while scalar:
        found = _add(found, point) if scalar & 1 else found
        point, scalar = _add(point, point), scalar >> 1
    return found


def reader(pack: Path) -> Read:
    """Return what reads the files of a pack, packed or unpacked."""

    def read(name: str) -> bytes:
        try:
            if pack.is_dir():
                return (pack / name).read_bytes()
            with zipfile.ZipFile(pack) as archive:
                return archive.read(name)
        except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
            raise Broken(name, "无法读取", f"it cannot be read: {error}") from error

    return read


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"{self.format_usage()}{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code, as the first lines of this file tell."""
    parser = _Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pack", type=Path, nargs="?", default=Path(__file__).parent)
    parser.add_argument("--keys", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    try:
        kept = options.keys and options.keys.read_bytes()
        told = {"holds": True, "keys_kept": kept is not None, **verify(reader(options.pack), kept)}
    except OSError as error:
        parser.error(str(error))
    except Broken as error:
        told = {"holds": False, "file": error.file, "zh": error.zh, "en": error.en}
    if options.json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    elif not told["holds"]:
        sys.stdout.write(f"不成立 / does not hold: {told['file']}: {told['zh']} / {told['en']}\n")
    else:
        sys.stdout.write(f"成立 / holds: {json.dumps(told, ensure_ascii=False)}\n")
        if not told["keys_kept"]:
            sys.stdout.write("公钥取自包内,未与所留公钥核对 / the keys are the pack's own\n")
    return GOOD if told["holds"] else BROKEN


if __name__ == "__main__":
    sys.exit(main())
