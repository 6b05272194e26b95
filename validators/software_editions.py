"""Words for the editions of software: two of them may name one edition in two languages."""

from types import MappingProxyType

from validators.matching import folded

_EDITIONS = MappingProxyType(
    {
        word: edition
        for edition, words in {
            "home": ("home", "家庭版", "家庭中文版", "家庭普通版", "core"),
            "pro": ("pro", "professional", "专业版", "专业工作站版"),
            "enterprise": ("enterprise", "企业版"),
            "education": ("education", "教育版"),
            "standard": ("standard", "标准版"),
            "datacentre": ("datacenter", "datacentre", "数据中心版"),
        }.items()
        for word in words
    }
)
"""Folded word → edition, for words that mean one."""


def edition_meant(text: str) -> str | None:
    """Return the edition that a text names, in whichever language; ``None`` for other words."""
    return _EDITIONS.get(folded(text))


def same_edition(one: str, other: str) -> bool | None:
    """Return whether two texts name one edition; ``None`` where they are too near to tell."""
    meant, other_meant = edition_meant(one), edition_meant(other)
    if meant is not None and other_meant is not None:
        return meant == other_meant
    text, other_text = folded(one), folded(other)
    if text == other_text:
        return True
    return None if text in other_text or other_text in text else False
