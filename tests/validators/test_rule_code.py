import ast
from pathlib import Path

import pytest

from validators import rules

FILES = sorted(Path(rules.__file__).parent.glob("*.py"))


def numbers(tree: ast.AST) -> list[object]:
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, int | float | complex)
        and not isinstance(node.value, bool)
        and node.value not in (0, 1)
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_number_of_the_law_stands_in_rule_code(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    # A cent is the coin prices are written in, and no figure of any standard.
    texts = [
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Decimal"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]
    assert numbers(tree) == []
    assert set(texts) <= {"0.01", 0, 1}


def test_a_number_would_be_noticed() -> None:
    assert numbers(ast.parse("limit = 5000 if price > 1 else 0.8")) == [5000, 0.8]
