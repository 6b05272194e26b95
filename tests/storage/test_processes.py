"""Telling processes apart, and ending the right one."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from storage.processes import (
    ProcessIdentity,
    die_with_parent,
    end,
    identify,
    is_running,
    myself,
    tied_to_us,
    wait_until,
)
from tests.storage.programs import in_a_child

_DEAF = (
    "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); input()"
)


@contextmanager
def _program(code: str = "print('up', flush=True); input()") -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"up\n"
        try:
            yield process
        finally:
            process.kill()


def _identity(process: subprocess.Popen[bytes]) -> ProcessIdentity:
    found = identify(process.pid)
    assert found is not None
    return found


def test_a_process_is_itself_until_it_ends() -> None:
    with _program() as process:
        identity = _identity(process)
        assert is_running(identity)
        process.kill()
        # Its remains are still there, but it does not run any more.
        assert wait_until(lambda: not is_running(identity), 10)
        process.wait()
        assert identify(process.pid) != identity


def test_a_later_process_with_the_same_pid_is_another_and_is_not_touched() -> None:
    with _program() as process:
        now = _identity(process)
        for other in (
            ProcessIdentity(now.pid, now.started - 1, now.boot),
            ProcessIdentity(now.pid, now.started, "another boot"),
        ):
            assert not is_running(other)
            assert end(other, [(signal.SIGKILL, 1.0)])
        assert process.poll() is None


def test_one_that_does_not_listen_is_ended_by_the_next_step() -> None:
    with _program(_DEAF) as process:
        identity = _identity(process)
        assert not end(identity, [(signal.SIGTERM, 0.1)])
        assert end(identity, [(signal.SIGTERM, 0.1), (signal.SIGKILL, 10.0)])
        assert process.wait() == -signal.SIGKILL


def test_one_that_is_paused_is_woken_to_hear_it() -> None:
    with _program() as process:
        os.kill(process.pid, signal.SIGSTOP)
        assert end(_identity(process), [(signal.SIGTERM, 10.0)])
        assert process.wait() == -signal.SIGTERM


def test_one_that_is_gone_is_no_trouble() -> None:
    with _program() as process:
        identity = _identity(process)
        process.kill()
        process.wait()
        assert end(identity, [(signal.SIGKILL, 0.0)])


def test_an_identity_survives_being_recorded() -> None:
    assert ProcessIdentity.from_json(myself().as_json()) == myself()


@pytest.mark.parametrize(
    "damaged",
    [None, [], {}, {"pid": 1, "started": 1, "boot": "b"}, {"pid": "2", "started": 1, "boot": "b"}],
)
def test_a_damaged_record_names_nobody(damaged: object) -> None:
    assert ProcessIdentity.from_json(damaged) is None


def test_a_name_with_brackets_and_blanks_confuses_nobody() -> None:
    code = (
        "import ctypes; ctypes.CDLL(None).prctl(15, b') S (1 2', 0, 0, 0);"
        " print('up', flush=True); input()"
    )
    with _program(code) as process:
        assert is_running(_identity(process))


def test_a_child_dies_with_the_process_that_made_it() -> None:
    readable, writable = os.pipe()

    def parent() -> None:
        child = subprocess.Popen(
            [sys.executable, "-c", "import time; time.sleep(600)"],
            preexec_fn=tied_to_us(signal.SIGKILL),  # noqa: PLW1509 - what this is a test of
        )
        os.write(writable, str(child.pid).encode())
        os.kill(os.getpid(), signal.SIGKILL)

    in_a_child(parent)
    os.close(writable)
    with os.fdopen(readable) as reader:
        pid = int(reader.read())
    assert wait_until(lambda: identify(pid) is None, 10)


def test_a_child_whose_parent_is_gone_already_does_not_begin() -> None:
    def orphan() -> None:
        die_with_parent(signal.SIGKILL, parent=1 if os.getppid() != 1 else 2)

    assert in_a_child(orphan) == f"status {signal.SIGKILL}"


def test_a_condition_that_never_comes_is_given_up() -> None:
    assert not wait_until(lambda: False, 0.05)
