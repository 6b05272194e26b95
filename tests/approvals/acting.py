"""Acts in any order: a state machine is run so often, and tells how often it was."""

from collections.abc import Callable

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

SEQUENCES = "sequences"
"""The property in which a test tells how many sequences of acts it tried."""


def act_in_any_order(
    machine: type[RuleBasedStateMachine],
    *,
    sequences: int,
    steps: int,
    tell: Callable[[str, object], None],
) -> None:
    """Run so many sequences of up to so many acts, and tell how many were run."""
    begun: list[str] = []

    class Counted(machine):  # type: ignore[misc, valid-type]  # a class that is an argument
        def __init__(self) -> None:
            super().__init__()
            begun.append(machine.__name__)

    run_state_machine_as_test(
        Counted,
        settings=settings(
            max_examples=sequences,
            stateful_step_count=steps,
            deadline=None,
            phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
    tell(SEQUENCES, len(begun))
    assert len(begun) >= sequences
