"""Says what a finding says: the sentences of ``sentences`` with their values, in both languages."""

from validators.bound import Doubt
from validators.finding import Message
from validators.sentences import SENTENCES, TERMS


def say(code: str, /, **values: object) -> Message:
    """Return the sentence of that code with its values, in both languages.

    Raises:
        KeyError: no sentence has that code, or a value it shows is not given.
    """
    zh, en = SENTENCES[code]
    return Message(zh.format_map(values), en.format_map(values))


def say_terms(code: str, terms: dict[str, str], /, **values: object) -> Message:
    """Return the sentence of that code, each half with its values in its own language.

    Args:
        code: names the sentence.
        terms: values that are terms, shown as ``TERMS`` has them.
        **values: other values; those that are messages are shown in the half's language.
    """
    zh, en = SENTENCES[code]
    return Message(
        zh.format_map(
            {name: it.zh if isinstance(it, Message) else it for name, it in values.items()}
            | {name: _term(term, 0) for name, term in terms.items()}
        ),
        en.format_map(
            {name: it.en if isinstance(it, Message) else it for name, it in values.items()}
            | {name: _term(term, 1) for name, term in terms.items()}
        ),
    )


def say_open(subject: Message, doubt: Doubt, near: str = "") -> Message:
    """Return what was looked at and why it cannot be decided, as one sentence."""
    terms = {"fact": doubt.need.fact, "source": doubt.need.source}
    why = say_terms(doubt.code, terms, near=near)
    return Message(f"{subject.zh}:无法判定,{why.zh}", f"{subject.en}: undetermined; {why.en}")


def _term(code: str, language: int) -> str:
    known = TERMS.get(code)
    return code if known is None else known[language]
