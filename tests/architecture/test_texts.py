import re

import pytest

from tests.architecture.tree import read, tracked

# Written in parts, so that this file does not hold what it looks for.
MACHINE = re.compile("/(?:wor" + "k|roo" + "t|hom" + "e/[a-z]+|User" + "s/[A-Za-z]+)/")
HOSTS = ("pypi" + ".org", "python" + "hosted", "registry." + "npmjs", "file:" + "///opt")
BINARY = {".png", ".webp", ".ico", ".woff2", ".gz", ".zip", ".pdf"}
TEXTS = [path for path in tracked() if path.suffix not in BINARY]


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    assert [str(path) for path in TEXTS if MACHINE.search(read(path))] == []


@pytest.mark.parametrize("host", HOSTS)
def test_no_file_names_the_host_of_a_package_registry(host: str) -> None:
    assert [str(path) for path in TEXTS if host in read(path)] == []


def test_every_text_that_people_write_ends_with_one_line_end() -> None:
    # Vectors and sealed receipts are bytes, and end as they were signed.
    written = {".py", ".md", ".yaml", ".toml", ".in", ".txt"}
    faults = [
        str(path)
        for path in TEXTS
        if path.suffix in written
        and (text := read(path))
        and (not text.endswith("\n") or text.endswith("\n\n"))
    ]
    assert faults == []


@pytest.mark.parametrize(("name", "longest"), [("README.md", 120)])
def test_what_people_read_first_is_short(name: str, longest: int) -> None:
    assert len(read(next(p for p in tracked() if str(p) == name)).splitlines()) <= longest
