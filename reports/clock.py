"""What the clock does for reports: releases a wave once it has closed."""

from website.core import clock


def register() -> None:
    """Importing this module registers the task; the function says so at the place where it is called."""


@clock.task("surveys.waves_released")
def release_closed_waves() -> str | None:
    """After "surveys.waves" in the order of names, so that a wave is released in the tick that closes it."""
    from reports import actions

    released = actions.release_closed_waves()
    return f"Released {', '.join(str(each) for each in released)}." if released else None
