"""Has an approval printed by a process of its own, as `confined` runs it.

Setting a document takes a second or two of a processor, and the writer keeps its fonts by name for
the whole process: in a web worker it would hold up the orders beside it, and print one document in
the letters of another.
"""

import json
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from integrations.confined import Bounds, ReaderName, confined

BOUNDS: Final = Bounds(cpu_seconds=20, wall_seconds=30.0)
"""What printing may cost; 500 lines take some four seconds of a processor."""

_WRITER: Final = ReaderName("integrations.approval_document", "written")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What is printed.

    Attributes:
        claims: the claims of the signed statement.
        digest: digest of the statement, as the ledger entry of the grant holds it.
        kid: name of the key that signed the statement.
        agency: the agency's name.
        titles: what the editions are called, by their names in the claims; one that is not there is
            printed by its name.
        words: what attributes of lines and rules are called in Chinese, by their codes; one that is
            not there is printed as its code.
        alive: whether the approval is in force at ``as_of``.
        state: its state then, in Chinese and in English.
        as_of: the instant of printing, in seconds of Unix time.
    """

    claims: Mapping[str, Any]
    digest: str
    kid: str
    agency: str
    titles: Mapping[str, str]
    words: Mapping[str, str]
    alive: bool
    state: tuple[str, str]
    as_of: int


def print_approval(printed: Printed, bounds: Bounds = BOUNDS) -> bytes:
    """Return an approval as PDF, not yet signed.

    Raises:
        FileRefused: it took more than the bounds allow, or the writer failed.
        OSError: the machine has no room for another process.
    """
    members = {name: getattr(printed, name) for name in Printed.__slots__}
    return b64decode(confined(_WRITER, json.dumps(members).encode(), bounds))
