import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import read, root_packages, sources, tracked

LONGEST = 300
ALONE = {"ledger/verify_approval.py", "ledger/verify_pack.py"}
"""Copied by itself to other people's machines, so it cannot be two (ADR 0017, 0019)."""
EXACT = ("validators", "approvals", "catalog")

# A reason is at least a few letters after the code.
NOQA = re.compile(r"#\s*(?:ruff:\s*)?noqa\b(?P<rest>.*)")
NOQA_WITH_REASON = re.compile(r"^:\s*[A-Z]+[0-9]+(?:,\s*[A-Z]+[0-9]+)*\s*(?:-|–|—|#)\s*\S.{4,}")
TYPE_IGNORE = re.compile(r"#\s*type:\s*ignore(?P<rest>.*)")
TYPE_IGNORE_WITH_REASON = re.compile(r"^\[[a-z0-9, -]+\]\s*(?:-|–|—|#)\s*\S.{4,}")
# Written in two parts so that this file does not name what it looks for.
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")


def comments(pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    this = Path(__file__).name
    for path in sources():
        if path.name == this:
            continue
        for number, line in enumerate(read(path).splitlines(), 1):
            if found := pattern.search(line):
                yield f"{path}:{number}", found["rest"]


def test_no_module_is_longer_than_a_module_may_be() -> None:
    # Tests are read one by one, and a revision of the schema is one act that nobody edits later.
    modules = [path for path in sources() if path.parts[0] not in {"tests", "migrations"}]
    lengths = {str(path): len(read(path).splitlines()) for path in modules}
    assert {path for path, length in lengths.items() if length > LONGEST} == ALONE


@pytest.mark.parametrize("package", EXACT)
def test_money_and_shares_never_meet_a_binary_fraction(package: str) -> None:
    faults = []
    for path in sources(package):
        for node in ast.walk(ast.parse(read(path))):
            literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
            called = isinstance(node, ast.Call) and ast.unparse(node.func) in {"float", "math.fsum"}
            if literal or called:
                faults.append(f"{path}:{getattr(node, 'lineno', '?')}")
    assert faults == []


FORBIDDEN_CALLS = {
    *("eval", "exec", "compile", "__import__", "os.system", "os.popen", "yaml.load"),
    *(
        "yaml.unsafe_load",
        "yaml.full_load",
        "render_template_string",
        "hashlib.md5",
        "hashlib.sha1",
    ),
}
FORBIDDEN_MODULES = {"pickle", "marshal", "shelve", "dill", "jsonpickle", "telnetlib", "ftplib"}


def test_nothing_is_evaluated_unpickled_or_run_by_a_shell() -> None:
    faults = []
    for path in (it for package in root_packages() for it in sources(package)):
        if path.parts[0] in {"tests", "bench"}:
            continue
        for node in ast.walk(ast.parse(read(path))):
            if isinstance(node, ast.Call):
                found = {ast.unparse(node.func)} & FORBIDDEN_CALLS or {
                    it.arg for it in node.keywords if it.arg == "shell"
                }
            elif isinstance(node, ast.Import):
                found = {it.name for it in node.names} & FORBIDDEN_MODULES
            elif isinstance(node, ast.ImportFrom):
                found = {node.module or ""} & FORBIDDEN_MODULES
            else:
                continue
            if found:
                faults.append(f"{path}:{node.lineno}: {found}")
    assert faults == []


def test_every_ignored_lint_says_why_on_its_line() -> None:
    bare = [place for place, rest in comments(NOQA) if not NOQA_WITH_REASON.match(rest)]
    assert bare == []


def test_every_ignored_type_says_which_and_why_on_its_line() -> None:
    found = comments(TYPE_IGNORE)
    bare = [place for place, rest in found if not TYPE_IGNORE_WITH_REASON.match(rest)]
    assert bare == []


@pytest.mark.parametrize(
    ("comment", "has_reason"),
    [
        ("# noqa: S603 - the program's own command", True),
        ("# noqa: S603, S607 — found on PATH", True),
        ("# noqa: S603", False),
        ("# noqa", False),
        ("# noqa: S603 -", False),
    ],
)
def test_what_counts_as_a_reason(comment: str, *, has_reason: bool) -> None:
    found = NOQA.search(comment)
    assert found is not None
    assert bool(NOQA_WITH_REASON.match(found["rest"])) == has_reason


def test_every_rule_that_is_switched_off_for_a_folder_says_why() -> None:
    lines = read(Path("pyproject.toml")).splitlines()
    rule = re.compile(r'^\s*"[A-Z]+[0-9]*",|^"[^"]+" = \["[A-Z]+[0-9]+"\]')
    assert [line for line in lines if rule.match(line) and "#" not in line] == []


def test_nothing_is_left_unfinished() -> None:
    texts = [path for path in tracked() if path.suffix in {".py", ".md", ".yaml", ".toml", ".html"}]
    texts = [path for path in texts if path.name != Path(__file__).name]
    left = [str(path) for path in texts if UNFINISHED.search(read(path))]
    assert left == []


@pytest.mark.parametrize("package", root_packages())
def test_no_module_raises_that_it_is_not_written_yet(package: str) -> None:
    left = [str(path) for path in sources(package) if "NotImplemented" + "Error" in read(path)]
    assert left == []
