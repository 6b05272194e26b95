"""What the processes of the service write to standard error: one line an event, in UTC."""

import logging
import time
from typing import Final

from integrations.signs import is_hidden

_WITHIN: Final = "\n    | "
"""What further lines of an event begin with, and no event does."""
_SEPARATORS: Final = "\u2028\u2029"


class Guarded(logging.Formatter):
    """Lets no text of a stranger look like an event of its own (OWASP ASVS 16.4.1).

    Further lines, as of a traceback, are marked as such; whatever hides in a line is spelled out.
    """

    @staticmethod
    def converter(seconds: float | None) -> time.struct_time:
        """Return an instant in UTC."""
        return time.gmtime(seconds)  # noqa: TID251 - converts a time, reads no clock

    def format(self, record: logging.LogRecord) -> str:
        """Return the lines of an event."""
        return _WITHIN.join(_spelled(line) for line in super().format(record).split("\n"))


def set_up(process: str) -> None:
    """Log to standard error, naming the process."""
    handler = logging.StreamHandler()
    line = f"%(asctime)sZ {process} %(levelname)s %(name)s: %(message)s"
    handler.setFormatter(Guarded(line, "%Y-%m-%dT%H:%M:%S"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for noisy in ("alembic", "procrastinate"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _spelled(line: str) -> str:
    return "".join(
        f"\\u{ord(sign):04x}" if is_hidden(sign) or sign in _SEPARATORS else sign for sign in line
    )
