"""Verify the offline bundle of one procheck approval (离线核验一份采购批准的证明包).

This one file is the whole verifier: Python 3.11 and the package `cryptography` are all it needs.
Copy it, read it, keep it. It shares no code with the service on purpose.

    python verify_approval.py BUNDLE --keys JWKS [--status-list LIST] [--at INSTANT] [--json]
                              [--sandbox]

What comes from a sandbox approves nothing and is refused; `--sandbox` verifies that alone.

JWKS are the public keys of the service (`/.well-known/jwks.json`), fetched when you trusted it.
Exit 0: issued, not revoked as of the tree size told, and within its window. 1: a part does not
hold, and is named. 2: it was issued, and is not, or not known to be, good at that instant (revoked,
outside its window, status too old or of a revoked key). 64: wrong usage. 65: a file is unreadable.

What each part proves (RFC 7515 and 9864, RFC 6962, C2SP tlog-checkpoint, Token Status List): `keys`
are among those you keep; `statement` is signed by an approval key; `checkpoint` by a ledger key;
`proof` leads from the leaf to its root; `entry` is that leaf and records this very statement;
`status_list` tells who was revoked by any entry of the tree of that size.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "procheck-approval-bundle/1"
"""What a bundle of this form says it is."""
MEMBERS = frozenset({"format", "keys", "statement", "entry", "proof", "checkpoint", "status_list"})
"""The parts of a bundle."""
GOOD, BROKEN, NOT_GOOD, USAGE, UNREADABLE = 0, 1, 2, 64, 65
MAX_BITS, HASH_SIZE = 1 << 24, 32
APPROVAL, SANDBOX = "approval+jws", "sandbox-approval+jws"
"""What a statement of an approval says it is, and what one says that was made in a sandbox."""
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_URL = str.maketrans("-_", "+/")
_UNREAD = (
    *(LookupError, TypeError, ValueError, AttributeError, ArithmeticError, OSError),
    *(RecursionError, zlib.error),
)
_SIGNED_BY = re.compile(r"— ([^ ]+) ([A-Za-z0-9+/=]+)")

Keys = Mapping[str, Mapping[str, Any]]
"""Public keys (JWK) by thumbprint (RFC 7638)."""
Doubt = tuple[str, str]
"""Why an approval is not known to be good, in Chinese and English."""


class Broken(Exception):  # noqa: N818 - named for what was found
    """A part does not hold, for a reason told in Chinese and English."""

    def __init__(self, part: str, zh: str, en: str) -> None:
        self.part, self.zh, self.en = part, zh, en
        super().__init__(f"{part}: {zh} / {en}")


@dataclass(frozen=True)
class Proven:
    """What a bundle proves; with ``doubts`` it is not good at the instant asked about."""

    number: str
    index: int
    recorded_at: str
    tree_size: int
    status_at: str
    doubts: tuple[Doubt, ...]
    claims: Mapping[str, Any]


def verify(
    bundle: bytes, kept: Keys, at: datetime, newer: str | None = None, typ: str = APPROVAL
) -> Proven:
    """Verify a bundle against the keys somebody keeps.

    Args:
        bundle: the file as it came.
        kept: the trusted keys, as `read_keys` gives them.
        at: the aware instant to judge window and status by.
        newer: a signed status list fetched later than the bundle, to go by instead of its own.
        typ: of what kind the statement has to be.

    Raises:
        Broken: naming the part that does not hold.
    """
    with _reading("bundle", "不是证明包", "it is no bundle"):
        parts = _json(bundle)
        _need(parts.keys() == MEMBERS, "bundle", "成员不符", f"its members are not {set(MEMBERS)}")
        _need(parts["format"] == FORMAT, "format", f"不是 {FORMAT}", f"it is not {FORMAT}")
    # 1. The keys it names are keys that were kept.
    keys = _named(parts["keys"], kept)
    # 2. The statement, by an approval key.
    claims, key = _signed("statement", parts["statement"], typ, keys)
    # 3. The ledger: its checkpoint, the way from the leaf to its root, and the entry of that leaf.
    size, root, ledger_key = _checkpoint(parts["checkpoint"], keys)
    index, leaf = _proof(parts["proof"], size, root)
    recorded_at = _entry(parts["entry"], leaf, parts["statement"], claims, key)
    # 4. Whether it was revoked: as of that very tree, and again by a newer list.
    status = _status("status_list", parts["status_list"], claims, keys, at)
    tree, list_key, _, _ = status
    same = tree == {"size": size, "root": root.hex()}
    _need(same, "status_list", "与检查点不是同一账本", "it is of another tree than the checkpoint")
    used = {it["kid"] for it in (key, ledger_key, list_key)}
    _need(
        keys.keys() == used, "keys", "列有未用的公钥", "they name a key that nothing is signed by"
    )
    if newer is not None:
        status = _status("--status-list", newer, claims, kept, at)
    tree, _, status_at, doubts = status
    # 5. The window.
    doubts = (*doubts, *_window(claims, at))
    return Proven(claims["jti"], index, recorded_at, tree["size"], status_at, doubts, claims)


def read_keys(jwks: bytes) -> Keys:
    """Read a JWKS: the keys in it, by thumbprint.

    Raises:
        ValueError: it is none, or a key has not the thumbprint it says, or a time of revocation
            without the state, or the state without it.
    """
    keys: dict[str, Mapping[str, Any]] = {}
    try:
        for one in _json(jwks)["keys"]:
            if one["kid"] != _thumbprint(one["x"]) or (one["state"] == "revoked") != (
                "revoked_at" in one and _instant(one["revoked_at"]) is not None
            ):
                raise ValueError(one["kid"])
            keys[one["kid"]] = one
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(repr(error)) from error
    return keys


def _named(jwks: Any, kept: Keys) -> Keys:  # noqa: ANN401 - a JSON value
    with _reading("keys", "公钥形式不符", "they have not the form of keys"):
        named = [one["kid"] for one in jwks["keys"]]
        for one in jwks["keys"]:
            form = {"kty": "OKP", "crv": "Ed25519", "x": one["x"], "kid": _thumbprint(one["x"])}
            _need(one == form, "keys", "公钥与指纹不符", "a key has not the thumbprint it says")
        known = (
            jwks.keys() == {"keys"} and len(set(named)) == len(named) and kept.keys() >= {*named}
        )
        _need(known, "keys", "不在所留公钥之中", "they are not among the keys you keep")
        return {kid: kept[kid] for kid in named}


def _signed(
    part: str,
    token: Any,  # noqa: ANN401 - a JSON value
    typ: str,
    keys: Keys,
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return what a compact JWS states, and the approval key that signed it."""
    with _reading(part, "不是签名文本", "it is no signed statement"):
        head, payload, signature = token.split(".")
        header = _json(_base64url(head))
        form = {"alg": "Ed25519", "kid": header["kid"], "typ": typ}
        odd = header.get("typ") == SANDBOX != typ
        _need(not odd, part, "出自沙箱,不是批准", "it comes from a sandbox and approves nothing")
        _need(header == form, part, f"不是 {typ}", f"its header is not that of {typ}: {header}")
        key = keys.get(header["kid"], {})
        known = key.get("procheck_use") == "approval"
        _need(known, part, "不是由批准密钥签署", "it is not signed by an approval key you keep")
        _check(key, _base64url(signature), f"{head}.{payload}".encode())
        return _json(_base64url(payload)), key


