"""Says what a finding says: the sentences of ``sentences`` with their values, in both languages."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from validators.bound import Doubt
from validators.edition import Edition
from validators.finding import Message, Sentence
from validators.names import NO_TITLES, Codes, Law, Names, Titles
from validators.sentences import SENTENCES
from validators.wording import filled


class Said(Struct, frozen=True):
    """A sentence by its code, and what it shows: put into words by whoever reads it.

    Most findings are counted, compared and weighed by their figures, and their words never read.
    ``values`` are shown as they are, those that are ``Codes`` in words, and ``terms`` as `Names`
    has them by ``titles`` and by the ``law`` it rests on; where there may be terms, values that
    are sentences are shown in the language asked for.
    """

    code: str
    values: Mapping[str, object]
    terms: Mapping[str, str] | None = None
    titles: Titles = NO_TITLES
    law: Law = None

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
        # The common case first: plain values alone.
        if self.terms is None and Codes not in [type(it) for it in self.values.values()]:
            return filled(SENTENCES[self.code], self.values)
        names, shown = Names(self.titles, self.law), dict(self.values)
        for name, it in self.values.items():
            if isinstance(it, Codes):
                shown[name] = names.inside(it)
            elif isinstance(it, Said) and self.terms is not None:
                shown[name] = it.told()
        for name, term in (self.terms or {}).items():
            shown[name] = names.of(term)
        return filled(SENTENCES[self.code], shown)


def say(code: str, /, **values: object) -> Said:
    """Return the sentence of that code with its values, each shown as it is."""
    return Said(code, values)


def say_terms(
    code: str,
    terms: Mapping[str, str],
    titles: Titles = NO_TITLES,
    law: Law = None,
    /,
    **values: object,
) -> Said:
    """Return the sentence of that code, each half with its values in its own language.

    Args:
        code: names the sentence.
        terms: values that are terms, shown as ``TERMS`` has them.
        titles: what people call terms that ``TERMS`` does not have.
        law: the edition or table behind it, which has names for codes of its own.
        **values: other values; those that are sentences are shown in the half's language.
    """
    return Said(code, values, terms, titles, law)


def say_points(doubts: Sequence[Doubt], law: Edition) -> Said:
    """Return what is still to be settled, each point once; there is one at least."""
    told = [
        Said(
            it.code, {"near": ""}, {"fact": it.need.fact, "source": it.need.source}, law.facts, law
        )
        for it in dict.fromkeys(doubts)
    ]
    said = told[-1]
    for before in reversed(told[:-1]):
        said = Said("points", {"first": before, "then": said}, {})
    return said


def say_open(
    subject: Sentence,
    doubt: Doubt,
    near: str = "",
    titles: Titles = NO_TITLES,
    law: Law = None,
) -> Said:
    """Return what was looked at and why it cannot be decided, as one sentence."""
    terms = {"fact": doubt.need.fact, "source": doubt.need.source}
    why = Said(doubt.code, {"near": near}, terms, titles, law)
    return Said("subject-undetermined", {"subject": subject, "why": why}, {})
