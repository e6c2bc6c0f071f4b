"""What the clock does for surveys: opens and closes waves, and forgets who never came back."""

from website.core import clock


def register() -> None:
    """Importing this module registers the tasks; the function says so at the place where it is called."""


@clock.task("surveys.waves")
def open_and_close_waves() -> str | None:
    from surveys import actions

    opened = actions.open_due_waves()
    closed = actions.close_due_waves()
    if not opened and not closed:
        return None
    return f"Opened {len(opened)}, closed {len(closed)}."


@clock.task("surveys.waves_finished")
def finish_closed_waves() -> str | None:
    """After "surveys.waves" in the order of names, and before its results are released."""
    from surveys import actions

    return " ".join(str(done) for done in actions.finish_closed_waves()) or None


@clock.task("surveys.purge")
def forget_unfinished() -> str | None:
    from surveys import actions

    count = actions.purge_unfinished()
    actions.forget_asked()
    actions.forget_trials()
    return f"Removed {count} responses that were begun and never continued." if count else None


@clock.task("surveys.invited")
def forget_invited() -> str | None:
    """Hashes of addresses when their wave has closed, invitations some time after."""
    from surveys import actions

    count = actions.forget_invited()
    return f"Removed {count} addresses of waves that are over." if count else None
