"""What templates say of the members of requests: their labels, their names in messages, values."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from markupsafe import Markup

from api.pages.field_names import codes_of, field_name, kind_of, label
from api.pages.field_words import Pair
from api.pages.languages import pick
from api.pages.visit import Visit
from api.pages.words import word

_CODE: Final = re.compile(r"[a-z]+(?:[-_][a-z]+)*")


def field_sayings(visit: Visit) -> dict[str, Callable[..., str]]:
    """Return what a template says members by."""

    def called(attribute: str) -> Pair:
        # Asked for only where an attribute is named: the words of the law cost a question.
        return visit.law_words.of(attribute)

    def field(pointer: str, inside: str = "", at: str | None = None) -> Markup:
        """Return what a member is called, with its line; what has no word is shown as code.

        ``at`` is where its field stands on the page; what has no word has no field either.
        """
        name = field_name(pointer, called, inside)
        words = Markup("<bdi>{}</bdi>").format(pick(visit.language, *name.said()))
        if at is not None and not name.rest:
            return Markup('<a href="#{}">{}</a>').format(at, words)
        code = Markup("<code><bdi>{}</bdi></code>").format(name.rest)
        return Markup(" · ").join(
            part for part, there in ((words, name.words), (code, name.rest)) if there
        )

    def labelled(pointer: str) -> str:
        """Return the label of a field."""
        return pick(visit.language, *label(pointer, called))

    def stated(pointer: str, text: str) -> str:
        """Return the value of a member: a code in its words, and all else as it is."""
        kind = kind_of(pointer, text)
        return text if kind is None else word(visit.language, kind, text)

    def worded(pointer: str, message: Mapping[str, str]) -> str:
        """Return what is wrong with a member, with words in place of the codes it may have."""
        kind, text = codes_of(pointer), message[visit.language]
        if kind is None:
            return text
        return _CODE.sub(lambda found: word(visit.language, kind, found[0]), text)

    return {"field": field, "labelled": labelled, "stated": stated, "worded": worded}
