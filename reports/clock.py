"""What the clock does for reports: releases waves at milestones and once they have closed, goes on with
builds that were stopped, and forgets what was taken back.
"""

from typing import Any

from website.core import clock


def register() -> None:
    """Importing this module registers the tasks; the function says so at the place where it is called."""


@clock.task("surveys.waves_released")
def release_closed_waves() -> str | None:
    """After "surveys.waves" in the order of names, so that a wave is released in the tick that closes it."""
    from reports import actions

    return _said(actions.release_closed_waves())


@clock.task("surveys.waves_released_meanwhile")
def release_milestones() -> str | None:
    from reports import actions

    return _said(actions.release_milestones())


@clock.task("reports.builds")
def finish_builds() -> str | None:
    """Builds whose process ended go on where they were."""
    from reports import actions

    built = actions.finish_builds()
    return f"Built {', '.join(str(each) for each in built)}." if built else None


@clock.task("reports.withdrawals")
def forget_withdrawn() -> str | None:
    """So a withdrawn response is gone from the files within a minute or so, not only from the database."""
    from reports import datasets

    rewritten = datasets.forget_withdrawn()
    return f"Datasets rewritten because answers were withdrawn: {len(rewritten)}." if rewritten else None


@clock.task("reports.datasets")
def refresh_datasets() -> str | None:
    """So that who counts finds the responses of a minute ago, and waits for nothing."""
    from reports import datasets

    moved = datasets.refresh_datasets()
    return f"Datasets brought up to date: {len(moved)}." if moved else None


def _said(releases: list[Any]) -> str | None:
    """What was published, and what waits for its methods."""
    public = [str(each) for each in releases if each.state == "published"]
    waiting = [str(each) for each in releases if each.state == "built"]
    said = [f"Released {', '.join(public)}."] if public else []
    said += [f"Built, and waiting for the methods: {', '.join(waiting)}."] if waiting else []
    return " ".join(said) or None
