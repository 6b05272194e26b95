"""The demonstration explains the codes it shows, and each is one that the law's rules give."""

import pytest

from api.demo.codes import MEANINGS, met
from tests.architecture.tree import read, sources


def test_codes_are_explained_where_they_are_shown_and_nowhere_else() -> None:
    (only,) = met(["undetermined: fact-missing\n~ example", "within the ceiling"])
    assert only.startswith("fact-missing: ")
    assert met(["conforming"]) == []


@pytest.mark.parametrize("code", MEANINGS)
def test_every_explained_code_is_one_that_findings_carry(code: str) -> None:
    assert any(f'"{code}"' in read(path) for path in sources("validators"))
