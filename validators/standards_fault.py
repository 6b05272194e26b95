"""What is wrong with a document of the law: every fault, each with file, line and key."""

from collections.abc import Iterable
from dataclasses import dataclass

from validators.finding import Message

Path = tuple[str | int, ...]
"""Where in a document something stands: keys of maps and positions in lists (from 0)."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: the file, the line (from 1), the key path (``rows[0].price``), what is wrong.

    The message says what was found, what was expected, and what to do where that is not plain, in
    Chinese and English.
    """

    file: str
    line: int
    key: str
    message: Message

    def __str__(self) -> str:
        """Return the fault as compilers print theirs, so that editors can jump to it."""
        return f"{self.file}:{self.line}: {self.key}: {self.message.zh} / {self.message.en}"


@dataclass(eq=False)
class StandardsFault(Exception):  # noqa: N818 - the name of the thing: a fault of the standards
    """Documents of the law cannot be used; nothing of them takes effect.

    ``faults`` holds every fault of every document, by file and line.
    """

    faults: tuple[Fault, ...]

    def __str__(self) -> str:
        """Return all faults, one a line."""
        return "\n".join(map(str, self.faults))


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return faults without repetitions, by file, line, key and message."""
    return tuple(
        sorted(set(faults), key=lambda one: (one.file, one.line, one.key, one.message)),
    )


def key_of(path: Path) -> str:
    """Return a path as people write it: ``rows[0].price.ceiling``; the whole is ``(document)``."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".") or "(document)"
