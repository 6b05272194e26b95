import re
import subprocess
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, clean_environment, read, tracked

# DESIGN promises the first five; the rest is for those who work on the project.
VERBS = {"demo", "run", "test", "check", "bench"} | {
    "clients",
    "ocds",
    "contract",
    "fix",
    "fuzz",
    "fuzz-readers",
    "help",
    "install",
    "law",
    "load",
    "lock",
    "machines",
    "migrate",
    "sandbox",
    "screenshots",
    "test-browser",
    "torture",
}


def make(*arguments: str) -> str:
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def _targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", read(Path("Makefile")), re.MULTILINE))


def test_make_alone_names_every_verb_and_what_it_does() -> None:
    told = dict(re.findall(r"^  make ([a-z-]+) +(\S.*)$", make(), re.MULTILINE))
    assert set(told) == VERBS


def test_every_target_that_has_no_help_is_a_step_of_check() -> None:
    steps = _targets() - VERBS
    assert all(step.startswith("check-") for step in steps)
    (line,) = re.findall(r"^check: (.*?) ##", read(Path("Makefile")), re.MULTILINE)
    assert set(line.split()) == steps | {"install"}


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_sets_up_what_it_needs_first(verb: str) -> None:
    if verb == "help":
        return
    first = make("--dry-run", verb).splitlines()[0]
    assert first.startswith("./procheck ")


def test_every_verb_that_a_document_names_exists() -> None:
    named = set()
    for path in tracked():
        if path.suffix == ".md":
            named |= set(re.findall(r"`make ([a-z]+(?:-[a-z]+)*)", read(path)))
            named |= set(
                re.findall(r"^(?:\$ )?make ([a-z]+(?:-[a-z]+)*)", read(path), re.MULTILINE)
            )
    assert named - _targets() == set()


def test_continuous_integration_calls_check() -> None:
    assert read(Path(".ci/run")).rstrip().endswith("make --no-print-directory check")


@pytest.mark.parametrize(
    "script",
    [
        "procheck",
        ".ci/run",
        ".ci/step",
        ".ci/tools",
        ".ci/browser/set-up",
        ".ci/clients",
        ".ci/contract",
        ".ci/lint-migrations",
        ".ci/ocds",
    ],
)
def test_every_script_is_executable_and_parses(script: str) -> None:
    shell = "bash" if "bash" in read(Path(script)).splitlines()[0] else "sh"
    assert (ROOT / script).stat().st_mode & 0o111
    subprocess.run([shell, "-n", script], cwd=ROOT, check=True)
