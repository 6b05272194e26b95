"""Templates: everything is escaped, nothing is taken for granted, a sentence has two languages.

In a template ``say(zh, en)`` picks a sentence, ``told(message)`` one that an operation told in
both, ``word(kind, code)`` what a code is called; ``instant`` writes instants as the clocks of China
showed them, ``amount`` money with its digits grouped and none of them lost. What the law calls
things is in ``api.pages.law_sayings``, what members of requests are called in
``api.pages.field_sayings``.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from api.identifiers import new_id
from api.pages.field_names import plain_name
from api.pages.field_sayings import field_sayings
from api.pages.languages import ENGLISH, pick
from api.pages.law_sayings import law_sayings
from api.pages.numbers import amount
from api.pages.order_form import line_dropped
from api.pages.page import Menu, Page, Shown
from api.pages.static_files import static_files
from api.pages.visit import HIDDEN_FIELD, Visit
from api.pages.words import word
from api.sessions import form_token

_ZONE = ZoneInfo("Asia/Shanghai")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"amount": amount, "instant": instant}
    environment.globals |= {
        "static": lambda name: static_files()[name].address,
        "new_key": new_id,
        "drops": line_dropped,
        "plain_name": plain_name,
    }
    return environment


def instant(text: str | None) -> str:
    """Return an instant as the clocks of China showed it, to the second."""
    if text is None:
        return ""
    return datetime.fromisoformat(text).astimezone(_ZONE).strftime("%Y-%m-%d %H:%M:%S")


def render(visit: Visit, shown: Shown, pages: Mapping[str, Page]) -> str:
    """Return a page, or the part of it that was asked for."""

    def say(zh: str, en: str) -> str:
        return pick(visit.language, zh, en)

    def told(message: Mapping[str, Any] | None) -> str:
        return "" if message is None else str(message[visit.language])

    def again(**changed: str) -> str:
        """Return this page's own address with a parameter changed."""
        query = {**visit.query.to_dict(), **changed}
        return f"{visit.place}?{urlencode(query)}"

    def next_page(after: str | None) -> Markup:
        """Return the way on from a page of a list; nothing where it is the last."""
        if not after:
            return Markup()
        words = say("下一页", "Next page")
        link = Markup('<p><a href="{}" rel="next">{}</a></p>')
        return link.format(again(after=after), words)

    def token_field() -> Markup:
        if visit.cookie is None:
            return Markup()
        return Markup('<input type="hidden" name="{}" value="{}">').format(
            HIDDEN_FIELD, form_token(visit.cookie)
        )

    values = {
        "visit": visit,
        "who": None if visit.who is None else visit.who.principal,
        "language": visit.language,
        "other_language": pick(visit.language, "en", "zh"),
        "html_language": "en" if visit.language == ENGLISH else "zh-Hans",
        "say": say,
        "told": told,
        **law_sayings(visit),
        **field_sayings(visit),
        "menu": _menu(visit, pages),
        "again": again,
        "next_page": next_page,
        "word": partial(word, visit.language),
        "role_name": partial(word, visit.language, "role"),
        "token_field": token_field,
        "token": "" if visit.cookie is None else form_token(visit.cookie),
        **shown.values,
    }
    return _environment().get_template(shown.template).render(values)


def _menu(visit: Visit, pages: Mapping[str, Page]) -> list[tuple[str, str]]:
    lines: list[tuple[Menu, Page]] = [
        (page.menu, page)
        for page in pages.values()
        if page.menu is not None and (not page.asks or visit.may(page.asks[0]))
    ]
    lines.sort(key=lambda line: line[0].place)
    return [(page.path, pick(visit.language, menu.zh, menu.en)) for menu, page in lines]
