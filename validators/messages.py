"""Says what a finding says: the sentences of ``sentences`` with their values, in both languages."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from validators.bound import Doubt
from validators.finding import Message
from validators.sentences import SENTENCES
from validators.terms import TERMS


def _ready(sentence: str) -> str:
    """Return a sentence as the operator ``%`` fills it: in a third of the time of ``format``."""
    return re.sub(r"\{(\w+)\}", r"%(\1)s", sentence.replace("%", "%%"))


_READY = {code: (_ready(zh), _ready(en)) for code, (zh, en) in SENTENCES.items()}


def say(code: str, /, **values: object) -> Message:
    """Return the sentence of that code with its values, in both languages.

    Raises:
        KeyError: no sentence has that code, or a value it shows is not given.
    """
    zh, en = _READY[code]
    return Message(zh % values, en % values)


Titles = Mapping[str, Message]
"""What people call facts that an edition turns on, by name."""

NO_TITLES: Titles = MappingProxyType({})


def say_terms(
    code: str, terms: dict[str, str], titles: Titles = NO_TITLES, /, **values: object
) -> Message:
    """Return the sentence of that code, each half with its values in its own language.

    Args:
        code: names the sentence.
        terms: values that are terms, shown as ``TERMS`` has them.
        titles: what people call terms that ``TERMS`` does not have.
        **values: other values; those that are messages are shown in the half's language.
    """
    chinese, english = values, values.copy()
    for name, it in english.items():
        if isinstance(it, Message):
            chinese[name], english[name] = it
    for name, term in terms.items():
        # An attribute is asked for where a line states it, and called by its own name.
        title = titles.get(term.removeprefix("attributes."))
        chinese[name], english[name] = TERMS.get(term) or title or (term, term)
    zh, en = _READY[code]
    return Message(zh % chinese, en % english)


def say_open(subject: Message, doubt: Doubt, near: str = "", titles: Titles = NO_TITLES) -> Message:
    """Return what was looked at and why it cannot be decided, as one sentence."""
    terms = {"fact": doubt.need.fact, "source": doubt.need.source}
    why = say_terms(doubt.code, terms, titles, near=near)
    return Message(f"{subject.zh}:无法判定,{why.zh}", f"{subject.en}: undetermined; {why.en}")
