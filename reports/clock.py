"""What the clock does for reports: releases a wave once it has closed, and forgets what was taken back."""

from website.core import clock


def register() -> None:
    """Importing this module registers the tasks; the function says so at the place where it is called."""


@clock.task("surveys.waves_released")
def release_closed_waves() -> str | None:
    """After "surveys.waves" in the order of names, so that a wave is released in the tick that closes it."""
    from reports import actions

    released = actions.release_closed_waves()
    return f"Released {', '.join(str(each) for each in released)}." if released else None


@clock.task("reports.withdrawals")
def forget_withdrawn() -> str | None:
    """So a withdrawn response is gone from the files within a minute or so, not only from the database."""
    from reports import actions

    removed = actions.forget_withdrawn()
    return f"Datasets removed because answers were withdrawn: {len(removed)}." if removed else None
