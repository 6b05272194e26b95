"""The table of what is asked of software, held to the rules, the law and the cases it names."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from validators.finding import Finding, NeedKind
from validators.law_cases import answer_to
from validators.rule import BEFORE_DELIVERY, Gate
from validators.rulebook import AT
from validators.sentences import SENTENCES
from validators.standards_case_file import load_cases
from validators.standards_file import STANDARDS, load_folder

PAGE = Path(__file__).parents[2] / "docs" / "genuine-software.md"
HEAD = ["", "what is asked", "rule", "codes", "gate", "found", "basis", "cases"]
IDS = [f"L{number:02}" for number in range(1, 35)]
GATES = {rule.id: gate.value for gate in Gate for rule in AT[gate]}

_CODE = re.compile(r"`([^`]+)`")


class Row(NamedTuple):
    rules: list[str]
    codes: list[str]
    gates: list[str]
    editions: list[str]
    cases: list[str]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _table() -> Mapping[str, Row]:
    lines = [it for it in PAGE.read_text(encoding="utf-8").splitlines() if it.startswith("|")]
    assert _cells(lines[0]) == HEAD
    found = {}
    for line in lines[2:]:
        name, _, rule, codes, gate, _, basis, cases = _cells(line)
        named = [_CODE.findall(it) for it in (rule, codes, basis, cases)]
        rules, said, editions, files = named
        found[name] = Row(rules, said, gate.split(", "), editions, files)
    return found


TABLE = _table()


@cache
def _found() -> Mapping[str, tuple[Finding, ...]]:
    """Every finding of the law cases, by the name of their file."""
    law, told = load_folder(), dict[str, list[Finding]]()
    for case in load_cases():
        told.setdefault(Path(case.file).stem, []).extend(answer_to(case, law).findings)
    return {name: tuple(findings) for name, findings in told.items()}


def test_every_obligation_has_its_row_and_there_are_no_others() -> None:
    assert list(TABLE) == IDS


def test_gates_that_an_order_answers_for_alone_ask_to_judge_each_in_words_of_its_own() -> None:
    # What `approvals.answer` looks for: a rule that asked of devices would get no answer.
    asked: dict[str, set[str]] = {}
    for it in (one for findings in _found().values() for one in findings):
        if it.needs is not None and it.needs.kind is NeedKind.JUDGEMENT:
            asked.setdefault(it.needs.fact, set()).add(GATES[it.rule])
    assert set().union(*asked.values()) == {gate.value for gate in BEFORE_DELIVERY}
    assert {question for question, gates in asked.items() if len(gates) > 1} == set()


@pytest.mark.parametrize("name", IDS)
def test_the_rules_stand_at_the_gates_the_row_names(name: str) -> None:
    row = TABLE[name]
    assert row.rules
    assert set(row.rules) <= GATES.keys()
    assert {GATES[it] for it in row.rules} == set(row.gates)


@pytest.mark.parametrize("name", IDS)
def test_what_the_row_cites_is_law_here_and_its_cases_are_there(name: str) -> None:
    row, law = TABLE[name], load_folder()
    known = {it.id for it in law.editions} | law.codes.keys()
    assert row.editions
    assert set(row.editions) <= known
    assert row.cases
    for it in row.cases:
        text = (STANDARDS / "cases" / f"{it}.yaml").read_text(encoding="utf-8")
        assert any(f'rule: "{rule}"' in text for rule in row.rules), it


@pytest.mark.parametrize("name", IDS)
def test_every_code_is_found_in_the_cases_of_the_row_under_the_law_it_cites(name: str) -> None:
    row = TABLE[name]
    cited = {
        it.code
        for file in row.cases
        for it in _found()[file]
        if it.rule in row.rules and it.citation is not None and it.citation.edition in row.editions
    }
    assert set(row.codes) <= SENTENCES.keys()
    assert set(row.codes) <= cited
    assert row.codes or name == "L26", "only a duty whose classes are inferred finds nothing"
