"""What the processes of the service write to standard error: one line an event, in UTC."""

import logging
import time


def set_up(process: str) -> None:
    """Log to standard error, naming the process."""
    logging.Formatter.converter = time.gmtime  # noqa: TID251 - converts a time, reads no clock
    logging.basicConfig(
        level=logging.INFO,
        format=f"%(asctime)sZ {process} %(levelname)s %(name)s: %(message)s",
        datefmt="%Y-%m-%dT%H:%M:%S",
    )
    for noisy in ("alembic", "procrastinate"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
