"""Says what a finding says: the sentences of ``sentences`` with their values, in both languages."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from validators.bound import Doubt
from validators.finding import Message, Sentence
from validators.sentences import SENTENCES
from validators.terms import TERMS


def _ready(sentence: str) -> str:
    """Return a sentence as the operator ``%`` fills it: in a third of the time of ``format``."""
    return re.sub(r"\{(\w+)\}", r"%(\1)s", sentence.replace("%", "%%"))


_READY = {code: (_ready(zh), _ready(en)) for code, (zh, en) in SENTENCES.items()}


Titles = Mapping[str, Message]
"""What people call facts that an edition turns on, by name."""

NO_TITLES: Titles = MappingProxyType({})


class Said(Struct, frozen=True):
    """A sentence by its code, and what it shows: put into words by whoever reads it.

    Most findings are counted, compared and weighed by their figures, and their words never read.
    ``values`` are shown as they are and ``terms`` as ``TERMS`` or ``titles`` have them; where there
    may be terms, values that are sentences are shown in the language asked for.
    """

    code: str
    values: Mapping[str, object]
    terms: Mapping[str, str] | None = None
    titles: Titles = NO_TITLES

    @property
    def zh(self) -> str:
        """Return the sentence in Chinese.

        Raises:
            KeyError: no sentence has that code, or a value it shows is not given.
        """
        return _READY[self.code][0] % self._shown(0)

    @property
    def en(self) -> str:
        """Return the sentence in English.

        Raises:
            KeyError: no sentence has that code, or a value it shows is not given.
        """
        return _READY[self.code][1] % self._shown(1)

    def told(self) -> Message:
        """Return the sentence in words.

        Raises:
            KeyError: no sentence has that code, or a value it shows is not given.
        """
        return Message(self.zh, self.en)

    def _shown(self, half: int) -> Mapping[str, object]:
        if self.terms is None:
            return self.values
        shown: dict[str, object] = {
            name: (it.en if half else it.zh) if isinstance(it, (Message, Said)) else it
            for name, it in self.values.items()
        }
        for name, term in self.terms.items():
            # An attribute is asked for where a line states it, and called by its own name.
            title = self.titles.get(term.removeprefix("attributes."))
            shown[name] = (TERMS.get(term) or title or (term, term))[half]
        return shown


def say(code: str, /, **values: object) -> Said:
    """Return the sentence of that code with its values, each shown as it is."""
    return Said(code, values)


def say_terms(
    code: str, terms: Mapping[str, str], titles: Titles = NO_TITLES, /, **values: object
) -> Said:
    """Return the sentence of that code, each half with its values in its own language.

    Args:
        code: names the sentence.
        terms: values that are terms, shown as ``TERMS`` has them.
        titles: what people call terms that ``TERMS`` does not have.
        **values: other values; those that are sentences are shown in the half's language.
    """
    return Said(code, values, terms, titles)


def say_open(subject: Sentence, doubt: Doubt, near: str = "", titles: Titles = NO_TITLES) -> Said:
    """Return what was looked at and why it cannot be decided, as one sentence."""
    terms = {"fact": doubt.need.fact, "source": doubt.need.source}
    why = Said(doubt.code, {"near": near}, terms, titles)
    return Said("undetermined", {"subject": subject, "why": why}, {})
