"""What the clock does with trials: deletes them."""

from website.core import clock


def register() -> None:
    """Importing this module registers the task; the function says so at the place where it is called."""


@clock.task("surveys.trials")
def forget_old_trials() -> str | None:
    from surveys import actions

    count = actions.forget_trials()
    return f"Trials of surveys removed: {count}." if count else None