def _checkpoint(note: Any, keys: Keys) -> tuple[int, bytes, Mapping[str, Any]]:  # noqa: ANN401 - a JSON value
    """Return size and root of the tree, and the ledger key that signed them."""
    part = "checkpoint"
    with _reading(part, "不是账本检查点", "it is no checkpoint"):
        text, _, lines = note.rpartition("\n\n")
        origin, size, root = text.split("\n")
        _need(lines.endswith("\n"), part, "没有签名行", "it has no line of a signature")
        _need(_SIZE.fullmatch(size) is not None, part, "没有条数", "it has no size")
        for line in lines[:-1].split("\n"):
            name, data = _SIGNED_BY.fullmatch(line).groups()  # type: ignore[union-attr]  # told above
            # Lines of other keys (of witnesses, say) are passed over, as C2SP asks.
            for key in keys.values():
                raw, signature = _base64url(key["x"]), _base64(data)
                named = hashlib.sha256(f"{name}\n\1".encode() + raw).digest()[:4] == signature[:4]
                if key["procheck_use"] == "ledger" and name == origin and named:
                    _check(key, signature[4:], f"{text}\n".encode())
                    late = "账本密钥已吊销,无从证明签署在先"
                    early = "its key was revoked, and nothing proves that it signed before"
                    _need(key["state"] != "revoked", part, late, early)
                    return int(size), _hash(root), key
    raise Broken(part, "不是由账本密钥签署", "it is not signed by a ledger key you keep")


