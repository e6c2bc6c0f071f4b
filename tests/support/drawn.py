"""Rules that are tried in many drawn orders of steps."""

from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test


def run_drawn(machine: Any, *, examples: int, steps: int) -> None:
    """`examples` runs of `steps` steps, the same ones each time and not made shorter where one fails."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=True,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
