"""What the codes inside a sentence are called: facts, questions, classes, duties, channels, sums.

The interface names things by stable codes; a person reads words. A code that holds a name of its
own ("asset SN-1", "units of desktop") is put together, and a sum has words in place of its codes.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from validators.edition import CodeTable, Edition
from validators.finding import Message
from validators.name_tables import (
    CHANNEL_NAMES,
    CLASS_NAMES,
    DUTY_NAMES,
    SEALED_TERMS,
    STANDING_NAMES,
)
from validators.terms import TERMS

Titles = Mapping[str, Message]
"""What people call facts that an edition turns on, by name."""

NO_TITLES: Titles = MappingProxyType({})

COMPOSED: Final[tuple[tuple[str, Message], ...]] = (
    ("asset ", Message("设备 {} 的登记", "the entry of device {}")),
    ("minimum service life of ", Message("{}的最低使用年限", "minimum service life of: {}")),
    ("meter reading of ", Message("设备 {} 的印量读数", "meter reading of device {}")),
    (
        "first day in service of ",
        Message("设备 {} 的启用日期", "first day in service of device {}"),
    ),
    (
        "attributes of the stock counted in ",
        Message("计入“{}”的现有设备的特征", "attributes of the stock counted in: {}"),
    ),
    (
        "attributes of the lines counted in ",
        Message("计入“{}”的各行的特征", "attributes of the lines counted in: {}"),
    ),
    (
        "attributes of earlier lines counted in ",
        Message("计入“{}”的以前各行的特征", "attributes of earlier lines counted in: {}"),
    ),
    ("attributes of the ", Message("{}的特征", "attributes of the {}")),
    ("units of ", Message("{}的台数", "units of {}")),
)
"""How a code begins that holds a name, and what it is called; the longer beginnings first."""

SAID: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "figure of the earlier table": ("原表数字", "the figure of the earlier table"),
        "a case the text does not speak of": (
            "文件未说到的情形",
            "a case the text does not speak of",
        ),
    }
)
_IN_SUMS: Final = MappingProxyType(
    {
        **CLASS_NAMES,
        **CHANNEL_NAMES,
        **STANDING_NAMES,
        "max": ("取大", "max"),
        "min": ("取小", "min"),
    }
)
_WHOLE: Final = MappingProxyType({"—": Message("未定", "not set"), "?": Message("不详", "unknown")})
_TOKEN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*[A-Za-z0-9]|[A-Za-z]")
_FIGURE: Final = re.compile(r"[0-9.,]+")
"""What most of them are, and what no code is in."""
_BEFORE_BRACKET: Final = re.compile(r"(?<=[0-9]) \(")
_PREFIXES: Final = ("", "attributes.", "line.")


Law = Edition | tuple[CodeTable, ...] | None
"""What a sentence rests on, which has names for codes of its own: an edition, or code tables."""


class Codes(str):
    """A text with codes in it, which a sentence shows in words: a class, a channel, a sum."""

    __slots__ = ()


class Names:
    """What the codes of one sentence are called, by the edition or table it rests on."""

    def __init__(self, titles: Titles = NO_TITLES, law: Law = None) -> None:
        """Take the titles told with the sentence, and what it rests on."""
        self._titles, self._law = titles, law

    def of(self, code: str) -> Message:
        """Return what a fact, question, role or attribute is called; itself where nobody said."""
        known = self._known(code)
        if known is not None:
            return known
        for begins, pattern in COMPOSED:
            if code.startswith(begins):
                inner = self.inside(code.removeprefix(begins).removesuffix(" counted"))
                return Message(pattern.zh.format(inner.zh), pattern.en.format(inner.en))
        head, slash, rest = code.rpartition("/")
        first = self._known(head) if slash else None
        if first is not None:
            then = self.inside(rest)
            return Message(f"{first.zh}: {then.zh}", f"{first.en}: {then.en}")
        return self._figure(code)

    def inside(self, text: str) -> Message:
        """Return a text with words in place of its codes; numbers and signs stay as they are."""
        if _FIGURE.fullmatch(text):
            return Message(text, text)
        # A sum begins with a figure, and no code does.
        sums = text[:1].isdigit() and text.isascii()
        whole = None if sums else self._known(text) or _WHOLE.get(text)
        if whole is not None:
            return whole
        zh = _TOKEN.sub(lambda found: self._token(found[0]).zh, text)
        en = _TOKEN.sub(lambda found: self._token(found[0]).en, text)
        zh = zh.replace("?", "不详").replace(" | ", " 或 ")
        return Message(
            _BEFORE_BRACKET.sub("(", zh), en.replace("?", "unknown").replace(" | ", " or ")
        )

    def _figure(self, code: str) -> Message:
        """Return a figure named by its row or table, and a sum or code behind it."""
        at = len(code)
        while (at := code.rfind(" ", 0, at)) > 0:
            head = self._known(code[:at].removesuffix(":"))
            if head is not None:
                rest = self.inside(code[at + 1 :].strip())
                return Message(f"{head.zh} {rest.zh}".strip(), f"{head.en} {rest.en}".strip())
        return Message(code.strip(), code.strip())

    def _known(self, code: str) -> Message | None:
        for prefix in _PREFIXES:
            if code.startswith(prefix):
                bare = code.removeprefix(prefix)
                pair = TERMS.get(bare) or SEALED_TERMS.get(bare) or SAID.get(bare)
                pair = pair or CLASS_NAMES.get(bare)
                found = Message(*pair) if pair else self._titles.get(bare) or self._of_law(bare)
                if found is not None:
                    return found
        return None

    def _token(self, token: str) -> Message:
        pair = _IN_SUMS.get(token)
        return Message(*pair) if pair else self._known(token) or Message(token, token)

    def _of_law(self, code: str) -> Message | None:
        law = self._law
        if law is None:
            return None
        if isinstance(law, tuple):
            return next((table.title for table in law if table.scheme == code), None)
        if code == law.id:
            return law.title
        return next((name for it, name in said_by(law) if it == code), None)


def said_by(edition: Edition) -> Iterator[tuple[str, Message]]:
    """Yield what an edition calls by codes of its own: facts, duties, rows and caps."""
    yield from edition.facts.items()
    for duty in edition.requirements:
        yield duty.id, DUTY_NAMES[duty.duty]
    # Figures nobody read are named by their row, as it is printed.
    for row in edition.rows:
        yield row.title.zh, row.title
    for cap in edition.caps:
        yield cap.title.zh, cap.title
        yield cap.id, cap.title
