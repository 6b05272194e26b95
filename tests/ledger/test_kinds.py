import ast
import inspect
from itertools import pairwise

from ledger import kinds
from ledger.kinds import EntryKind


def test_every_kind_is_explained_below_its_name() -> None:
    (body,) = (
        node.body
        for node in ast.parse(inspect.getsource(kinds)).body
        if isinstance(node, ast.ClassDef)
    )
    explained = {
        assignment.targets[0].id
        for assignment, text in pairwise(body)
        if isinstance(assignment, ast.Assign)
        and isinstance(assignment.targets[0], ast.Name)
        and isinstance(text, ast.Expr)
    }
    assert explained == set(EntryKind.__members__)
