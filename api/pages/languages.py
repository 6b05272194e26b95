"""Chinese or English: by choice, else by what the browser asks for, else Chinese."""

from typing import Final

from werkzeug.datastructures import LanguageAccept

COOKIE: Final = "__Host-procheck-language"
CHINESE, ENGLISH = "zh", "en"
LANGUAGES: Final = (CHINESE, ENGLISH)


def language_of(chosen: str | None, accepted: LanguageAccept) -> str:
    """Return the language of an answer."""
    if chosen in LANGUAGES:
        return chosen
    best = accepted.best_match(["zh-CN", "zh", "en"], default="zh")
    return ENGLISH if best == "en" else CHINESE


def pick(language: str, zh: str, en: str) -> str:
    """Return a sentence in a language."""
    return en if language == ENGLISH else zh
