"""Service lives as people read them, in Chinese and English: years, pages, or either."""

from decimal import Decimal

from validators.finding import Message

_OR = Message("或", " or ")


def life_text(years: Decimal | None, pages: int | None) -> Message:
    """Return a printed life: reached after ``years``, or after ``pages`` where printed."""
    in_years = None if years is None else Message(f"{years} 年", f"{years} years")
    return either(in_years, pages_text(pages), _OR)


def pages_text(pages: int | None) -> Message | None:
    """Return a number of pages, where there is one."""
    return None if pages is None else Message(f"{pages} 张", f"{pages} pages")


def either(one: Message | None, other: Message | None, sign: Message) -> Message:
    """Return what there is of two phrases, joined by ``sign`` where there are both."""
    if one is None or other is None:
        return one or other or Message("—", "—")
    return Message(f"{one.zh}{sign.zh}{other.zh}", f"{one.en}{sign.en}{other.en}")
