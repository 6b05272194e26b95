"""How long a licence runs, from the contract's words where they are plain: "3 年", "永久"."""

import re
import unicodedata

_FOR_EVER = ("永久", "长期有效", "无期限", "不限期", "perpetual", "unlimited", "indefinite")
_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", 1)} | {
    "两": 2,
    "十": 10,
}
_SPAN = re.compile(
    r"(?<![0-9一二两三四五六七八九十])([0-9]{1,4}|[一二两三四五六七八九十])"
    r"\s*(?:个\s*)?(年|years?|月|months?)"
)
"""A number and its unit. Numbers written with several signs (十二) are left to people."""
_MONTHS = 12

_ALWAYS = 10**6
"""Months of a licence that has no end, for comparison: more than any term that is written out."""


def months_of(term: str) -> int | None:
    """Return for how many months a term runs; ``None`` where its words do not tell it plainly.

    A text that names several spans, or a day on which it ends, is not plain.
    """
    text = unicodedata.normalize("NFKC", term).casefold()
    spans = _SPAN.findall(text)
    if any(word in text for word in _FOR_EVER):
        return None if spans else _ALWAYS
    if len(spans) != 1 or re.search(r"[0-9]{4}\s*[年-]", text):
        return None
    number, unit = spans[0]
    count = _DIGITS.get(number) or int(number)
    return count * _MONTHS if unit.startswith(("年", "year")) else count


def runs_for(term: str, years: int) -> bool | None:
    """Return whether a term runs for so many years or longer; ``None`` where it is not plain."""
    months = months_of(term)
    return None if months is None else months >= years * _MONTHS
