"""Numbers as people read them: their digits grouped, and none of them lost."""


def amount(text: str | None) -> str:
    """Return a decimal's text with its digits grouped; a blank for none."""
    if text is None:
        return ""
    whole, point, cents = str(text).partition(".")
    sign = "-" if whole.startswith("-") else ""
    digits = whole.removeprefix("-")
    return f"{sign}{int(digits):,}{point}{cents}" if digits.isdigit() else str(text)
