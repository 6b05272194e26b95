"""Says what a finding says: the sentences of ``sentences`` with their values, in both languages."""

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from validators.bound import Doubt
from validators.finding import Message, Sentence
from validators.sentences import SENTENCES
from validators.terms import TERMS
from validators.wording import filled

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
        return self.told().zh

    @property
    def en(self) -> str:
        """Return the sentence in English.

        Raises:
            KeyError: no sentence has that code, or a value it shows is not given.
        """
        return self.told().en

    def told(self) -> Message:
        """Return the sentence in words.

        Raises:
            KeyError: no sentence has that code, or a value it shows is not given.
        """
        if self.terms is None:
            return filled(SENTENCES[self.code], self.values)
        shown = dict(self.values)
        for name, it in self.values.items():
            if isinstance(it, Said):
                shown[name] = it.told()
        for name, term in self.terms.items():
            # An attribute is asked for where a line states it, and called by its own name.
            title = TERMS.get(term) or self.titles.get(term.removeprefix("attributes."))
            shown[name] = Message(*(title or (term, term)))
        return filled(SENTENCES[self.code], shown)


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
    return Said("subject-undetermined", {"subject": subject, "why": why}, {})
