"""What templates say of a finding in the words of the law: names, sums, figures and units."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from api.pages.languages import pick
from api.pages.numbers import amount
from api.pages.visit import Visit
from api.pages.words import WORDS, word

_FIGURE: Final = re.compile(r"[−-]?[0-9.]+(?:–[0-9.]+)?", re.ASCII)
_SPAN: Final = re.compile(r"[0-9][0-9 /–-]*(?:years|days|pages)(?:[0-9 /–-]|or|years|pages)*")
"""Times and pages as findings write them: with their units inside."""

Cited = Mapping[str, Any] | None
"""The citation of a finding, whose edition may have words of its own."""


def law_sayings(visit: Visit) -> dict[str, Callable[..., str]]:
    """Return what a template says the law's words by."""

    def named(code: str, citation: Cited = None) -> str:
        """Return what a fact, question, role or attribute is called."""
        return pick(visit.language, *visit.law_words.of(code, _edition(citation)))

    def reckoned(text: str, citation: Cited = None) -> str:
        """Return a sum with words in place of its codes."""
        return pick(visit.language, *visit.law_words.sum(text, _edition(citation)))

    def measured(text: str, unit: str | None = None) -> str:
        """Return a figure with its unit; what is no figure stays as somebody wrote it."""
        if not _FIGURE.fullmatch(text):
            return reckoned(text) if _SPAN.fullmatch(text) else text
        if unit is None or unit not in WORDS["measure"]:
            return amount(text)
        return f"{amount(text)} {word(visit.language, 'measure', unit)}"

    return {"named": named, "reckoned": reckoned, "measured": measured}


def _edition(citation: Cited) -> str:
    return "" if citation is None else str(citation["edition"])
