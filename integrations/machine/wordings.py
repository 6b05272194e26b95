"""The statements of a system as rules of derivation look at them: folded, and with their keys."""

import re
import unicodedata
from typing import Final, NamedTuple

from catalog.cpe_name import parse_cpe
from integrations.machine.stated import OperatingSystemStated, Said

PROSE: Final = frozenset(
    {"description", "summary", "packageFileName", "PackageSummary", "PackageFileName"}
)
"""Keys whose texts are about the product and do not name it."""

HINTS: Final = PROSE | frozenset(
    {
        "ID_LIKE",
        "PLATFORM_ID",
        "VERSION_CODENAME",
        "PROJECT_CODENAME",
        "UBUNTU_CODENAME",
        "KYLIN_RELEASE_ID",
        "colloquialVersion",
        "revision",
        "MinorVersion",
    }
)
"""Keys whose texts name no product: ``ID_LIKE=openKylin`` stands on a system that is none."""


class Wording(NamedTuple):
    """A statement, and its text in one width, case and spacing."""

    said: Said
    plain: str


def plain(text: str) -> str:
    """Return ``text`` without differences of width and case, and with single blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def word(pattern: str) -> re.Pattern[str]:
    """Return the pattern as a word of its own; Chinese characters around it do not matter."""
    return re.compile(rf"(?<![a-z])(?:{pattern})(?![a-z])")


def naming(stated: OperatingSystemStated) -> tuple[Wording, ...]:
    """Return the statements that name the product, in whatever words."""
    roles = (stated.name, stated.version, stated.edition)
    texts = [it for it in (*roles, *stated.further) if it is not None and it.key not in HINTS]
    found = [Wording(it, plain(it.text)) for it in texts]
    for it in stated.cpe:
        cpe = parse_cpe(it.text)
        if cpe is not None and cpe.part == "o":
            found.append(Wording(it, plain(cpe.words)))
    return tuple(found)


def further(stated: OperatingSystemStated, *keys: str) -> tuple[Wording, ...]:
    """Return the further statements under these keys."""
    return tuple(Wording(it, plain(it.text)) for it in stated.further if it.key in keys)
