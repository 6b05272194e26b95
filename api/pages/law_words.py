"""What people call what the law names by codes: facts, questions, roles, attributes, and sums.

The words come from the service's own list of terms (`listTerms`); here they are put together where
a code holds a name of its own, and put in place of the codes inside a sum.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from api.pages.words import WORDS
from validators.names import COMPOSED, SAID

Pair = tuple[str, str]
"""Words in Chinese and in English."""

_TOKEN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*[A-Za-z0-9]|[A-Za-z]")
_KINDS: Final = ("standing", "doubt", "class", "arithmetic")
_PREFIXES: Final = ("attributes.", "line.")


class LawWords:
    """The words of the law in force, by code, and by edition where one has words of its own."""

    def __init__(self, items: Iterable[Mapping[str, Any]]) -> None:
        """Take the items of ``listTerms``, the common ones first."""
        self._common: dict[str, Pair] = dict(SAID)
        self._own: dict[tuple[str, str], Pair] = {}
        self._any: dict[str, Pair] = {}
        for it in items:
            pair = it["name"]["zh"], it["name"]["en"]
            if "edition" in it:
                self._own[it["edition"], it["code"]] = pair
                self._any.setdefault(it["code"], pair)
            else:
                self._common[it["code"]] = pair

    def of(self, code: str, edition: str = "") -> Pair:
        """Return what a fact, question, role or attribute is called; its code where nobody said."""
        known = self._known(code, edition)
        if known is not None:
            return known
        for begins, pattern in COMPOSED:
            if code.startswith(begins):
                rest = code.removeprefix(begins).removesuffix(" counted")
                inner = self._parts(rest, edition)
                return pattern.zh.format(inner[0]), pattern.en.format(inner[1])
        for sign, between in (("/", ": "), (" ", " ")):
            # What is named by a duty and its part, or by a row and its figure.
            head, found, rest = code.rpartition(sign) if sign == "/" else self._head(code, edition)
            first = self._known(head, edition)
            if found and first is not None:
                then = self._known(rest, edition) or WORDS["class"].get(rest)
                then = then or (self.sum(rest, edition) if sign == " " else (rest, rest))
                return f"{first[0]}{between}{then[0]}", f"{first[1]}{between}{then[1]}"
        return code, code

    def sum(self, text: str, edition: str = "") -> Pair:
        """Return a sum with the words in place of its codes; numbers and signs stay as they are."""

        def put(at: int) -> str:
            return _TOKEN.sub(lambda found: self._token(found[0], edition)[at], text)

        return put(0), put(1)

    def _known(self, code: str, edition: str) -> Pair | None:
        for prefix in ("", *_PREFIXES):
            if not code.startswith(prefix):
                continue
            bare = code.removeprefix(prefix)
            found = self._common.get(bare) or self._own.get((edition, bare)) or self._any.get(bare)
            if found is not None:
                return found
        return None

    def _head(self, code: str, edition: str) -> tuple[str, str, str]:
        """Return the longest beginning of a code that has words, a blank, and the rest."""
        at = len(code)
        while (at := code.rfind(" ", 0, at)) > 0:
            if self._known(code[:at], edition) is not None:
                return code[:at], " ", code[at + 1 :]
        return "", "", ""

    def _parts(self, text: str, edition: str) -> Pair:
        """Return names that are joined by signs, each with its words."""
        known = self._known(text, edition)
        return known if known is not None else self.sum(text, edition)

    def _token(self, token: str, edition: str) -> Pair:
        for kind in _KINDS:
            if token in WORDS[kind]:
                return WORDS[kind][token]
        return self._known(token, edition) or (token, token)