def _proof(proof: Any, size: int, root: bytes) -> tuple[int, bytes]:  # noqa: ANN401 - a JSON value
    """Return place and hash of the leaf, once it leads to the root (RFC 9162 §2.1.3.2)."""
    with _reading("proof", "不是包含证明", "it is no inclusion proof"):
        index, leaf, path = proof["index"], proof["leaf"], [_hash(it) for it in proof["hashes"]]
        form = proof.keys() == {"index", "leaf", "hashes"} and bytes.fromhex(leaf).hex() == leaf
        inside = type(index) is int and 0 <= index < size and len(leaf) == HASH_SIZE * 2
        _need(form and inside, "proof", "形式不符", "it has not the form of a proof")
        place, last, reached = index, size - 1, bytes.fromhex(leaf)
        for one in path:
            _need(last > 0, "proof", "证明过长", "it has hashes left over")
            left = place & 1 or place == last
            pair = one + reached if left else reached + one
            reached = hashlib.sha256(b"\1" + pair).digest()
            while left and place and not place & 1:
                place, last = place >> 1, last >> 1
            place, last = place >> 1, last >> 1
        whole = last == 0 and reached == root
        _need(whole, "proof", "不通向检查点的根", "it does not lead to the root of the checkpoint")
        return index, bytes.fromhex(leaf)


def _entry(
    text: Any,  # noqa: ANN401 - a JSON value
    leaf: bytes,
    statement: str,
    claims: Mapping[str, Any],
    key: Mapping[str, Any],
) -> str:
    """Return when the ledger recorded that this statement was signed."""
    with _reading("entry", "不是账本条目", "it is no entry"):
        data = _base64(text)
        same = hashlib.sha256(b"\0" + data).digest() == leaf
        _need(same, "entry", "不是证明中的条目", "it is not the entry of the proof")
        entry, digest = _json(data), hashlib.sha256(statement.encode()).hexdigest()
        of = (entry["kind"], entry["subjects"]["approval"], entry["body"]["statement"])
        same = of == ("approval.granted", claims["jti"], f"sha256:{digest}")
        _need(same, "entry", "记载的不是此批准", "it does not record this statement")
        recorded_at = _instant(entry["recorded_at"])
        # What the ledger recorded before a key was revoked stays good.
        early = key["state"] != "revoked" or recorded_at < _instant(key["revoked_at"])
        en = "its key was revoked before the ledger recorded it"
        _need(early, "statement", "账本记载时其密钥已吊销", en)
        return recorded_at.isoformat()


def _status(
    part: str,
    token: Any,  # noqa: ANN401 - a JSON value
    approval: Mapping[str, Any],
    keys: Keys,
    at: datetime,
) -> tuple[Mapping[str, Any], Mapping[str, Any], str, tuple[Doubt, ...]]:
    """Return of which tree a list is, its key, when it was signed, and what it leaves in doubt."""
    claims, key = _signed(part, token, "statuslist+jwt", keys)
    with _reading(part, "不是状态表", "it is no status list"):
        listed, named = claims["status_list"], approval["status"]["status_list"]
        same = (claims["iss"], claims["sub"]) == (approval["iss"], named["uri"])
        _need(same, part, "不是此批准所指的状态表", "it is not the list that the approval names")
        unpacker, index = zlib.decompressobj(), named["idx"]
        bits = unpacker.decompress(_base64url(listed["lst"]), MAX_BITS)
        until = datetime.fromtimestamp(claims["exp"], UTC)
        covered = listed["bits"] == 1 and unpacker.eof and 0 <= index < len(bits) * 8
        dead = covered and bits[index // 8] >> (index % 8) & 1
        asked = (
            (not covered, ("状态表未含此批准", "the status list does not cover it")),
            (dead, ("已被吊销或取代", "it is revoked or superseded")),
            (key["state"] == "revoked", ("状态表的密钥已吊销", "the key of the list is revoked")),
            (
                at >= until,
                (f"状态表仅在 {until} 前可用", f"the status list was good until {until}"),
            ),
        )
        signed_at = datetime.fromtimestamp(claims["iat"], UTC).isoformat()
        return claims["tree"], key, signed_at, tuple(doubt for it, doubt in asked if it)


def _window(claims: Mapping[str, Any], at: datetime) -> Iterator[Doubt]:
    if at.timestamp() < claims["nbf"]:
        yield "尚未生效", "it is not valid yet"
    if at.timestamp() >= claims["exp"]:
        until = claims["valid_until"]
        yield f"有效期至 {until}", f"it was valid until {until}"


@contextmanager
def _reading(part: str, zh: str, en: str) -> Iterator[None]:
    try:
        yield
    except InvalidSignature as error:
        raise Broken(part, "签名与内容不符", "the signature is not of this content") from error
    except _UNREAD as error:
        raise Broken(part, zh, f"{en}: {error!r}") from error


def _need(holds: bool, part: str, zh: str, en: str) -> None:  # noqa: FBT001 - what is needed
    if not holds:
        raise Broken(part, zh, en)


def _json(data: bytes) -> Any:  # noqa: ANN401 - a JSON value
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) != len(pairs):
            raise ValueError([name for name, _ in pairs])  # one of them stands twice
        return dict(pairs)

    return json.loads(data.decode(), object_pairs_hook=once)


