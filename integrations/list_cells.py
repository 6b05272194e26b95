"""What single cells of an official list say: names, versions, levels and terms, as printed.

Names are compared letter by letter afterwards, so letters that only look alike are made the ones
they stand for. What was changed is told, never silently taken.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from integrations.office_dates import written_date

_ALIKE: Final = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο‐‑‒–—―−－",
    "ABESIJKMHOPCTYXaeopcyxijsABEZHIKMNOPTYXo--------",
)
"""Cyrillic and Greek letters that no reader tells from Latin ones, and strokes for a hyphen."""

_WIDE: Final = re.compile("[．＋０-９Ａ-Ｚａ-ｚ\u2160-\u217f\u00a0\u2000-\u200a\u3000]+")
"""Letters, digits and blanks in another width; Chinese brackets and commas stay as printed."""

_BREAK: Final = re.compile(r"\s*\n\s*")
_BETWEEN_CHINESE: Final = re.compile(r"(?<=[\u3400-\u9fff）】》])\s*\n\s*(?=[\u3400-\u9fff（【《])")
_QUESTION: Final = re.compile(r"\s*[(（\[【]?[?？]+[)）\]】]?")
_SEVERAL: Final = re.compile(
    r"[、,，;；/／~～\n]|及|和|或|至|以上|以下|\b(?:and|or|to)\b", re.IGNORECASE
)
_SEVERAL_NAMES: Final = re.compile(r"[、;；/／]|\s(?:及|和|或)\s")
_NOTHING: Final = frozenset({"", "/", "\\", "-", "--", "—", "——", "–", "无", "N/A", "n/a"})
_PARTED: Final = re.compile(r"[;；\n]")
_SPAN: Final = re.compile(r"(.+[0-9日])\s?(?:至|到|~|—+|–|-+)\s?([0-9]{4}.+)")
_YEARS: Final = re.compile(
    r"(?:有效期)?(?:自.{0,12}起)?([一二三四五六七八九十]|[0-9]{1,2})年(?:有效)?"
)
_LEVEL: Final = re.compile(r"(?:安全可靠)?(?:等级|级别|level|第)?(.*?)[级等]?(?:别)?")

_ROMAN: Final = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_NUMERALS: Final = MappingProxyType(dict(zip("一二三四五六七八九十", _ROMAN, strict=True)))
_DIGITS: Final = MappingProxyType({str(n): it for n, it in enumerate(_ROMAN, 1)})
_NUMBERS: Final = MappingProxyType({it: n for n, it in enumerate("一二三四五六七八九十", 1)})


def tidied(text: str) -> str:
    """Return a text on one line, in ordinary letters, digits, hyphens and single blanks."""
    one_line = _BREAK.sub(" ", _BETWEEN_CHINESE.sub("", text.strip()))
    narrow = _WIDE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), one_line)
    return " ".join(narrow.translate(_ALIKE).split())


def is_nothing(text: str) -> bool:
    """Return whether a cell says that there is nothing: blank, a stroke, 无."""
    return tidied(text) in _NOTHING or text.strip() in _NOTHING


def questioned(text: str) -> bool:
    """Return whether a cell bears a question mark."""
    return bool(_QUESTION.search(text))


def unquestioned(text: str) -> str:
    """Return a text without its question marks."""
    return _QUESTION.sub("", text).strip()


def holds_several(text: str) -> bool:
    """Return whether a cell for one version or kernel holds more than one, or a range."""
    return bool(_SEVERAL.search(text.strip()))


def names_several(text: str) -> bool:
    """Return whether a name may be those of more than one product."""
    return bool(_SEVERAL_NAMES.search(text.strip()))


def parted(text: str) -> list[str]:
    """Return the texts that a cell holds, parted by semicolons or lines."""
    return [it for it in map(tidied, _PARTED.split(text)) if it]


def level_of(text: str, levels: Sequence[str]) -> str | None:
    """Return the level of the scheme that a cell means (``Ⅱ级``, ``II``, ``二级``), or None."""
    said = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    found = _LEVEL.fullmatch(said)
    core = "" if found is None else found[1]
    spelled = {said, core, _NUMERALS.get(core, core)}
    if core in _DIGITS:
        spelled.add(_DIGITS[core])
    return next((it for it in levels if it.casefold() in spelled), None)


def days_of(text: str) -> tuple[date, ...]:
    """Return the days that a cell writes: one, or the two of a span; none if it writes no date."""
    said = " ".join(unicodedata.normalize("NFKC", text).split())
    if (one := _day(said)) is not None:
        return (one,)
    span = _SPAN.fullmatch(said)
    ends = () if span is None else tuple(map(_day, span.groups()))
    found = tuple(it for it in ends if it is not None)
    return found if len(found) == len(ends) else ()


def years_of(text: str) -> int | None:
    """Return the years of a term that a cell writes, such as 三年, or None."""
    found = _YEARS.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
    if found is None:
        return None
    return _NUMBERS.get(found[1]) or int(found[1])


def _day(said: str) -> date | None:
    return written_date(said) or written_date("".join(said.split()))
