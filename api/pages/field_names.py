"""What a JSON pointer says in the words of forms: the line, what a member is in, and its label.

A fault, a finding or a difference names a member by a pointer (RFC 6901). A person reads the label
that the member has on its form instead, and the line it stands on; what has no word is left as it
is, so that nothing is hidden and nothing is made up.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from api.pages.field_words import FIELDS, HEADS, PARTS, VALUES, Pair
from validators.terms import TERMS

_OWN: Final = "software"
"""The list whose items have members that are called otherwise than those of what they are in."""
_ATTRIBUTES: Final = "attributes"
_FLAGS: Final = frozenset({"true", "false"})
_FLAGGED: Final = frozenset(
    {"operating_system.preloaded", "contract.non_infringement", "contract.services_included"}
)
_DIGITS: Final = re.compile(r"0|[1-9][0-9]{0,8}")
_NAMED: Final = 2
"""The tokens of a pointer to an attribute, below what has it."""


@dataclass(frozen=True, slots=True)
class FieldName:
    """What a pointer says in words, each after what it is in; and the end of it that has none."""

    words: tuple[Pair, ...]
    rest: str = ""

    def said(self) -> Pair:
        """Return the words as one text, in each language; blank where there are none."""
        return " · ".join(zh for zh, _ in self.words), " · ".join(en for _, en in self.words)


def field_name(pointer: str, called: Callable[[str], Pair], inside: str = "") -> FieldName:
    """Return what a member is called, and on which line it stands; lines count from 1.

    Args:
        pointer: a JSON pointer into what was sent, or into a verdict.
        called: what an attribute is called by the law; its code where nobody says.
        inside: a pointer to what was said before; so many words are left out.

    Returns:
        The words, and the end of the pointer that has none; for the whole document neither.
    """
    tokens = _tokens(pointer)
    heads = _heads(tokens)
    words = [_head(name, number) for name, number in heads]
    left = tokens[2 * len(heads) :]
    if left[:1] == [_ATTRIBUTES] and len(left) == _NAMED:
        pair = called(_plain(left[1]))
        if pair[0] != _plain(left[1]):
            words.append(pair)
            left = []
    for end in range(len(left), 0, -1):
        known = _known(heads, left[:end])
        if known is not None:
            words.append(known)
            left = left[end:]
            break
    while words and left and left[0] in PARTS:
        words.append(PARTS[left[0]])
        left = left[1:]
    said = len(field_name(inside, called).words) if inside else 0
    return FieldName(tuple(words[said:]), "".join(f"/{it}" for it in left))


def label(pointer: str, called: Callable[[str], Pair]) -> Pair:
    """Return the label of a field: what its member is called in what it is in, as a heading.

    What has no word is labelled by its name, as it is.
    """
    tokens = _tokens(pointer)
    heads = _heads(tokens)
    # A form has as many labels as it has lines times fields: what has a name is not sought twice.
    known = _known(heads, tokens[2 * len(heads) :])
    if known is None:
        name = field_name(pointer, called)
        if name.rest or not name.words:
            code = _plain(pointer.rpartition("/")[2])
            return code, code
        known = name.words[-1]
    zh, en = known
    return zh, en[:1].upper() + en[1:]


def kind_of(pointer: str, text: str) -> str | None:
    """Return the kind of word that a value is one of (`api.pages.words`); ``None``: of none."""
    member = _whole(pointer)
    if text in _FLAGS and (member in _FLAGGED or member.startswith(f"{_ATTRIBUTES}.")):
        return "yes"
    return VALUES.get(member)


def codes_of(pointer: str) -> str | None:
    """Return the kind of word that all values of a member are; ``None``: they are no codes."""
    return VALUES.get(_whole(pointer))


def _whole(pointer: str) -> str:
    tokens = _tokens(pointer)
    heads = _heads(tokens)
    return _member(heads, tokens[2 * len(heads) :])


def plain_name(pointer: str) -> str:
    """Return the name of a field on forms that are flat: the member's own, or its list's."""
    names = [it for it in _tokens(pointer) if not _DIGITS.fullmatch(it)]
    return names[-1] if names else ""


def _heads(tokens: Sequence[str]) -> list[tuple[str, int]]:
    """Return the numbered things a member is in, the outermost first."""
    heads: list[tuple[str, int]] = []
    while (at := 2 * len(heads)) + 1 < len(tokens):
        name, number = tokens[at : at + 2]
        if name not in HEADS or not _DIGITS.fullmatch(number):
            break
        heads.append((name, int(number) + 1))
    return heads


def _head(name: str, number: int) -> Pair:
    zh, en = HEADS[name]
    return zh.format(number), en.format(number)


def _known(heads: Sequence[tuple[str, int]], tokens: Sequence[str]) -> Pair | None:
    """Return what a member is called; of a list's items the second and later have a number."""
    member = _member(heads, tokens)
    pair = FIELDS.get(member) or TERMS.get(member)
    numbers = [int(it) + 1 for it in tokens if _DIGITS.fullmatch(it)]
    if pair is None or not numbers or numbers[-1] == 1:
        return pair
    return f"{pair[0]}({numbers[-1]})", f"{pair[1]} ({numbers[-1]})"


def _member(heads: Sequence[tuple[str, int]], tokens: Sequence[str]) -> str:
    """Return a member's name in ``FIELDS``: without the numbers of lists' items."""
    own = [_OWN] if heads and heads[-1][0] == _OWN else []
    return ".".join([*own, *(it for it in tokens if not _DIGITS.fullmatch(it))])


def _tokens(pointer: str) -> list[str]:
    return pointer.split("/")[1:]


def _plain(token: str) -> str:
    return token.replace("~1", "/").replace("~0", "~")
