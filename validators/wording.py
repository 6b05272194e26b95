"""Says a sentence of a table in both languages: one way for findings and for all other messages."""

import re
from collections.abc import Mapping
from functools import lru_cache

from validators.finding import Message

Sentences = Mapping[str, tuple[str, str]]
"""Code → (Chinese, English), with the names of the values each sentence shows in braces."""


def worded(sentences: Sentences, code: str, /, **values: object) -> Message:
    """Return a sentence of a table with its values; those that are messages, each in its language.

    Raises:
        KeyError: no sentence has that code, or a value it shows is not given.
    """
    return filled(sentences[code], values)


def filled(sentence: tuple[str, str], values: Mapping[str, object]) -> Message:
    """Return a sentence, given in both languages, with its values; as `worded`.

    Raises:
        KeyError: a value it shows is not given.
    """
    zh, en = _ready(sentence)
    told = {name: it for name, it in values.items() if isinstance(it, Message)}
    if not told:
        return Message(zh % values, en % values)
    chinese = {**values, **{name: it.zh for name, it in told.items()}}
    english = {**values, **{name: it.en for name, it in told.items()}}
    return Message(zh % chinese, en % english)


@lru_cache(maxsize=4096)
def _ready(sentence: tuple[str, str]) -> tuple[str, str]:
    """Return a sentence as the operator ``%`` fills it: in a third of the time of ``format``."""
    zh, en = (re.sub(r"\{(\w+)\}", r"%(\1)s", it.replace("%", "%%")) for it in sentence)
    return zh, en
