"""Readers for the tests of the walls: each does to the reading process what a bad file might."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from integrations.errors import FileRefused, Place
from validators.finding import Message

Reader = Callable[[bytes], object]


def length(data: bytes) -> object:
    return {"length": len(data), "zh": "长度", "pid": os.getpid()}


def environment(_: bytes) -> object:
    return {"names": sorted(os.environ), "folder": str(Path.cwd()), "isolated": sys.flags.isolated}


def refuse(_: bytes) -> object:
    message = Message("第三行有误", "row three is wrong")
    code = "a-code-of-its-own"
    raise FileRefused(code, message, Place("计划", 3, "B3"))


def fail(data: bytes) -> object:
    raise KeyError(data.decode())


def leave(_: bytes) -> None:
    sys.exit(0)


def crash(_: bytes) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def spin(_: bytes) -> object:
    while True:
        pass


def hoard(_: bytes) -> object:
    kept = []
    while True:
        kept.append(bytearray(16 * 1024 * 1024))


def rest(_: bytes) -> None:
    time.sleep(600)


def rest_after_closing(_: bytes) -> None:
    os.close(1)
    time.sleep(600)


def chatter(_: bytes) -> object:
    return "长" * 10_000


def flood(_: bytes) -> object:
    while True:
        os.write(1, b"x" * 65536)


def print_first(_: bytes) -> object:
    print("a library says something")  # noqa: T201 - that is what is tried
    return "and then the answer"


def answer_nonsense(_: bytes) -> object:
    os.write(1, b'{"value": NaN, "failed": ')
    os._exit(0)


def not_json(_: bytes) -> object:
    return {1, 2, 3}


def try_everything(data: bytes) -> object:
    """What each of some forbidden acts ends with."""
    path = Path(data.decode())
    tries: dict[str, Callable[[], object]] = {
        "make a file": lambda: path.with_name("made").write_bytes(b"x"),
        "change a file": lambda: path.write_bytes(b"x"),
        "read a file": path.read_bytes,
        "open a connection": lambda: socket.create_connection(("127.0.0.1", 9), timeout=1),
        "start a program": lambda: subprocess.run(["true"], check=True),
    }
    ended = {}
    for name, act in tries.items():
        try:
            act()
        except OSError as error:
            ended[name] = type(error).__name__
        else:
            ended[name] = "done"
    return ended
