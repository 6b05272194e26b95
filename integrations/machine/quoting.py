"""Values of ``os-release`` as a shell would read them (os-release(5)), and as people leave them."""

from typing import Final, NamedTuple

_ESCAPABLE: Final = frozenset('"\\$`')


class Unquoted(NamedTuple):
    """A value without its quotes: ``closed`` where they are, ``clean`` where nothing follows."""

    text: str
    closed: bool = True
    clean: bool = True


def unquoted(value: str) -> Unquoted:
    """Return a value without quotes and escapes.

    A value that should be quoted and is not is taken whole: systems in the field have such.
    """
    value = value.strip()
    match value[:1]:
        case "'":
            text, mark, rest = value[1:].partition("'")
            return Unquoted(text, closed=bool(mark), clean=_nothing(rest))
        case '"':
            return _double_quoted(value[1:])
        case _:
            return Unquoted(_unescaped(value))


def _double_quoted(value: str) -> Unquoted:
    text: list[str] = []
    characters = iter(value)
    for character in characters:
        if character == '"':
            return Unquoted("".join(text), clean=_nothing("".join(characters)))
        if character == "\\":
            following = next(characters, "")
            text.append(following if following in _ESCAPABLE else f"\\{following}")
        else:
            text.append(character)
    return Unquoted("".join(text), closed=False)


def _unescaped(value: str) -> str:
    characters = iter(value)
    return "".join(next(characters, "") if it == "\\" else it for it in characters)


def _nothing(rest: str) -> bool:
    return not rest.strip() or rest.lstrip().startswith("#")
