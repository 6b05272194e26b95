"""CPE names, in the formatted string of version 2.3 and the older URI (NIST IR 7695, 6.1 and 6.2).

Read here and not by a library: the one that exists accepts names that are neither form. A CPE
name rarely states an edition, so that it does not tell Windows Home from Pro.
"""

import re
from typing import Final, NamedTuple
from urllib.parse import unquote

FORMATTED: Final = "cpe:2.3:"
_URI: Final = "cpe:/"
_ATTRIBUTES: Final = 11
_URI_PARTS: Final = 7
_PACKED: Final = 6
UNSAID: Final = frozenset({"*", "-"})
_PART: Final = re.compile(r"(?:\\[!-~]|[A-Za-z0-9._*?-])+")
_URI_PART: Final = re.compile(r"(?:%[0-9A-Fa-f]{2}|[A-Za-z0-9._~-])*")


class Cpe(NamedTuple):
    """The attributes of a CPE name; ``*`` is any value, ``-`` none. ``part`` ``o`` is a system."""

    part: str
    vendor: str
    product: str
    version: str
    update: str
    edition: str
    language: str
    sw_edition: str
    target_sw: str
    target_hw: str
    other: str

    @property
    def words(self) -> str:
        """Return maker and product as words."""
        return f"{self.vendor} {self.product}".replace("_", " ")

    @property
    def editions(self) -> str:
        """Return what it says of an edition, as words; empty where it says nothing."""
        stated = [it for it in (self.edition, self.sw_edition) if it not in UNSAID]
        return " ".join(stated).replace("_", " ")


def parse_cpe(text: str) -> Cpe | None:
    """Return the attributes of a CPE name, or ``None`` where ``text`` is none."""
    if text.startswith(FORMATTED):
        return _formatted(text.removeprefix(FORMATTED))
    if text.startswith(_URI):
        return _uri(text.removeprefix(_URI))
    return None


def _formatted(rest: str) -> Cpe | None:
    parts = re.split(r"(?<!\\):", rest)
    if len(parts) != _ATTRIBUTES or not all(map(_PART.fullmatch, parts)):
        return None
    return Cpe(*(re.sub(r"\\(.)", r"\1", it) for it in parts))


def _uri(rest: str) -> Cpe | None:
    parts = rest.split(":")
    if not 1 < len(parts) <= _URI_PARTS or not all(map(_URI_PART.fullmatch, parts)):
        return None
    parts += [""] * (_URI_PARTS - len(parts))
    edition = parts[5].split("~")
    packed = edition[1:] if len(edition) == _PACKED else [parts[5], "", "", "", ""]
    if len(edition) not in {1, _PACKED} or not parts[0]:
        return None
    return Cpe(*(unquote(it) or "*" for it in (*parts[:5], packed[0], parts[6], *packed[1:])))
