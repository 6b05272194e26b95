"""Ties gunicorn's workers to their master's life; named in gunicorn's configuration."""

import os
import signal

from storage.processes import die_with_parent


def post_fork(_server: object, _worker: object) -> None:
    """Have the kernel end this worker once its master is gone, even if it hangs in a request."""
    die_with_parent(signal.SIGKILL, os.getppid())
