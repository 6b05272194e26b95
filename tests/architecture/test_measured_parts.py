"""What the benchmark times part by part is there: it would end at a part that was renamed."""

import pytest

from bench.parts import ORDER, VALIDATION, Steps


@pytest.mark.parametrize("steps", [ORDER, VALIDATION])
def test_every_function_of_a_part_is_there(steps: Steps) -> None:
    functions = [it for part in steps.values() for it in part]
    assert [it for it in functions if not callable(getattr(*it, None))] == []
