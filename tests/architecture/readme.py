"""The commands of the README, and how each block says that it is to be tried."""

import re
from dataclasses import dataclass

BLOCK = re.compile(
    r"(?:^<!-- tried: (?P<mark>[a-z/. -]+) -->\n)?^```sh\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Block:
    """One block of shell commands.

    Attributes:
        mark: how it is tried: "ends" (run, exit status 0), "serves" (started, asked whether it is
            ready, stopped) or "by .ci/run" (it would run these very tests); None if unsaid.
        commands: its lines, joined where they end in a backslash; comments left out.
    """

    mark: str | None
    commands: tuple[str, ...]


def blocks(text: str) -> tuple[Block, ...]:
    """Every block of a text that is marked as shell, in order."""
    found = []
    for each in BLOCK.finditer(text):
        lines = each["body"].replace("\\\n", " ").splitlines()
        commands = (line.strip() for line in lines)
        kept = tuple(line for line in commands if line and not line.startswith("#"))
        found.append(Block(mark=each["mark"], commands=kept))
    return tuple(found)
