"""Says a sentence of a table in both languages, for what people read once and nobody hurries for.

Findings, of which an examination makes many, are said by `validators.messages`.
"""

from collections.abc import Mapping

from validators.finding import Message

Sentences = Mapping[str, tuple[str, str]]
"""Code → (Chinese, English), with the names of the values each sentence shows in braces."""


def worded(sentences: Sentences, code: str, /, **values: object) -> Message:
    """Return a sentence of a table with its values; those that are messages, each in its language.

    Raises:
        KeyError: no sentence has that code, or a value it shows is not given.
    """
    zh, en = sentences[code]
    chinese, english = values, values.copy()
    for name, it in english.items():
        if isinstance(it, Message):
            chinese[name], english[name] = it
    return Message(zh.format(**chinese), en.format(**english))
