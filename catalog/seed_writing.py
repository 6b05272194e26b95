"""Writes a document of the catalogue as keepers write theirs: every value quoted, one row a block.

The other way of `validators.standards_yaml`: what is written here is read there as it was. The same
tree gives the same bytes.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from validators.standards_yaml_plain import Plain

_WIDEST: Final = 120
"""Characters of a line, where a row is not a single longer value."""


def written(document: Mapping[str, Plain], remark: str = "") -> bytes:
    """Return a document as YAML in UTF-8.

    Args:
        document: its keys in the order in which they are to stand; texts, lists and maps.
        remark: one line that stands above it, for people.
    """
    lines = [f"# {' '.join(remark.split())}"] if remark else []
    for key, value in document.items():
        if isinstance(value, list) and any(isinstance(it, dict) for it in value):
            lines.append(f"{key}:")
            for item in value:
                lines += _item(item)
        else:
            lines.append(f"{key}: {_flow(value)}")
    return "\n".join([*lines, ""]).encode()


def _item(value: Plain) -> Iterator[str]:
    """Yield the lines of one item; what does not fit on one goes on below."""
    if not isinstance(value, dict) or not value:
        yield f"  - {_flow(value)}"
        return
    begin = "  - {"
    pairs = [f"{key}: {_flow(it)}" for key, it in value.items()]
    line = begin
    for position, pair in enumerate(pairs):
        end = "}" if position == len(pairs) - 1 else ","
        if len(line) > len(begin) and len(line) + len(pair) + 2 > _WIDEST:
            yield line
            line = " " * (len(begin) - 1)
        line += f"{'' if line.endswith('{') else ' '}{pair}{end}"
    yield line


def _flow(value: Plain) -> str:
    match value:
        case str():
            return _quoted(value)
        case list():
            return f"[{_joined(map(_flow, value))}]"
        case dict():
            return f"{{{_joined(f'{key}: {_flow(it)}' for key, it in value.items())}}}"


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(parts)


def _quoted(text: str) -> str:
    """Return a text in quotes; signs that nobody sees are spelled out, for the reader to refuse."""
    quoted = json.dumps(text, ensure_ascii=False)
    if quoted.isprintable():
        return quoted
    return "".join(it if it.isprintable() else _spelled(it) for it in quoted)


def _spelled(sign: str) -> str:
    number = ord(sign)
    return f"\\U{number:08x}" if number > 0xFFFF else f"\\u{number:04x}"  # noqa: PLR2004 - the widest that four digits spell
