"""The public keys somebody trusts, from the file he kept of them (``/.well-known/jwks.json``)."""

import base64
import binascii
from datetime import datetime
from pathlib import Path
from typing import Any

from api.commands.line import BadData, read_file
from api.limits import BODY_BYTES
from api.strict_json import MalformedJson, parse
from ledger.jws import KeyState, PublishedKey


def approval_keys(path: Path) -> tuple[PublishedKey, ...]:
    """Return the keys in a file that sign statements; those that sign checkpoints are passed over.

    Raises:
        BadData: the file cannot be read, or is no list of public keys.
    """
    try:
        document = parse(read_file(path, most=BODY_BYTES))
        return tuple(_key(one) for one in document["keys"] if one.get("procheck_use") == "approval")
    except MalformedJson as error:
        zh, en = error.sentences()
        raise BadData([f"{path}: {zh} / {en}"]) from error
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error) as error:
        why = repr(error)
        raise BadData(
            [f"{path}: 不是公钥列表 (JWKS) / it is no list of public keys (JWKS): {why}"]
        ) from error


def _key(document: dict[str, Any]) -> PublishedKey:
    revoked = document.get("revoked_at")
    x = str(document["x"])
    return PublishedKey(
        public_key=base64.urlsafe_b64decode(x + "=" * (-len(x) % 4)),
        use="approval",
        state=KeyState(document["state"]),
        since=datetime.fromisoformat(document["since"]),
        revoked_at=None if revoked is None else datetime.fromisoformat(revoked),
    )