def _base64(text: str, swap: Callable[[bytes], bytes] = base64.b64encode) -> bytes:
    data = base64.b64decode(text.translate(_URL) + "=" * (-len(text) % 4))
    # Decoders pass over foreign characters and loose bits: the way back shows both.
    if swap(data).decode() != text:
        raise ValueError(text)
    return data


def _base64url(text: str) -> bytes:
    return _base64(text, lambda data: base64.urlsafe_b64encode(data).rstrip(b"="))


def _hash(text: str) -> bytes:
    data = _base64(text)
    if len(data) != HASH_SIZE:
        raise ValueError(text)
    return data


def _thumbprint(x: str) -> str:
    # RFC 7638: the required members, sorted, without spaces.
    jwk = json.dumps({"crv": "Ed25519", "kty": "OKP", "x": x}, separators=(",", ":"))
    return base64.urlsafe_b64encode(hashlib.sha256(jwk.encode()).digest()).rstrip(b"=").decode()


def _check(key: Mapping[str, Any], signature: bytes, data: bytes) -> None:
    Ed25519PublicKey.from_public_bytes(_base64url(key["x"])).verify(signature, data)


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.utcoffset() is None:
        raise ValueError(text)
    return instant


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"{self.format_usage()}{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code, as the first lines of this file tell."""
    parser = _Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--keys", type=Path, required=True)
    parser.add_argument("--status-list", type=Path)
    parser.add_argument("--at", type=_instant, default=datetime.now(UTC))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--sandbox", action="store_true")
    options = parser.parse_args(arguments)
    try:
        bundle, kept = options.bundle.read_bytes(), read_keys(options.keys.read_bytes())
        newer = options.status_list and options.status_list.read_text("ascii").strip()
    except (OSError, ValueError) as error:
        sys.stderr.write(f"无法读取文件 / a file cannot be read: {error}\n")
        return UNREADABLE
    try:
        found = verify(bundle, kept, options.at, newer, SANDBOX if options.sandbox else APPROVAL)
    except Broken as error:
        told = {"holds": False, "part": error.part, "zh": error.zh, "en": error.en}
        text = f"不成立 / does not hold: {error}"
    else:
        told = {"holds": True, **asdict(found)}
        text = _sentences(found)
    sys.stdout.write(f"{json.dumps(told, ensure_ascii=False) if options.json else text}\n")
    return BROKEN if not told["holds"] else NOT_GOOD if told["doubts"] else GOOD


def _sentences(found: Proven) -> str:
    of, until = found.tree_size, found.claims["valid_until"]
    agency, amount = found.claims["agency"], found.claims["amount"]
    odd = found.claims.get("sandbox") is True
    told = [
        *(["沙箱,不是批准 / sandbox: this approves nothing"] if odd else []),
        f"已签发 / issued: {found.number}, {found.recorded_at}, #{found.index}",
        f"采购人 / agency: {agency}; 金额 / amount: {amount}; 有效期至 / valid until: {until}",
        *(f"不可依据 / not to be relied on: {zh} / {en}" for zh, en in found.doubts),
    ]
    if not found.doubts:
        as_of = f"截至账本第 {of} 条({found.status_at})未被吊销"
        told.append(f"{as_of} / not revoked as of tree size {of}, {found.status_at}")
    return "\n".join(told)


if __name__ == "__main__":
    sys.exit(main())
