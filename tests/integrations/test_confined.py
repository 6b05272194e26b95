import logging
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from integrations.confined import Bounds, confined
from integrations.errors import FileRefused, Place
from storage.processes import all_pids, wait_until
from tests.integrations import readers
from validators.finding import Message

REPOSITORY = Path(__file__).resolve().parents[2]
QUICK = Bounds(cpu_seconds=1, wall_seconds=60.0)
IMPATIENT = Bounds(wall_seconds=1.5)


def children() -> set[int]:
    """Processes whose parent is this one, the dead that nobody waited for included."""
    found = set()
    for pid in all_pids():
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            found.add(pid)
    return found


def code_of(caught: pytest.ExceptionInfo[FileRefused]) -> str:
    return caught.value.code


def test_a_reader_runs_elsewhere_and_its_answer_comes_back() -> None:
    before = children()
    answer = confined(readers.length, "文件".encode() * 500_000)
    assert (answer["length"], answer["zh"]) == (3_000_000, "长度")
    assert answer["pid"] != os.getpid()
    assert children() <= before


def test_a_reader_sees_nothing_of_where_it_was_called_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROCHECK_DATABASE_URL", "postgresql://secret")
    answer = confined(readers.environment, b"")
    # The interpreter itself sets its language where none is set.
    assert set(answer["names"]) <= {"LC_CTYPE"}
    assert (answer["folder"], answer["isolated"]) == ("/", 1)


def test_a_refusal_comes_out_whole() -> None:
    with pytest.raises(FileRefused) as caught:
        confined(readers.refuse, b"")
    assert caught.value.code == "a-code-of-its-own"
    assert caught.value.message == Message("第三行有误", "row three is wrong")
    assert caught.value.place == Place("计划", 3, "B3")
    assert str(caught.value) == "计划!B3: a-code-of-its-own: 第三行有误 / row three is wrong"


def test_what_a_reader_fails_with_is_logged_and_not_told(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR), pytest.raises(FileRefused) as caught:
        confined(readers.fail, b"words of the file")
    assert caught.value.code == "file-unreadable"
    assert "readers.py" not in str(caught.value)
    assert "KeyError" in caplog.text
    assert "readers.py" in caplog.text
    assert "words of the file" not in caplog.text + str(caught.value)


@pytest.mark.parametrize(
    ("reader", "bounds", "code"),
    [
        (readers.spin, QUICK, "file-takes-too-long"),
        (readers.rest, IMPATIENT, "file-takes-too-long"),
        (readers.rest_after_closing, IMPATIENT, "file-takes-too-long"),
        (readers.hoard, Bounds(), "file-takes-too-much-memory"),
        (readers.chatter, Bounds(output_bytes=10_000), "file-holds-too-much"),
        (readers.flood, Bounds(output_bytes=1_000_000), "file-holds-too-much"),
        (readers.leave, Bounds(), "file-unreadable"),
        (readers.crash, Bounds(), "file-unreadable"),
        (readers.not_json, Bounds(), "file-unreadable"),
        (readers.answer_nonsense, Bounds(), "file-unreadable"),
        (readers.length, Bounds(input_bytes=9), "file-too-large"),
    ],
)
def test_every_way_to_misbehave_ends_in_a_refusal_and_leaves_no_process(
    reader: readers.Reader, bounds: Bounds, code: str
) -> None:
    before = children()
    with pytest.raises(FileRefused) as caught:
        confined(reader, b"ten  bytes", bounds)
    assert code_of(caught) == code
    assert children() <= before


def test_a_deadline_is_kept() -> None:
    began = time.monotonic()
    with pytest.raises(FileRefused):
        confined(readers.rest, b"", IMPATIENT)
    assert time.monotonic() - began < 10


def test_a_reader_can_open_change_connect_to_and_start_nothing(tmp_path: Path) -> None:
    path = tmp_path / "there"
    path.write_bytes(b"before")
    ended = confined(readers.try_everything, str(path).encode())
    assert len(ended) == 5
    assert "done" not in ended.values()
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_library_prints_does_not_stand_in_the_answer() -> None:
    assert confined(readers.print_first, b"") == "and then the answer"


def test_several_threads_read_at_once() -> None:
    before = children()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda size: confined(readers.length, bytes(size)), range(4)))
    assert [answer["length"] for answer in answers] == [0, 1, 2, 3]
    assert len({answer["pid"] for answer in answers}) == 4
    assert children() <= before


def test_a_function_that_cannot_be_found_by_name_is_no_reader() -> None:
    with pytest.raises(ValueError, match="importable"):
        confined(lambda data: data[::2], b"")


# A shell starts what it puts in the background deaf to an interrupt, and so would this be.
CALLER = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from integrations.confined import confined
from tests.integrations import readers
print("ready", flush=True)
confined(readers.rest, b"")
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_the_reading_process_ends_with_the_one_that_waits_for_it(number: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", CALLER],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as caller:
        assert caller.stdout is not None
        assert caller.stdout.readline() == "ready\n"
        assert wait_until(lambda: bool(readers_of(caller.pid)), 20)
        (reading,) = readers_of(caller.pid)
        caller.send_signal(number)
        assert caller.wait(20) != 0
    assert wait_until(lambda: not Path(f"/proc/{reading}").exists(), 20)


def readers_of(parent: int) -> list[int]:
    """Reading processes of another process."""
    found = []
    for pid in all_pids():
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            continue
        if int(fields[1]) == parent and b"confined_child" in command:
            found.append(pid)
    return found
