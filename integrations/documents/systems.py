"""What a line's words say of an operating system: that there is none, or which one comes with it.

No order format has a place for it, so it hides in descriptions and free properties. Words that
say there is none are believed (``无系统``, ``DOS``); a system counts only where a single one is
named. A brand, a "genuine system", or one of two are no answer, and silence is none either.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from integrations.documents.stated import LineStated
from integrations.machine.deriving import derived_from
from integrations.machine.stated import Fact, OperatingSystemStated, Said

_NONE: Final = re.compile(
    r"(?:无|不含|不带|不预装|未预装|不装)(?:正版)?(?:操作)?系统(?![价费])|裸机"
    r"|操作系统(?:由[^,;。]{0,8})?(?:自行|另行|自己)安装"
    r"|(?<![a-z])(?:free ?dos|dos|no ?os|without (?:an )?operating system)(?![a-z])"
)
_PRELOADED: Final = re.compile(r"预装|随机安装|出厂安装|pre-?loaded|pre-?installed")
_PARTS: Final = re.compile(r"[,;。、/|\n()]")
_EITHER: Final = re.compile(r"或|(?<![a-z])or(?![a-z])|二选一|等")
_LIKELY: Final = re.compile(r"麒麟|统信|方德|鸿蒙|kylin|uos|uniontech|nfs|harmonyos|windows")
"""Without one of these no family is named (``integrations.machine.products``)."""
MOST_LOOKED_AT: Final = 20
"""Parts of a line's words that are looked at as names of a system."""
_LEADING: Final = re.compile(
    r"^(?:预装|随机安装|出厂安装|正版|操作系统|pre-?loaded|pre-?installed|with|:|\s)+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemWords:
    """What is said of a line's system.

    Attributes:
        absent: words that say there is none; the other members are empty then.
        name: as written, without what only says that it is preloaded.
        preloaded: words that say it comes with the device.
        unclear: several systems are named, or one and none; nothing follows.
        grounds: what all this rests on.
    """

    absent: bool = False
    name: str | None = None
    preloaded: bool = False
    unclear: bool = False
    grounds: tuple[Said, ...] = ()


def system_words(line: LineStated) -> SystemWords | None:
    """Return what the words of a line say of a system; ``None`` where they are silent."""
    texts = tuple(_texts(line))
    absent = tuple(it for it in texts if _NONE.search(_plain(it.text)))
    named = tuple(_named(texts))
    if not absent and not named:
        return None
    names = {name.casefold() for name, _ in named}
    grounds = tuple(dict.fromkeys((*absent, *(said for _, said in named))))
    either = any(_EITHER.search(name) for name in names)
    if len(names) > 1 or either or (absent and named):
        return SystemWords(unclear=True, grounds=grounds)
    if absent:
        return SystemWords(absent=True, grounds=grounds)
    name, _ = named[0]
    preloaded = any(_PRELOADED.search(_plain(it.text)) for it in grounds)
    return SystemWords(name=name, preloaded=preloaded, grounds=grounds)


def _texts(line: LineStated) -> Iterator[Said]:
    yield from (it for it in (line.name, line.model) if it is not None)
    yield from line.descriptions
    for it in line.properties:
        if not it.name.text.startswith("procheck:"):
            yield it.value


def _named(texts: Iterable[Said]) -> Iterator[tuple[str, Said]]:
    """Yield each system that is named, once, with the statement that does."""
    looked_at: set[str] = set()
    for said in texts:
        for part in _PARTS.split(unicodedata.normalize("NFKC", said.text)):
            name = _LEADING.sub("", part.strip()).strip()
            if name in looked_at or not _LIKELY.search(name.casefold()):
                continue
            looked_at.add(name)
            # Of that many, one alone cannot be meant: each is yielded, and none is chosen.
            if len(looked_at) > MOST_LOOKED_AT or _families(name, said):
                yield name, said
            if len(looked_at) > MOST_LOOKED_AT + 1:
                return


def _families(text: str, said: Said) -> list[str]:
    stated = OperatingSystemStated(
        place=said.place, name=Said(key="name", text=text, place=said.place)
    )
    facts, remarks = derived_from(stated)
    several = any(it.code == "families-disagree" for it in remarks)
    return ["several"] if several else [it.value for it in facts if it.fact is Fact.FAMILY]


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
