"""The README's commands are run as a newcomer would run them, with a data folder of their own."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.architecture.readme import Block, blocks
from tests.architecture.tree import ROOT, clean_environment, read

BLOCKS = blocks(read(Path("README.md")))
READY_WITHIN = 180.0
STOPPED_WITHIN = 60.0


def commands(mark: str) -> list[str]:
    return [command for block in BLOCKS if block.mark == mark for command in block.commands]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@contextmanager
def serving(command: str, environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Start a command as the head of a process group, and leave nothing of the group behind."""
    process = subprocess.Popen(
        ["bash", "-euc", f"exec {command}"],
        cwd=ROOT,
        env=environment,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def test_every_block_of_commands_says_how_it_is_tried() -> None:
    assert BLOCKS
    assert {block.mark for block in BLOCKS} <= {"ends", "serves", "by .ci/run"}


def test_blocks_are_read_with_their_marks() -> None:
    text = "a\n<!-- tried: ends -->\n```sh\n# why\none\\\ntwo\nthree\n```\n\n```sh\nfour\n```\n"
    assert blocks(text) == (
        Block(mark="ends", commands=("one two", "three")),
        Block(mark=None, commands=("four",)),
    )


@pytest.mark.timeout(600)
@pytest.mark.parametrize("command", commands("ends"))
def test_a_command_of_the_readme_does_what_it_says(command: str, tmp_path: Path) -> None:
    answer = subprocess.run(
        ["bash", "-euc", command],
        cwd=ROOT,
        env=clean_environment(PROCHECK_DATA_DIR=str(tmp_path / "var")),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout[-4000:] + answer.stderr[-4000:]
    assert answer.stdout.strip()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("command", commands("serves"))
def test_a_command_of_the_readme_serves_until_it_is_stopped(command: str, tmp_path: Path) -> None:
    port = free_port()
    environment = clean_environment(
        PROCHECK_DATA_DIR=str(tmp_path / "var"), PROCHECK_PORT=str(port)
    )
    with serving(command, environment) as process:
        end = time.monotonic() + READY_WITHIN
        while not is_ready(port) and time.monotonic() < end and process.poll() is None:
            time.sleep(0.2)
        ready = is_ready(port)
        os.killpg(process.pid, signal.SIGTERM)
        told, _ = process.communicate(timeout=STOPPED_WITHIN)
    assert ready, told[-4000:]
    assert not is_ready(port)


def test_what_continuous_integration_tries_is_what_it_calls() -> None:
    script = read(Path(".ci/run")).replace(" --no-print-directory", "")
    assert [command for command in commands("by .ci/run") if command not in script] == []
