"""The whole service under one supervisor: started in order, kept alive, gone without a trace."""

import json
import os
import signal
from pathlib import Path

import pytest

from api.supervision.child import Child, Program
from api.supervision.serving import EXIT_IN_USE, EXIT_KEEPS_DYING, EXIT_STOPPED
from api.supervision.signals import watched
from api.supervision.supervisor import KeepsDyingError, Supervisor
from storage.embedded.server import running_address
from storage.processes import identify, is_running, wait_until
from tests.storage.programs import servers_in
from tests.supervision.stage import living, marked, service

# A grandchild in a session of its own, which outlives the death of everyone above it.
_RUNAWAY = """
import subprocess
sleep = [sys.executable, "-c", "import time; time.sleep(600)"]
runaway = subprocess.Popen(sleep, start_new_session=True)
(folder / "runaway").write_text(str(runaway.pid))
"""
_GRANDCHILD = """
import subprocess
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_everything_in_reverse_order(tmp_path: Path, number: signal.Signals) -> None:
    children = [living("worker"), living("sequencer"), living("web", _GRANDCHILD)]
    with service(tmp_path, children, embedded=True) as stage:
        assert stage.says("everything is at work"), stage.log
        assert servers_in(tmp_path / "data")
        stage.process.send_signal(number)
        assert stage.wait() == EXIT_STOPPED, stage.log
        assert stage.order == ["+worker", "+sequencer", "+web", "web", "sequencer", "worker"]
        assert stage.marked() == []
        assert servers_in(tmp_path / "data") == []
        assert stage.log.index("worker has stopped") < stage.log.index("PostgreSQL has stopped")


def test_a_killed_supervisor_leaves_nothing_and_the_next_start_works_on_the_same_folder(
    tmp_path: Path,
) -> None:
    children = [living("worker"), living("web")]
    with service(tmp_path, children, embedded=True) as stage:
        stage.pid_of("web")
        stage.process.kill()
        stage.wait()
        assert stage.nothing_left()
    for name in ("worker", "web"):
        (tmp_path / f"{name}.pid").unlink()
    with service(tmp_path, children, embedded=True) as stage:
        assert is_running_pid(stage.pid_of("web")), stage.log
        stage.process.terminate()
        assert stage.wait() == EXIT_STOPPED


def test_what_ran_away_from_a_killed_supervisor_is_ended_by_the_next_start(tmp_path: Path) -> None:
    with service(tmp_path, [living("web", _RUNAWAY)]) as stage:
        stage.pid_of("web")
        runaway = identify(int((tmp_path / "runaway").read_text()))
        assert runaway is not None
        stage.process.kill()
        stage.wait()
        (tmp_path / "web.pid").unlink()
        assert is_running(runaway)
        with service(tmp_path, [living("web")]) as second:
            second.pid_of("web")
            assert not is_running(runaway)
            second.process.terminate()
            assert second.wait() == EXIT_STOPPED


def test_what_ran_away_is_ended_by_an_orderly_stop_too(tmp_path: Path) -> None:
    with service(tmp_path, [living("web", _RUNAWAY)]) as stage:
        stage.pid_of("web")
        stage.process.terminate()
        assert stage.wait() == EXIT_STOPPED
        assert marked(tmp_path) == []


@pytest.mark.parametrize("victim", ["worker", "sequencer", "web"])
def test_a_killed_child_is_started_again_and_the_others_are_left_alone(
    tmp_path: Path, victim: str
) -> None:
    names = ["worker", "sequencer", "web"]
    with service(tmp_path, [living(name, _GRANDCHILD) for name in names]) as stage:
        before = {name: stage.pid_of(name) for name in reversed(names)}
        os.kill(before[victim], signal.SIGKILL)
        assert stage.restarted(victim, before[victim]), stage.log
        after = {name: stage.pid_of(name) for name in names}
        assert {name for name in names if after[name] != before[name]} == {victim}
        # What the victim had started is gone with it.
        assert len(stage.marked()) == 6
        assert f"{victim} was ended by SIGKILL" in stage.log
        stage.process.terminate()
        assert stage.wait() == EXIT_STOPPED


def test_a_killed_postmaster_is_started_again_with_its_data(tmp_path: Path) -> None:
    with service(tmp_path, [living("web")], embedded=True) as stage:
        web = stage.pid_of("web")
        address = running_address(tmp_path / "data")
        assert address is not None
        with address.connect() as connection:
            connection.execute("create table kept (value int)")
            # This connection's own process outlives the postmaster for a moment.
            os.kill(postmaster_of(tmp_path), signal.SIGKILL)
        again = wait_until(lambda: stage.log.count("PostgreSQL was started") == 2, 60)
        assert again, stage.log
        address = running_address(tmp_path / "data")
        assert address is not None
        with address.connect() as connection:
            connection.execute("insert into kept values (1)")
        assert stage.pid_of("web") == web
        stage.process.terminate()
        assert stage.wait() == EXIT_STOPPED
        assert servers_in(tmp_path / "data") == []


@pytest.mark.parametrize("what", ["postmaster", "backend"])
def test_postgresql_that_breaks_off_during_the_start_does_not_end_the_service(
    tmp_path: Path, what: str
) -> None:
    with service(tmp_path, [living("web")], embedded=True, breaks=what) as stage:
        assert is_running_pid(stage.pid_of("web")), stage.log
        assert "PostgreSQL broke off during the start, which is tried again" in stage.log
        assert ("PostgreSQL was ended by SIGKILL" in stage.log) is (what == "postmaster")
        stage.process.terminate()
        assert stage.wait() == EXIT_STOPPED
        assert servers_in(tmp_path / "data") == []


def test_a_second_start_on_the_folder_is_refused_at_once_with_its_own_exit_code(
    tmp_path: Path,
) -> None:
    with service(tmp_path, [living("web")], embedded=True) as first:
        web = first.pid_of("web")
        with service(tmp_path, [living("web")], embedded=True) as second:
            assert second.wait(20) == EXIT_IN_USE
            assert f"in use by process {first.process.pid}" in second.log
        assert is_running_pid(web)
        first.process.terminate()
        assert first.wait() == EXIT_STOPPED


def test_a_child_that_keeps_dying_ends_the_service_and_is_named(tmp_path: Path) -> None:
    dying: dict[str, object] = {"name": "web", "code": "import sys; sys.exit(3)", "ready": "x"}
    children = [living("worker"), dying]
    with service(tmp_path, children, embedded=True) as stage:
        assert stage.wait() == EXIT_KEEPS_DYING
        assert "web ended with exit code 3, 5 times within 60 seconds" in stage.log
        assert stage.marked() == []
        assert servers_in(tmp_path / "data") == []


def test_a_child_that_dies_after_it_was_ready_is_counted_as_well(tmp_path: Path) -> None:
    dying = (
        "import os, pathlib; pathlib.Path(os.environ['FOLDER'], 'web.pid').write_text('1'); "
        "raise SystemExit(4)"
    )
    with service(tmp_path, [{"name": "web", "code": dying}]) as stage:
        assert stage.wait() == EXIT_KEEPS_DYING
        assert "web ended with exit code 4, 5 times" in stage.log


def test_a_child_that_never_says_that_it_is_ready_is_named(tmp_path: Path) -> None:
    with service(tmp_path, [living("web", ready="never", ready_seconds=0.3)]) as stage:
        assert stage.wait() == EXIT_KEEPS_DYING
        assert "web was not ready in time, 5 times" in stage.log
        assert stage.marked() == []


def test_a_program_that_is_not_there_is_named(caplog: pytest.LogCaptureFixture) -> None:
    child = Child(name="web", argv=["/nowhere/to/be/found"], environment={})
    with watched() as signals:
        supervisor = Supervisor(signals)
        with pytest.raises(KeepsDyingError, match="web could not be started"):
            supervisor.bring_up(Program(child, {}))
        supervisor.stop_all()
    assert "/nowhere/to/be/found" in caplog.text


def test_a_child_that_does_not_want_to_leave_is_killed_after_its_time(tmp_path: Path) -> None:
    deaf = "signal.signal(signal.SIGTERM, signal.SIG_IGN)"
    with service(tmp_path, [living("worker"), living("web", deaf, stop_seconds=0.5)]) as stage:
        stage.pid_of("web")
        stage.process.terminate()
        assert stage.wait(30) == EXIT_STOPPED
        assert stage.order[-1] == "worker"
        assert stage.marked() == []


def test_a_signal_during_the_start_stops_what_is_there_already(tmp_path: Path) -> None:
    with service(tmp_path, [living("worker"), living("web", ready="never")]) as stage:
        stage.pid_of("web")
        stage.process.terminate()
        assert stage.wait() == EXIT_STOPPED
        assert stage.marked() == []


def test_a_stranger_without_the_mark_is_left_alone(tmp_path: Path) -> None:
    from api.supervision.runs import a_run  # noqa: PLC0415 - for this one test
    from storage.processes import myself  # noqa: PLC0415 - for this one test

    # The record names a process that is alive, but never was a part of the service.
    (tmp_path / "service.json").write_text(
        json.dumps({"pid": myself().pid, "started": 1, "boot": "another"})
    )
    with a_run(tmp_path) as mark:
        assert str(myself().pid) in mark["PROCHECK_RUN"]


def postmaster_of(folder: Path) -> int:
    return int((folder / "data" / "postgres" / "data" / "postmaster.pid").read_text().split()[0])


def is_running_pid(pid: int) -> bool:
    return identify(pid) is not None
